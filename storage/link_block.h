#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "storage/link_set.h"
#include "storage/records.h"
#include "storage/time.h"

// The links of one page with their history: what is stored in one value. Layout: format.h.
namespace anchord {

// Why a link was lost. Stored as its number: never renumber.
enum class LossReason : std::uint8_t {
  kUnknown = 0,        // not lost, or lost before the index kept reasons
  kRemoved = 1,        // a visit saw the place where the link stood, and not the link
  kPageGone = 2,       // the page answered 404 or 410
  kPageRedirects = 3,  // the page answered 3xx
};
inline constexpr std::size_t kLossReasons = 4;

// "unknown", "removed", ... as tables print them.
std::string_view name_of(LossReason reason);

// A time between two losses: the first and the last visit that saw the link in it.
struct Presence {
  Time from{};  // kNever: unknown
  Time to{};
  bool operator==(const Presence&) const = default;
};
inline constexpr std::size_t kPresencesMax = 8;  // of a link, the present or last one included

// The history of a link. A live link is one that its page is known to have: the last visit of the
// page saw it, or did not reach the place where it stands ("unreached").
//
// Of a live link that was neither lost nor unreached only `first_seen` is set, and `nofollow_since`
// if it is nofollow; the other dates follow from its page.
struct LinkHistory {
  Time first_seen{};
  Time present_since{};  // begin of the present or last presence; kNever: first_seen
  // Of a live link that was unreached: since then each visit of the page saw it.
  // kNever: since it is present.
  Time seen_since{};
  // Lost or unreached: the last visit that saw it. Else the last one before seen_since, or before
  // present_since if there is no seen_since; kNever if there is neither.
  Time last_seen{};
  Time prev_seen{};           // lost or unreached: the visit before that, if it saw the link
  Time lost_at{};             // lost: the visit that missed it; kNever: unknown
  Time nofollow_since{};      // since when its own rel is nofollow; kNever: unknown, or it is not
  std::uint32_t earlier = 0;  // for LinkBlock::earlier(); 0: none is known
  LossReason loss = LossReason::kUnknown;
  bool unreached = false;
  bool original_unknown = false;  // no visit had seen the whole page when it was first seen
  bool page_nofollow = false;     // lost or unreached: whether its page was nofollow when last seen
  bool gaps_unknown = false;      // it may have been lost and found before the index kept count
  bool operator==(const LinkHistory&) const = default;
};

// A value. links.links[i] has the history histories[i]; the first `live` ones are on the page, in
// document order, the unreached ones last; the others are lost.
struct LinkBlock {
  LinkSet links;
  std::vector<LinkHistory> histories;
  std::size_t live = 0;
  std::vector<std::vector<Presence>> earlier_presences;  // by LinkHistory::earlier less 1

  // The presences of a link before the present or last one, oldest first; at most
  // kPresencesMax - 1, the latest ones.
  const std::vector<Presence>& earlier(const LinkHistory& history) const;
  // Keeps these for a link and returns what its LinkHistory::earlier is to be.
  std::uint32_t add_earlier(std::vector<Presence> presences);
};

// The live links of a block.
LinkSet live_links(const LinkBlock& block);

// The dates of a link as reports have them; kNever where there is none.
struct LinkDates {
  Time first_seen{};
  Time last_visited{};
  Time prev_visited{};
  std::optional<bool> original;  // there at the page's first visit; nullopt: unknown
};

// The dates of link `index` of a page whose visits are in `page`.
LinkDates dates_of(const LinkBlock& block, std::size_t index, const UrlRecord& page);

}  // namespace anchord
