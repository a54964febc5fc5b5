#pragma once

#include <chrono>

#include "crawler/crawl.h"
#include "crawler/options.h"

namespace anchord {

// The running daemon as its operator sees it: what signals ask for, and how the crawl goes, on the
// terminal or in the log. One thread.
class Service {
 public:
  // `options` is borrowed and must outlive this.
  explicit Service(const Options& options);

  // Watches `crawl` until it is done, or a signal asks it to stop.
  void watch(const Crawl& crawl);

  // Says what the crawl did, once it has stopped.
  void summarize(const Crawl& crawl) const;

 private:
  std::chrono::milliseconds elapsed() const;

  const Options& options_;
  const bool on_terminal_;
  const std::chrono::steady_clock::time_point start_;
};

}  // namespace anchord
