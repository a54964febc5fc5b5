#include "crawler/metrics.h"

#include <spdlog/fmt/fmt.h>

#include <iterator>

namespace anchord {
namespace {

// The samples of one metric.
class Samples {
 public:
  Samples(std::string& text, std::string_view name) : text_(text), name_(name) {}

  template <class Number>
  void add(Number value) {
    fmt::format_to(std::back_inserter(text_), "{} {}\n", name_, value);
  }
  template <class Number>
  void add(std::string_view label, std::string_view label_value, Number value) {
    fmt::format_to(std::back_inserter(text_), "{}{{{}=\"{}\"}} {}\n", name_, label, label_value,
                   value);
  }
  void add(const Histogram& histogram) {
    const Histogram::Reading reading = histogram.read();
    std::uint64_t up_to = 0;
    for (std::size_t i = 0; i < reading.counts.size(); ++i) {
      up_to += reading.counts[i];
      const std::string bound = i < Histogram::kBoundsS.size()
                                    ? fmt::format("{}", Histogram::kBoundsS[i])
                                    : std::string("+Inf");
      fmt::format_to(std::back_inserter(text_), "{}_bucket{{le=\"{}\"}} {}\n", name_, bound, up_to);
    }
    fmt::format_to(std::back_inserter(text_), "{0}_sum {1}\n{0}_count {2}\n", name_, reading.sum_s,
                   up_to);
  }

