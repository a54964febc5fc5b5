// What the frontier costs as it grows: the real one over a real index, with no network. Time is
// simulated: every answer is there at once, and where all hosts wait the clock is put forward.
//
//   frontier_bench [URLS_MAX [LEASES]]
//
// Grows the index to a hundredth, a tenth and the whole of URLS_MAX URLs (10,000,000), a hundred on
// each host, and at each size leases and settles LEASES of them (400,000). Prints for each size the
// CPU microseconds of leasing a URL and of committing it (of the thread that does it: the storage's
// own are still at work on what was added), the peak memory, the bytes on disk, and how long it
// takes from opening the index until the first URL is leased. The index is made below TMPDIR, which
// should be on a real disk, and removed.
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "crawler/agenda.h"
#include "crawler/allocator.h"
#include "crawler/frontier.h"
#include "crawler/tally_sums.h"
#include "storage/format.h"
#include "tests/bench/stopwatch.h"

namespace anchord {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kUrlsPerHost = 100;
constexpr std::size_t kHostsPerBatch = 100;
constexpr std::size_t kUrlsPerCommit = 1000;
constexpr Time kStart = std::chrono::sys_days(std::chrono::January / 1 / 2024);
constexpr std::chrono::days kRobotsHold{365};
constexpr std::chrono::days kRevisit{30};

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

double megabytes_in(const fs::path& folder) {
  double bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += static_cast<double>(entry.file_size());
  }
  return bytes / (1U << 20U);
}

template <class Value>
Value checked(Result<Value> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "frontier_bench: %s\n", result.error().message.c_str());
  std::exit(1);
}

// Hosts of which everything waits, with a robots.txt that allows it.
void add_hosts(Database& db, std::size_t first, std::size_t end) {
  HostRecord robots;
  robots.robots_fetched = kStart;
  robots.robots_expires = kStart + kRobotsHold;
  robots.robots_status = 404;
  const UrlRecord record{.depth = 1, .last_attempt = kStart, .due = kStart};
  while (first < end) {
    Batch batch(db);
    Agenda agenda(db);
    for (std::size_t i = 0; i < kHostsPerBatch && first < end; ++i, ++first) {
      const std::string site = "http://www.site" + std::to_string(first) + ".example/";
      const std::string host = host_key(*Url::parse(site));
      batch.put(Family::kHosts, host, encode(robots));
      for (std::size_t page = 0; page < kUrlsPerHost; ++page) {
        const std::string path = "articles/2024/page-" + std::to_string(page) + ".html";
        const std::string key = page_key(*Url::parse(site + path));
        batch.put(Family::kUrls, key, encode(record));
        batch.put(Family::kFrontier, frontier_key(key, record), {});
      }
      batch.merge(Family::kTallies, tally_key(TallyScope::kHost, host),
                  encode(Tally{.waiting = kUrlsPerHost}));
      checked(agenda.stage_by(batch, host, {kStart, kPriorityDefault}));
    }
    checked(db.write(batch, false));
  }
}

// Leases and settles URLs, with what that costs.
class Crawl {
 public:
  Crawl(Database& db, Instant now) : db_(db), now_(now) {
    FrontierOptions options;
    options.hosts_per_address = 1'000'000;
    frontier_ = checked(Frontier::load(db, options, kNever, std::nullopt));
  }

  void run(std::size_t leases) {
    while (leases > 0) {
      const Stopwatch time;
      std::vector<Lease> asked;
      while (leases > 0 && asked.size() < kUrlsPerCommit) {
        asked.push_back(lease());
        --leases;
      }
      lease_s += time.thread_cpu_s();
      commit(std::move(asked));
    }
  }

  double lease_s = 0;
  double commit_s = 0;
  Instant now() const { return now_; }
  std::size_t hosts_in_memory() const { return frontier_->hosts_in_memory(); }

 private:
  Lease lease() {
    while (true) {
      auto got = checked(frontier_->acquire(now_));
      if (const Idle* idle = std::get_if<Idle>(&got)) {
        now_ = std::max(idle->ask_again, now_ + std::chrono::milliseconds(1));
        continue;
      }
      Lease lease = std::move(std::get<Lease>(got));
      frontier_->answered(lease, {}, now_);
      return lease;
    }
  }

  void commit(std::vector<Lease> leases) {
    const Stopwatch time;
    Batch batch(db_);
    TallySums tallies;
    Frontier::News news;
    for (const Lease& lease : leases) {
      UrlRecord record = lease.before;
      record.state = FetchState::kVisited;
      record.last_attempt = to_seconds(now_);
      record.first_visited = record.last_visited = record.last_attempt;
      record.due = record.last_attempt + kRevisit;
      batch.put(Family::kUrls, lease.key, encode(record));
      batch.remove(Family::kFrontier, lease.frontier_key);
      tallies.add(TallyScope::kHost, lease.host, {.asked = 1, .waiting = -1});
      news.settled.push_back({lease.key, record.due, true});
    }
    tallies.stage(batch);
    checked(frontier_->stage(batch, news));
    checked(db_.write(batch, false));
    checked(frontier_->committed(news));
    commit_s += time.thread_cpu_s();
  }

  Database& db_;
  Instant now_;
  std::unique_ptr<Frontier> frontier_;
};

int run(std::size_t urls_max, std::size_t leases) {
  std::string folder = (fs::temp_directory_path() / "anchord-frontier-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 1;
  std::printf("%10s %8s %8s %11s %11s %9s %9s %11s %9s\n", "URLs", "hosts", "in mem", "lease us",
              "commit us", "peak MB", "disk MB", "restart ms", "grow s");
  Instant now = kStart;
  std::size_t hosts = 0;
  for (const std::size_t part : {100, 10, 1}) {
    const std::size_t hosts_now = urls_max / kUrlsPerHost / part;
    const Stopwatch growing;
    {
      const auto db = checked(Database::open(folder, {}));
      add_hosts(*db, hosts, hosts_now);
      hosts = hosts_now;
    }
    const double grow_s = growing.wall_s();
    const Stopwatch starting;
    const auto db = checked(Database::open(folder, {}));
    Crawl crawl(*db, now);
    crawl.run(1);
    const double restart_s = starting.wall_s();
    crawl.lease_s = crawl.commit_s = 0;
    const std::size_t count = std::min(leases, hosts * kUrlsPerHost / 2);
    crawl.run(count);
    const auto per_url_us = [&](double s) { return s * 1e6 / static_cast<double>(count); };
    std::printf("%10zu %8zu %8zu %11.2f %11.2f %9.0f %9.0f %11.0f %9.1f\n", hosts * kUrlsPerHost,
                hosts, crawl.hosts_in_memory(), per_url_us(crawl.lease_s),
                per_url_us(crawl.commit_s), peak_megabytes(), megabytes_in(folder),
                restart_s * 1000, grow_s);
    std::fflush(stdout);
    now = crawl.now();
  }
  fs::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace anchord

int main(int argc, char** argv) {
  anchord::set_up_allocator();  // as anchord does
  const std::size_t urls_max = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
  const std::size_t leases = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 400'000;
  return anchord::run(urls_max, leases);
}
