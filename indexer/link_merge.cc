#include "indexer/link_merge.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "indexer/link_matcher.h"

namespace anchord {
namespace {

constexpr std::size_t kNotStored = LinkMatcher::kNone;

// Copies a link with all its strings from one set to the end of another, or into `*place`.
Link copied(const LinkSet& from, const Link& link, LinkSet& to) {
  Link copy = link;
  copy.target = to.add_target(from.target(link));
  for (Span* span : {&copy.text_pre, &copy.anchor, &copy.text_post, &copy.alt}) {
    *span = span->size == 0 ? Span{} : to.add_text(from.view(*span));
  }
  if (link.attributes == 0) return copy;
  LinkAttributes attributes = from.attributes(link);
  for (Span LinkAttributes::*which : kLinkAttributes) {
    Span& span = attributes.*which;
    span = span.size == 0 ? Span{} : to.add_text(from.view(span));
  }
  copy.attributes = to.add_attributes(attributes);
  return copy;
}

// Appends link `index` of `before` to `block`, with its strings.
void append(LinkBlock& block, const LinkBlock& before, std::size_t index, LinkHistory history) {
  history.earlier = block.add_earlier(before.earlier(before.histories[index]));
  block.links.links.push_back(copied(before.links, before.links.links[index], block.links));
  block.histories.push_back(history);
}

// Of a live link that the visit did not see: the dates that it has of its own from now on.
LinkHistory own_dates(const LinkBlock& before, std::size_t index, const MergeVisit& visit) {
  LinkHistory history = before.histories[index];
  const LinkDates dates = dates_of(before, index, visit.page);
  history.last_seen = dates.last_visited;
  history.prev_seen = dates.prev_visited;
  history.seen_since = kNever;
  if (!history.unreached) history.page_nofollow = visit.was_nofollow;
  return history;
}

LinkHistory lost(const LinkBlock& before, std::size_t index, const MergeVisit& visit) {
  LinkHistory history = own_dates(before, index, visit);
  history.unreached = false;
  history.lost_at = visit.at;
  history.loss = visit.loss;
  return history;
}

LinkHistory unreached(const LinkBlock& before, std::size_t index, const MergeVisit& visit) {
  LinkHistory history = own_dates(before, index, visit);
  history.unreached = true;
  return history;
}

// Of a link that is seen for the first time.
LinkHistory new_history(const Link& link, const MergeVisit& visit) {
  LinkHistory history{.first_seen = visit.at};
  if (link.rel != 0) history.nofollow_since = visit.at;
  const bool is_first_visit = visit.page.first_visited == kNever;
  history.original_unknown = !is_first_visit && !visit.had_complete;
  return history;
}

// The presences of a lost link up to its loss, the latest ones.
std::vector<Presence> presences_of_lost(const LinkBlock& before, const LinkHistory& history) {
  std::vector<Presence> presences = before.earlier(history);
  Time from = history.present_since;
  if (from == kNever && !history.gaps_unknown) from = history.first_seen;
  presences.push_back({.from = from, .to = history.last_seen});
  if (presences.size() >= kPresencesMax) presences.erase(presences.begin());
  return presences;
}

// Of link `index` of `before`, which the visit found again as `link`.
LinkHistory found_again(LinkBlock& block, const LinkBlock& before, std::size_t index,
                        const Link& link, const MergeVisit& visit) {
  const LinkHistory& stored = before.histories[index];
  LinkHistory history = stored;
  history.prev_seen = kNever;
  history.page_nofollow = false;
  if (index >= before.live) {
    history.present_since = visit.at;
    history.seen_since = kNever;
    history.lost_at = kNever;
    history.loss = LossReason::kUnknown;
    history.earlier = block.add_earlier(presences_of_lost(before, stored));
  } else {
    if (stored.unreached) history.seen_since = visit.at;
    history.unreached = false;
    history.earlier = block.add_earlier(before.earlier(stored));
  }
  const bool was_nofollow = before.links.links[index].rel != 0;
  if (link.rel == 0) history.nofollow_since = kNever;
  if (link.rel != 0 && !was_nofollow) history.nofollow_since = visit.at;
  return history;
}

// A tag scan is sure of the target, the type and the rel of a link, and of nothing else.
void keep_stored_words(const LinkBlock& before, std::size_t index, LinkSet& found, Link& link) {
  const Link scanned = link;
  link = copied(before.links, before.links.links[index], found);
  link.target = scanned.target;
  link.rel = scanned.rel;
  link.internal = scanned.internal;
}

// How many of the stored live links, from the first, stand in a part of the page that the visit
// saw: up to the last one that it found in its order. `stored`: the stored link of each found one.
std::size_t reached(const std::vector<std::size_t>& stored, std::size_t live) {
  // The last links of the longest runs of found links that stand in the stored order, by length.
  std::vector<std::size_t> ends;
  for (const std::size_t index : stored) {
    if (index >= live) continue;
    const auto place = std::lower_bound(ends.begin(), ends.end(), index);
    if (place == ends.end()) {
      ends.push_back(index);
    } else {
      *place = index;
    }
  }
  return ends.empty() ? 0 : ends.back() + 1;
}

// Where the last of a link's texts ends.
std::size_t end_of_texts(const LinkSet& links, const Link& link) {
  const LinkAttributes attributes = links.attributes(link);
  std::size_t end = 0;
  for (const Span& span :
       {link.text_pre, link.anchor, link.text_post, link.alt, attributes.aria_label,
        attributes.title, attributes.hreflang, attributes.media_type}) {
    if (span.size > 0) end = std::max<std::size_t>(end, span.begin + span.size);
  }
  return end;
}

struct LostLink {
  std::size_t index;
  LinkHistory history;
};

// Appends those that were last seen at `forget_before` or later, the latest ones.
void append_lost(LinkBlock& block, const LinkBlock& before, std::vector<LostLink> lost_links,
                 Time forget_before) {
  std::erase_if(lost_links, [forget_before](const LostLink& link) {
    return link.history.last_seen < forget_before;
  });
  if (lost_links.size() > kLostLinksPerPageMax) {
    std::stable_sort(lost_links.begin(), lost_links.end(), [](const auto& a, const auto& b) {
      return a.history.last_seen > b.history.last_seen;
    });
    lost_links.resize(kLostLinksPerPageMax);
  }
  for (const LostLink& link : lost_links) append(block, before, link.index, link.history);
}

// The stored link of each found one, or kNotStored.
std::vector<std::size_t> match(LinkMatcher& matcher, const LinkSet& found, bool by_target_too) {
  std::vector<std::size_t> stored;
  stored.reserve(found.links.size());
  for (const Link& link : found.links) stored.push_back(matcher.take(found, link));
  if (!by_target_too) return stored;
  for (std::size_t i = 0; i < stored.size(); ++i) {
    if (stored[i] == kNotStored) stored[i] = matcher.take_by_target(found, found.links[i]);
  }
  return stored;
}

// Removes what was found beside a live link of the same type and target.
void remove_twins(LinkMatcher& matcher, LinkSet& found, std::vector<std::size_t>& stored) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < stored.size(); ++i) {
    if (stored[i] == kNotStored && matcher.has_target(found, found.links[i])) continue;
    found.links[kept] = found.links[i];
    stored[kept++] = stored[i];
  }
  found.links.resize(kept);
  stored.resize(kept);
}

}  // namespace

