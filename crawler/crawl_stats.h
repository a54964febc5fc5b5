#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <numeric>

#include "crawler/histogram.h"
#include "crawler/station.h"
#include "storage/crawl_policy.h"

namespace anchord {

// Counters of a running crawl, for its progress line, status lines and summary. Each is written by
// one station and read by anyone.
struct CrawlStats {
  std::atomic<std::uint64_t> pages{0};          // visited: 2xx, 3xx, 304
  std::atomic<std::uint64_t> unchanged{0};      // of these, with the link set of the visit before
  std::atomic<std::uint64_t> gone{0};           // 404, 410
  std::atomic<std::uint64_t> refused{0};        // other 4xx, 5xx
  std::atomic<std::uint64_t> unreachable{0};    // no answer
  std::atomic<std::uint64_t> disallowed{0};     // by robots.txt
  std::atomic<std::uint64_t> robots{0};         // robots.txt files asked for
  std::atomic<std::uint64_t> robots_failed{0};  // of these, without a usable answer
  std::atomic<std::uint64_t> pages_tried{0};    // any outcome; no sitemaps
  std::atomic<std::uint64_t> pages_indexed{0};  // of these, visited, and no redirects
  std::atomic<std::uint64_t> body_bytes{0};     // decoded
  std::atomic<std::uint64_t> links{0};          // live links of the pages parsed
  std::atomic<std::uint64_t> links_new{0};
  std::atomic<std::uint64_t> links_lost{0};
  std::atomic<std::uint64_t> other_schemes{0};  // mailto:, javascript: and the like
  std::atomic<std::uint64_t> commits{0};
  std::atomic<std::uint64_t> lost_links_removed{0};  // by retention, as are
  std::atomic<std::uint64_t> dead_pages_removed{0};
  std::array<std::atomic<std::uint64_t>, kRefusals> not_followed{};  // URLs found, by Refusal

  std::atomic<bool> is_paused{false};  // by the disk: nothing more is fetched for now
  Histogram fetch_seconds;             // a request, from its start to its answer's last byte
  Histogram parse_seconds;             // a page, from its bytes to what is to be stored
  Histogram commit_seconds;            // a group, until it is on disk
  Stations stations;

  std::uint64_t not_followed_in_all() const {
    return std::accumulate(not_followed.begin(), not_followed.end(), std::uint64_t{0});
  }
  std::uint64_t errors() const { return refused + unreachable; }
};

}  // namespace anchord
