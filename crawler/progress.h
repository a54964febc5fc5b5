#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "crawler/crawl_stats.h"

// A crawl in words, for terminals and logs.
namespace anchord {

// One line: pages, pages a second since `before`, queue, links, errors.
class ProgressLine {
 public:
  // `waiting`: URLs in the frontier; `elapsed`: since the crawl began.
  std::string at(std::chrono::milliseconds elapsed, const CrawlStats& stats, std::uint64_t waiting);

 private:
  std::chrono::milliseconds last_elapsed_{0};
  std::uint64_t last_pages_ = 0;
  double pages_per_second_ = 0;
};

// What a finished crawl did, several lines.
std::string summary_of(std::chrono::milliseconds elapsed, const CrawlStats& stats,
                       std::uint64_t waiting);

}  // namespace anchord