LinkBlock merge_links(const LinkBlock& before, LinkSet found, const MergeVisit& visit) {
  const bool is_scanned = (visit.partial & kPartialTooComplex) != 0;
  LinkMatcher matcher(before);
  std::vector<std::size_t> stored = match(matcher, found, is_scanned || visit.was_too_complex);
  if (is_scanned) remove_twins(matcher, found, stored);
  LinkBlock block;
  block.histories.reserve(found.links.size());
  for (std::size_t i = 0; i < stored.size(); ++i) {
    Link& link = found.links[i];
    if (stored[i] == kNotStored) {
      block.histories.push_back(new_history(link, visit));
      continue;
    }
    if (is_scanned) keep_stored_words(before, stored[i], found, link);
    block.histories.push_back(found_again(block, before, stored[i], link, visit));
  }
  block.links = std::move(found);
  const std::size_t seen = visit.partial == 0 ? before.live : reached(stored, before.live);
  std::vector<LostLink> lost_links;
  std::size_t unreached_links = 0;
  for (std::size_t i = 0; i < before.links.links.size(); ++i) {
    if (matcher.is_taken(i)) continue;
    if (i >= before.live) {
      lost_links.push_back({i, before.histories[i]});
    } else if (i < seen) {
      lost_links.push_back({i, lost(before, i, visit)});
    } else if (unreached_links++ < kUnreachedLinksPerPageMax) {
      append(block, before, i, unreached(before, i, visit));
    }
  }
  block.live = block.links.links.size();
  append_lost(block, before, std::move(lost_links), visit.forget_before);
  return block;
}

LinkBlock without_lost(const LinkBlock& before, Time forget_before) {
  const LinkSet& old = before.links;
  LinkBlock block;
  block.live = before.live;
  std::size_t text_end = 0;
  std::uint32_t targets = 0;
  for (std::size_t i = 0; i < before.live; ++i) {
    targets = std::max(targets, old.links[i].target + 1);
    text_end = std::max(text_end, end_of_texts(old, old.links[i]));
  }
  block.links.text = old.text.substr(0, text_end);
  for (std::uint32_t i = 0; i < targets; ++i) block.links.add_target(old.target(i));
  for (std::size_t i = 0; i < before.live; ++i) {
    Link link = old.links[i];
    if (link.attributes != 0) link.attributes = block.links.add_attributes(old.attributes(link));
    LinkHistory history = before.histories[i];
    history.earlier = block.add_earlier(before.earlier(history));
    block.links.links.push_back(link);
    block.histories.push_back(history);
  }
  std::vector<LostLink> lost_links;
  for (std::size_t i = before.live; i < old.links.size(); ++i) {
    lost_links.push_back({i, before.histories[i]});
  }
  append_lost(block, before, std::move(lost_links), forget_before);
  return block;
}

}  // namespace anchord