 private:
  std::string& text_;
  std::string_view name_;
};

double seconds(std::chrono::duration<double> time) { return time.count(); }

// One metric, one row.
struct Row {
  Metric metric;
  void (*write)(Samples& samples, const CrawlReading& reading);
};

constexpr Row kRows[] = {
    {{"anchord_build_info", "gauge", "Always 1, with the version that runs."},
     [](Samples& s, const CrawlReading&) { s.add("version", ANCHORD_VERSION, 1); }},
    {{"anchord_urls_fetched_total", "counter",
      "URLs settled since the start, by outcome: visited (2xx, 3xx, 304), gone (404, 410), refused "
      "(other 4xx, 5xx), unreachable (no answer), disallowed (by robots.txt, not asked)."},
     [](Samples& s, const CrawlReading& r) {
       s.add("outcome", "visited", r.stats.pages.load());
       s.add("outcome", "gone", r.stats.gone.load());
       s.add("outcome", "refused", r.stats.refused.load());
       s.add("outcome", "unreachable", r.stats.unreachable.load());
       s.add("outcome", "disallowed", r.stats.disallowed.load());
     }},
    {{"anchord_pages_unchanged_total", "counter",
      "Visited pages with the link set of the visit before."},
     [](Samples& s, const CrawlReading& r) { s.add(r.stats.unchanged.load()); }},
    {{"anchord_robots_fetched_total", "counter", "Answers to requests for robots.txt."},
     [](Samples& s, const CrawlReading& r) { s.add(r.stats.robots.load()); }},
    {{"anchord_body_bytes_total", "counter", "Bytes of bodies read, decoded."},
     [](Samples& s, const CrawlReading& r) { s.add(r.stats.body_bytes.load()); }},
    {{"anchord_links_parsed_total", "counter", "Links of the pages parsed."},
     [](Samples& s, const CrawlReading& r) { s.add(r.stats.links.load()); }},
    {{"anchord_links_new_total", "counter", "Links seen for the first time."},
     [](Samples& s, const CrawlReading& r) { s.add(r.stats.links_new.load()); }},
    {{"anchord_links_lost_total", "counter", "Links that their page no longer has."},
     [](Samples& s, const CrawlReading& r) { s.add(r.stats.links_lost.load()); }},
    {{"anchord_urls_not_followed_total", "counter",
      "URLs found and left alone, by the rule that refused them."},
     [](Samples& s, const CrawlReading& r) {
       for (std::size_t i = 0; i < kRefusals; ++i) {
         s.add("rule", name_of(static_cast<Refusal>(i)), r.stats.not_followed[i].load());
       }
     }},
    {{"anchord_commits_total", "counter", "Groups of pages written to the index."},
     [](Samples& s, const CrawlReading& r) { s.add(r.stats.commits.load()); }},
    {{"anchord_retention_removed_total", "counter",
      "What is not remembered any longer, by kind: lost_links, dead_pages."},
     [](Samples& s, const CrawlReading& r) {
       s.add("kind", "lost_links", r.stats.lost_links_removed.load());
       s.add("kind", "dead_pages", r.stats.dead_pages_removed.load());
     }},
    {{"anchord_fetch_duration_seconds", "histogram",
      "A request, from its start to its answer's last byte or its failure."},
     [](Samples& s, const CrawlReading& r) { s.add(r.stats.fetch_seconds); }},
    {{"anchord_parse_duration_seconds", "histogram",
      "An answer, from its bytes to what is to be stored."},
     [](Samples& s, const CrawlReading& r) { s.add(r.stats.parse_seconds); }},
    {{"anchord_commit_duration_seconds", "histogram", "A group of pages, until it is on disk."},
     [](Samples& s, const CrawlReading& r) { s.add(r.stats.commit_seconds); }},
    {{"anchord_urls_waiting", "gauge", "URLs found and never asked for."},
     [](Samples& s, const CrawlReading& r) { s.add(r.frontier.waiting); }},
    {{"anchord_urls_leased", "gauge", "URLs being fetched, parsed or stored."},
     [](Samples& s, const CrawlReading& r) { s.add(r.frontier.leased); }},
    {{"anchord_hosts", "gauge",
      "Hosts in memory, by what they are at: idle (nothing due), ready, asked, delayed "
      "(politeness), "
      "paused (asked for it, or fails), robots_unknown (no usable answer for robots.txt)."},
     [](Samples& s, const CrawlReading& r) {
       for (std::size_t i = 0; i < kHostStates; ++i) {
         s.add("state", name_of(static_cast<HostState>(i)), r.frontier.hosts[i]);
       }
     }},
    {{"anchord_overdue_seconds", "gauge",
      "How long ago the host that is due first ought to have been asked."},
     [](Samples& s, const CrawlReading& r) { s.add(seconds(r.frontier.overdue)); }},
    {{"anchord_requests_underway", "gauge", "Requests sent and not yet answered."},
     [](Samples& s, const CrawlReading& r) { s.add(r.underway); }},
    {{"anchord_pipeline_pages", "gauge",
      "Answers on the way, by queue: parse, commit, and all that are not yet on disk."},
     [](Samples& s, const CrawlReading& r) {
       s.add("queue", "parse", r.pipeline.to_parse);
       s.add("queue", "commit", r.pipeline.to_commit);
       s.add("queue", "all", r.pipeline.uncommitted);
     }},
    {{"anchord_pipeline_bytes", "gauge", "Bytes of bodies and links on the way to the disk."},
     [](Samples& s, const CrawlReading& r) { s.add(r.pipeline.bytes); }},
    {{"anchord_seed_intake_busy_seconds", "gauge",
      "How long the intake of seeds has been at one piece of work, some thousand lines at most; 0 "
      "while it waits for files."},
     [](Samples& s, const CrawlReading& r) { s.add(seconds(r.seeds_busy)); }},
    {{"anchord_api_busy_seconds", "gauge",
      "How long the API has been at the request that it works on longest; 0 where there is none."},
     [](Samples& s, const CrawlReading& r) { s.add(seconds(r.api_busy)); }},
    {{"anchord_table_bytes", "gauge", "Bytes of the index's tables on disk, by family."},
     [](Samples& s, const CrawlReading& r) {
       for (std::size_t i = 0; i < kFamilies; ++i) {
         s.add("family", name_of(static_cast<Family>(i)), r.table_bytes[i]);
       }
     }},
    {{"anchord_index_memory_bytes", "gauge",
      "Memory of the index, by part: cache (of what is read), write_buffers (not yet in tables)."},
     [](Samples& s, const CrawlReading& r) {
       s.add("part", "cache", r.index_memory.cache_bytes);
       s.add("part", "write_buffers", r.index_memory.write_buffer_bytes);
     }},
    {{"anchord_disk_free_bytes", "gauge", "Bytes free where the index lies."},
     [](Samples& s, const CrawlReading& r) { s.add(r.process.disk_free_bytes); }},
    {{"process_resident_memory_bytes", "gauge", "Memory of the process."},
     [](Samples& s, const CrawlReading& r) { s.add(r.process.resident_bytes); }},
    {{"process_open_fds", "gauge", "File descriptors that the process has open."},
     [](Samples& s, const CrawlReading& r) { s.add(r.process.open_descriptors); }},
    {{"process_cpu_seconds_total", "counter", "CPU time of the process."},
     [](Samples& s, const CrawlReading& r) { s.add(seconds(r.process.cpu)); }},
};

}  // namespace

std::vector<Metric> metrics() {
  std::vector<Metric> all;
  for (const Row& row : kRows) all.push_back(row.metric);
  return all;
}

std::string metrics_text(const CrawlReading& reading) {
  std::string text;
  for (const Row& row : kRows) {
    fmt::format_to(std::back_inserter(text), "# HELP {0} {1}\n# TYPE {0} {2}\n", row.metric.name,
                   row.metric.help, row.metric.type);
    Samples samples(text, row.metric.name);
    row.write(samples, reading);
  }
  return text;
}

}  // namespace anchord
