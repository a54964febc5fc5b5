#pragma once

#include "storage/link_block.h"
#include "storage/link_set.h"
#include "storage/records.h"
#include "storage/time.h"

// From the links stored of a page and those that a visit found to the links to be stored.
namespace anchord {

inline constexpr std::size_t kLostLinksPerPageMax = 20'000;  // the longest lost are forgotten first
// Live links that the last visit did not reach; the last ones of the document are forgotten first.
inline constexpr std::size_t kUnreachedLinksPerPageMax = 20'000;

// What is known of a visit beside its links.
struct MergeVisit {
  UrlRecord page;            // the visits before this one
  Time at{};                 // of this one
  Time forget_before{};      // lost links that were last seen before this are forgotten
  std::uint8_t partial = 0;  // kPartial... bits
  LossReason loss = LossReason::kRemoved;  // of what is lost now
  // As the visit before this one found the page:
  bool had_complete = false;  // that visit or an earlier one saw all of it
  bool was_nofollow = false;
  bool was_too_complex = false;
};

// The links of a page after a visit that found `found`; `before` holds the links stored.
//
// A complete visit loses each live link that it did not find. A partial one loses only those that
// stand before the last link that it found again, in the order of the document: the others it did
// not reach, and they stay live with the dates that they have.
//
// The words and the places of links in a page that is too complex are not sure. Such a visit, and
// the one after it, find a stored link again by its type and target alone. The former leaves its
// words as they are, and adds no link beside a live one of the same type and target.
LinkBlock merge_links(const LinkBlock& before, LinkSet found, const MergeVisit& visit);

// The links of `page` but for those lost ones that were last seen before `forget_before`: as if
// they had never been.
LinkBlock without_lost(const LinkBlock& before, Time forget_before);

}  // namespace anchord
