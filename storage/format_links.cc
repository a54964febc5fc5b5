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

std::uint8_t marks_of(const Link& link) {
  return static_cast<std::uint8_t>(link.rel |
                                   static_cast<unsigned>(link.position) << kPositionShift |
                                   (link.attributes != 0 ? kHasAttributes : 0U));
}

bool has_texts(const Link& link) {
  return (link.anchor.size | link.alt.size | link.text_pre.size | link.text_post.size) != 0;
}

// All of a link but its history; `head` has the bits that the history sets.
void put_link(std::string& out, const LinkSet& links, const Link& link, LinksBefore& before,
              std::uint8_t head) {
  const std::uint8_t marks = marks_of(link);
  put_byte(out, static_cast<std::uint8_t>(
                    head | static_cast<unsigned>(link.type) | (link.internal ? kInternal : 0U) |
                    (marks != before.marks ? kHasMarks : 0U) |
                    (link.redirect != 0 ? kHasRedirect : 0U) | (has_texts(link) ? kHasTexts : 0U)));
  put_svarint(out, std::int64_t{link.target} - std::int64_t{before.target});
  if (marks != before.marks) put_byte(out, marks);
  if (link.redirect != 0) put_varint(out, link.redirect);
  if (has_texts(link)) put_texts(out, link, before);
  if (link.attributes != 0) put_attributes(out, links.attributes(link), before);
  before.target = link.target;
  before.marks = marks;
}

void put_history(std::string& out, const LinkHistory& history, Time base, bool live) {
  put_varint(out, seconds_between(base, history.first_seen));
  if (live && history.returned == kNever) return;
  if (live) put_varint(out, seconds_between(base, history.returned));
  put_varint(out, seconds_between(base, history.last_seen));
  if (live) return;
  put_varint(out, history.prev_seen == kNever ? 0 : seconds_between(base, history.prev_seen) + 1);
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
    const bool live = i < block.live;
    const bool returned = live && history.returned != kNever;
    put_link(out, links, link, before, returned ? kReturned : std::uint8_t{0});
    put_history(out, history, base, live);
  }
  return out;
}

}  // namespace anchord
