#pragma once

#include <cstddef>
#include <vector>

#include "storage/link_set.h"
#include "storage/records.h"
#include "storage/time.h"

// The links of one page with their history: what is stored in one value. Layout: format.h.
namespace anchord {

// Of a live link that was never lost only `first_seen` is set; the rest follows from its page.
struct LinkHistory {
  Time first_seen{};
  Time returned{};   // live, and once lost: the visit that found it again
  Time last_seen{};  // lost: the last visit that saw it; returned: the last before it was lost
  Time prev_seen{};  // lost: the visit before that, if it saw the link
  bool operator==(const LinkHistory&) const = default;
};

// A value. links.links[i] has the history histories[i]; the first `live` ones are on the page, in
// document order, the others are lost.
struct LinkBlock {
  LinkSet links;
  std::vector<LinkHistory> histories;
  std::size_t live = 0;
};

// The dates of a link as reports have them; kNever where there is none.
struct LinkDates {
  Time first_seen{};
  Time last_visited{};
  Time prev_visited{};
  bool original = false;  // there at the page's first visit
};

// The dates of link `index` of a page whose visits are in `page`.
LinkDates dates_of(const LinkBlock& block, std::size_t index, const UrlRecord& page);

}  // namespace anchord
