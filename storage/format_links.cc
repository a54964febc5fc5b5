#include <algorithm>

#include "storage/codec.h"
#include "storage/format.h"
#include "storage/link_bytes.h"

namespace anchord {
namespace {

std::uint64_t seconds_between(Time base, Time time) {
  return static_cast<std::uint64_t>((time - base).count());
}

// No date of a link is before its first_seen but kNever, so the earliest one is the base.
Time earliest(const LinkBlock& block) {
  Time base{};
  for (const LinkHistory& history : block.histories) {
    if (base == kNever || history.first_seen < base) base = history.first_seen;
  }
  return base;
}

void put_targets(std::string& out, const LinkSet& links) {
  put_varint(out, links.target_count());
  std::string_view before;
  for (std::uint32_t i = 0; i < links.target_count(); ++i) {
    const std::string_view target = links.target(i);
    const auto ends = std::mismatch(before.begin(), before.end(), target.begin(), target.end());
    const auto shared = static_cast<std::size_t>(ends.second - target.begin());
    put_varint(out, shared);
    put_str(out, target.substr(shared));
    before = target;
  }
}

void put_span(std::string& out, const Span& span, std::int64_t reference) {
  put_varint(out, span.size);
  if (span.size > 0) put_svarint(out, std::int64_t{span.begin} - reference);
}

void put_texts(std::string& out, const Link& link, LinksBefore& before) {
  put_span(out, link.anchor, before.anchor_end);
  put_span(out, link.alt, before.alt_end);
  const std::int64_t anchor_begin = before.advance(link);
  put_varint(out, link.text_pre.size);
  if (link.text_pre.size > 0) put_svarint(out, anchor_begin - end_of(link.text_pre));
  put_span(out, link.text_post, before.anchor_end);
}

void put_attributes(std::string& out, const LinkAttributes& attributes, LinksBefore& before) {
  for (const Span LinkAttributes::*which : kLinkAttributes) {
    const Span& span = attributes.*which;
    put_span(out, span, before.attribute_end);
    if (span.size > 0) before.attribute_end = end_of(span);
  }
}

unsigned marks_of(const Link& link) {
  return link.rel | static_cast<unsigned>(link.position) << kPositionShift |
         (link.attributes != 0 ? kHasAttributes : 0U) |
         (link.image == HoldsImage::kYes ? kHoldsImage : 0U) |
         (link.image == HoldsImage::kUnknown ? kImageUnknown : 0U);
}

bool has_texts(const Link& link) {
  return (link.anchor.size | link.alt.size | link.text_pre.size | link.text_post.size) != 0;
}

// All of a link but its history; `head` has the bit that the history sets.
void put_link(std::string& out, const LinkSet& links, const Link& link, LinksBefore& before,
              std::uint8_t head) {
  const unsigned marks = marks_of(link);
  put_byte(out, static_cast<std::uint8_t>(
                    head | static_cast<unsigned>(link.type) | (link.internal ? kInternal : 0U) |
                    (marks != before.marks ? kHasMarks : 0U) |
                    (link.redirect != 0 ? kHasRedirect : 0U) | (has_texts(link) ? kHasTexts : 0U)));
  put_svarint(out, std::int64_t{link.target} - std::int64_t{before.target});
  if (marks != before.marks) put_varint(out, marks);
  if (link.redirect != 0) put_varint(out, link.redirect);
  if (has_texts(link)) put_texts(out, link, before);
  if (link.attributes != 0) put_attributes(out, links.attributes(link), before);
  before.target = link.target;
  before.marks = marks;
}

void put_date(std::string& out, Time date, Time base) {
  put_varint(out, date == kNever ? 0 : seconds_between(base, date) + 1);
}

// What a history has beside first_seen.
std::uint8_t what_of(const Link& link, const LinkHistory& history) {
  const Time usual = link.rel != 0 ? history.first_seen : kNever;
  unsigned what = 0;
  if (history.present_since != kNever) what |= kHasPresentSince;
  if (history.seen_since != kNever) what |= kHasSeenSince;
  if (history.unreached) what |= kUnreached;
  if (history.nofollow_since != usual) what |= kHasNofollowSince;
  if (history.earlier != 0) what |= kHasEarlier;
  if (history.original_unknown) what |= kOriginalUnknown;
  if (history.page_nofollow) what |= kPageNofollow;
  if (history.gaps_unknown) what |= kGapsUnknown;
  return static_cast<std::uint8_t>(what);
}

void put_history(std::string& out, const LinkBlock& block, const LinkHistory& history,
                 std::uint8_t what, Time base, bool is_lost) {
  put_byte(out, what);
  if ((what & kHasPresentSince) != 0) put_date(out, history.present_since, base);
  if ((what & kHasSeenSince) != 0) put_date(out, history.seen_since, base);
  const bool has_last_seen = (what & (kHasPresentSince | kHasSeenSince | kUnreached)) != 0;
  if (is_lost || has_last_seen) put_date(out, history.last_seen, base);
  if (is_lost || history.unreached) put_date(out, history.prev_seen, base);
  if ((what & kHasNofollowSince) != 0) put_date(out, history.nofollow_since, base);
  if ((what & kHasEarlier) != 0) {
    const std::vector<Presence>& earlier = block.earlier(history);
    put_byte(out, static_cast<std::uint8_t>(earlier.size()));
    for (const Presence& presence : earlier) {
      put_date(out, presence.from, base);
      put_date(out, presence.to, base);
    }
  }
  if (!is_lost) return;
  put_date(out, history.lost_at, base);
  put_byte(out, static_cast<std::uint8_t>(history.loss));
}

}  // namespace

std::string encode(const LinkBlock& block) {
  const LinkSet& links = block.links;
  std::string out;
  out.reserve(links.text.size() + links.links.size() * 24 + 64);
  const Time base = earliest(block);
  put_varint(out, static_cast<std::uint64_t>(base.time_since_epoch().count()));
  put_targets(out, links);
  put_str(out, links.text);
  put_varint(out, block.live);
  put_varint(out, links.links.size() - block.live);
  LinksBefore before;
  for (std::size_t i = 0; i < links.links.size(); ++i) {
    const Link& link = links.links[i];
    const LinkHistory& history = block.histories[i];
    const bool is_lost = i >= block.live;
    const std::uint8_t what = what_of(link, history);
    const bool has_history = is_lost || what != 0;
    put_link(out, links, link, before, has_history ? kHasHistory : std::uint8_t{0});
    put_varint(out, seconds_between(base, history.first_seen));
    if (has_history) put_history(out, block, history, what, base, is_lost);
  }
  return out;
}

}  // namespace anchord
