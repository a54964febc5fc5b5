#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "crawler/crawl_reading.h"

namespace anchord {

// The line that says every so often how a crawl goes: rates since the line before, the rest as of
// now.
class StatusLine {
 public:
  // `elapsed`: since the crawl began.
  std::string at(std::chrono::milliseconds elapsed, const CrawlReading& reading);

 private:
  struct Counts {
    std::uint64_t pages = 0;
    std::uint64_t bytes = 0;
    std::uint64_t errors = 0;
    std::uint64_t fetched = 0;
    Histogram::Reading commits{};
  };
  static Counts counts_of(const CrawlStats& stats);

  std::chrono::milliseconds last_elapsed_{0};
  Counts last_;
};

// All that is known of the crawl's state, a line each: what SIGUSR1 asks for.
std::string state_dump(const CrawlReading& reading);

}  // namespace anchord
