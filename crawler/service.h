#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "crawler/api.h"
#include "crawler/crawl.h"
#include "crawler/domain_watch.h"
#include "crawler/heartbeat.h"
#include "crawler/options.h"
#include "crawler/progress.h"
#include "crawler/service_manager.h"
#include "crawler/status_line.h"

namespace anchord {

// The running daemon as its operator sees it: what signals ask for, and how the crawl goes, on the
// terminal or in the log and to the service manager. Not thread-safe.
class Service {
 public:
  // Starting begins here. Both are borrowed and must outlive this.
  Service(const Options& options, const Clock& clock);

  // Everything is started. Watches `crawl` until it is done, or a signal asks it to stop. `api` is
  // borrowed and must outlive this call.
  void watch(Crawl& crawl, const Api& api);

  // What Prometheus is told: metrics_text() while a crawl is watched, else nothing. Thread-safe.
  std::string metrics() const;

  // Says what the crawl did, once it has stopped.
  void summarize(const Crawl& crawl) const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  std::chrono::milliseconds elapsed() const;
  void set_watched(const Crawl* crawl);
  void reload(Crawl& crawl);
  void dump(const Crawl& crawl) const;
  void show_progress(const Crawl& crawl, SteadyTime now);
  void log_status(const Crawl& crawl, SteadyTime now);
  CrawlReading read(const Crawl& crawl, const HostVisitor& visit = nullptr) const;

  const Options& options_;
  const Clock& clock_;
  const bool on_terminal_;
  const SteadyTime start_;
  const ServiceManager manager_;
  mutable std::mutex watched_mutex_;
  const Crawl* watched_ = nullptr;    // while watch() runs
  const Api* api_ = nullptr;          // since watch() began
  std::optional<MoreTime> starting_;  // while the index opens

  GivenSettings in_force_;
  ProgressLine progress_;
  StatusLine status_;
  DomainWatch domains_;
  SteadyTime shown_;   // the progress
  SteadyTime logged_;  // the status
};

}  // namespace anchord
