#include "crawler/status_line.h"

#include <spdlog/fmt/fmt.h>

#include <sstream>

#include "crawler/metrics.h"

namespace anchord {
namespace {

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

double megabytes(std::uint64_t bytes) { return static_cast<double>(bytes) / 1e6; }

// "12 idle, 3 delayed": the states that hosts are in.
std::string hosts_by_state(const FrontierSurvey& frontier) {
  std::string text;
  for (std::size_t i = 0; i < kHostStates; ++i) {
    if (frontier.hosts[i] == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", frontier.hosts[i],
                        name_of(static_cast<HostState>(i)));
  }
  return text.empty() ? "none" : text;
}

}  // namespace

StatusLine::Counts StatusLine::counts_of(const CrawlStats& stats) {
  return {.pages = stats.pages,
          .bytes = stats.body_bytes,
          .errors = stats.errors(),
          .fetched = stats.pages + stats.gone + stats.errors(),
          .commits = stats.commit_seconds.read()};
}

std::string StatusLine::at(std::chrono::milliseconds elapsed, const CrawlReading& reading) {
  const Counts counts = counts_of(reading.stats);
  const double seconds = std::chrono::duration<double>(elapsed - last_elapsed_).count();
  const auto since = [](std::uint64_t now, std::uint64_t before) {
    return static_cast<double>(now - before);
  };
  const double commit_ms = 1000 * ratio(counts.commits.sum_s - last_.commits.sum_s,
                                        since(counts.commits.count(), last_.commits.count()));
  const CrawlStats& stats = reading.stats;
  std::string line = fmt::format(
      "{:.1f} pages/s, {:.2f} MB/s, {:.1f} % errors; in all {} visited, {} unchanged, {} gone, {} "
      "refused, {} unreachable, {} disallowed; URLs: {} waiting, {} leased, {} asked, {} to parse, "
      "{} to commit; hosts: {}; due first {:.1f} s ago; commit {:.0f} ms; memory {:.0f} MB; index "
      "{:.0f} MB, {:.0f} MB free",
      ratio(since(counts.pages, last_.pages), seconds),
      ratio(since(counts.bytes, last_.bytes), seconds) / 1e6,
      100 * ratio(since(counts.errors, last_.errors), since(counts.fetched, last_.fetched)),
      stats.pages.load(), stats.unchanged.load(), stats.gone.load(), stats.refused.load(),
      stats.unreachable.load(), stats.disallowed.load(), reading.frontier.waiting,
      reading.frontier.leased, reading.underway, reading.pipeline.to_parse,
      reading.pipeline.to_commit, hosts_by_state(reading.frontier),
      std::chrono::duration<double>(reading.frontier.overdue).count(), commit_ms,
      megabytes(reading.process.resident_bytes), megabytes(reading.table_bytes_in_all()),
      megabytes(reading.process.disk_free_bytes));
  last_elapsed_ = elapsed;
  last_ = counts;
  return line;
}

std::string state_dump(const CrawlReading& reading) {
  std::istringstream metrics(metrics_text(reading));
  std::string dump;
  for (std::string line; std::getline(metrics, line);) {
    if (!line.starts_with('#') && line.find("_bucket{") == std::string::npos) dump += line + "\n";
  }
  const auto tell = [&dump](std::string_view name, const Station& station) {
    dump += fmt::format("station {}: {} after {} turns\n", name,
                        station.is_busy() ? "at work" : "idle", station.turns());
  };
  tell("fetching", reading.stats.stations.fetching);
  for (const Station& station : reading.stats.stations.parsing) {
    if (station.turns() > 0) tell("parsing", station);
  }
  tell("committing", reading.stats.stations.committing);
  return dump;
}

}  // namespace anchord
