#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "storage/database.h"
#include "storage/result.h"

// Whether an index keeps its promises:
//   - every key and value decodes, and is as it would be written
//   - URL records: visits are in order; a URL that waits was never visited
//   - a page record for every URL that was visited, and for no other; links for pages only
//   - links: targets are canonical http(s) URLs; `internal` is same_site() of page and target;
//     attributes fit the type; dates lie within the page's visits
//   - a page's fingerprint of links is that of its live links; a page that is gone has none
//   - losses come after the last visit that saw the link, presences are in order; only a page whose
//     last visit was partial has unreached links, and such a page has no fingerprint or validator
//   - anchor counts, of hosts and of registrable domains, equal a recount of the live links
//   - frontier: one entry for every URL that waits, in its place, and no other
namespace anchord {

inline constexpr std::size_t kViolationsNamedMax = 100;

struct CheckReport {
  std::uint64_t violations = 0;
  std::vector<std::string> named;  // the first of them, one line each
  std::uint64_t urls = 0;          // how much was looked at
  std::uint64_t links = 0;
  std::uint64_t anchor_counts = 0;

  void add(std::string violation) {
    if (violations++ < kViolationsNamedMax) named.push_back(std::move(violation));
  }
};

// Reads the whole index; memory grows with the anchors of one registrable domain. Fails for I/O
// alone: what is wrong with the index is in the report.
Result<CheckReport> check_index(const Database& db);

}  // namespace anchord
