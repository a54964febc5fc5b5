#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/database.h"
#include "storage/records.h"
#include "storage/result.h"

// What is remembered for a while and then no longer: links that their page does not have any more,
// and pages that are gone. A dead page leaves its links and all that was found on it; its URL stays
// known as one that is gone and that never answered, so that a link that still leads there does not
// make it a new one, and it is looked for as before. Of live links nothing is touched, so all
// counts of them stay as they are.
namespace anchord {

// Pieces are cut so: about a tenth of a second, and what they change fits into one batch.
inline constexpr std::size_t kRetentionPagesPerPiece = 2'000;
inline constexpr std::size_t kRetentionBytesPerPiece = 4U << 20U;  // of links looked at

// Removed is what was last seen before; kNever: nothing.
struct RetentionLimits {
  Time lost_links_before = kNever;
  Time dead_pages_before = kNever;
};

// Whether the record of a URL (page key) may be changed now: nobody holds an older copy of it.
using MayChange = std::function<bool(std::string_view page_key, const UrlRecord& record)>;

// A piece of a walk over all pages.
struct RetentionPiece {
  std::vector<std::string> pages;  // page keys, of which something is to be removed
  std::uint64_t looked_at = 0;     // pages
  std::string next;                // where the next piece begins; "": this was the last
};
// The piece that begins with the page key `from`; "": with the first.
Result<RetentionPiece> find_outdated(const Database& db, std::string_view from,
                                     const RetentionLimits& limits);

struct Removed {
  std::uint64_t lost_links = 0;  // those of dead pages included
  std::uint64_t dead_pages = 0;
  bool operator==(const Removed&) const = default;
};
// Stages what is to be removed of these pages, as the index has them now: nothing else may write
// them until the batch is on disk. A page that may not be changed is left for the next walk.
Result<Removed> stage_removal(const Database& db, Batch& batch,
                              const std::vector<std::string>& pages, const RetentionLimits& limits,
                              const MayChange& may_change);

}  // namespace anchord
