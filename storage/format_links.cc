#include <algorithm>

#include "storage/codec.h"
#include "storage/format.h"

namespace anchord {
namespace {

constexpr std::uint64_t kSecondsMax = 1ULL << 36U;  // the year 4147: later dates are no dates
constexpr std::uint8_t kTypeBits = 7;
constexpr std::uint8_t kInternal = 1U << 3U;
constexpr std::uint8_t kHasMarks = 1U << 4U;
constexpr std::uint8_t kHasRedirect = 1U << 5U;
constexpr std::uint8_t kHasTexts = 1U << 6U;
constexpr std::uint8_t kReturned = 1U << 7U;
constexpr std::uint8_t kRelBits = 7;
constexpr unsigned kPositionShift = 3;
constexpr std::uint8_t kPositionBits = 7;
constexpr std::uint8_t kHasAttributes = 1U << 6U;
constexpr std::uint8_t kUnusedMarks = 1U << 7U;

std::int64_t end_of(const Span& span) { return std::int64_t{span.begin} + span.size; }

// What the bytes of a link refer to in the links before it.
struct LinksBefore {
  std::uint32_t target = 0;
  std::uint8_t marks = 0;
  // Where their texts ended: empty ones do not move it.
  std::int64_t anchor_end = 0;
  std::int64_t alt_end = 0;
  std::int64_t attribute_end = 0;

  // Returns where the link's anchor begins, or would.
  std::int64_t advance(const Link& link) {
    if (link.alt.size > 0) alt_end = end_of(link.alt);
    const std::int64_t begin = link.anchor.size > 0 ? link.anchor.begin : anchor_end;
    if (link.anchor.size > 0) anchor_end = end_of(link.anchor);
    return begin;
  }
};

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

// Decodes spans so that no link can point outside the text.
class SpanReader {
 public:
  SpanReader(Reader& reader, std::size_t text_size)
      : reader_(reader), text_size_(static_cast<std::int64_t>(text_size)) {}

  Span after(std::int64_t reference) {
    const std::int64_t size = read_size();
    return size == 0 ? Span{} : checked(reference + read_offset(), size);
  }
  Span before(std::int64_t reference) {
    const std::int64_t size = read_size();
    return size == 0 ? Span{} : checked(reference - read_offset() - size, size);
  }

 private:
  std::int64_t read_size() {
    const std::uint64_t size = reader_.varint();
    if (size > static_cast<std::uint64_t>(text_size_)) reader_.fail();
    return reader_.ok() ? static_cast<std::int64_t>(size) : 0;
  }
  std::int64_t read_offset() {
    const std::int64_t offset = reader_.svarint();
    if (offset > text_size_ || offset < -text_size_) reader_.fail();
    return reader_.ok() ? offset : 0;
  }
  Span checked(std::int64_t begin, std::int64_t size) {
    if (begin < 0 || begin + size > text_size_) reader_.fail();
    if (!reader_.ok()) return {};
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(size)};
  }

  Reader& reader_;
  std::int64_t text_size_;
};

Time read_offset_time(Reader& reader, Time base) {
  const std::uint64_t seconds = reader.varint();
  if (seconds > kSecondsMax) reader.fail();
  return reader.ok() ? base + std::chrono::seconds(seconds) : kNever;
}

LinkHistory read_history(Reader& reader, Time base, bool live, bool returned) {
  LinkHistory history;
  history.first_seen = read_offset_time(reader, base);
  if (live && !returned) return history;
  if (live) history.returned = read_offset_time(reader, base);
  history.last_seen = read_offset_time(reader, base);
  if (live) return history;
  const Time prev = read_offset_time(reader, base);
  history.prev_seen = prev == base ? kNever : prev - std::chrono::seconds(1);
  return history;
}

void read_targets(Reader& reader, LinkSet& links) {
  const std::uint64_t count = reader.varint();
  std::string target;
  for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
    const std::uint64_t shared = reader.varint();
    if (shared > target.size()) reader.fail();
    if (!reader.ok()) return;
    target.resize(static_cast<std::size_t>(shared));
    target += reader.str();
    if (target.size() > kUrlBytesMax) reader.fail();
    links.add_target(target);
  }
}

std::uint32_t read_attributes(Reader& reader, LinkSet& links, LinksBefore& before) {
  SpanReader spans(reader, links.text.size());
  LinkAttributes attributes;
  for (Span LinkAttributes::*which : kLinkAttributes) {
    attributes.*which = spans.after(before.attribute_end);
    if ((attributes.*which).size > 0) before.attribute_end = end_of(attributes.*which);
  }
  return links.add_attributes(attributes);
}

void read_marks(Reader& reader, Link& link, LinksBefore& before, bool follow) {
  if (follow) before.marks = reader.byte();
  const unsigned position = (before.marks >> kPositionShift) & kPositionBits;
  if (position >= kPositions || (before.marks & kUnusedMarks) != 0) reader.fail();
  if (!reader.ok()) return;
  link.rel = before.marks & kRelBits;
  link.position = static_cast<Position>(position);
}

Link read_link(Reader& reader, LinkSet& links, LinksBefore& before, std::uint8_t head) {
  Link link;
  const unsigned type = head & kTypeBits;
  if (type >= kLinkTypes) reader.fail();
  link.type = static_cast<LinkType>(type);
  link.internal = (head & kInternal) != 0;
  const std::uint64_t target = before.target + static_cast<std::uint64_t>(reader.svarint());
  if (target >= links.target_count()) reader.fail();
  link.target = static_cast<std::uint32_t>(target);
  before.target = link.target;
  read_marks(reader, link, before, (head & kHasMarks) != 0);
  if ((head & kHasRedirect) != 0) link.redirect = static_cast<std::uint16_t>(reader.varint());
  if ((head & kHasTexts) != 0) {
    SpanReader spans(reader, links.text.size());
    link.anchor = spans.after(before.anchor_end);
    link.alt = spans.after(before.alt_end);
    const std::int64_t anchor_begin = before.advance(link);
    link.text_pre = spans.before(anchor_begin);
    link.text_post = spans.after(before.anchor_end);
  }
  if ((before.marks & kHasAttributes) != 0)
    link.attributes = read_attributes(reader, links, before);
  return link;
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

Result<LinkBlock> decode_link_block(std::string_view bytes) {
  Reader reader(bytes);
  LinkBlock block;
  LinkSet& links = block.links;
  const Time base = read_offset_time(reader, kNever);
  read_targets(reader, links);
  links.text = reader.str();
  const std::uint64_t live = reader.varint();
  const std::uint64_t lost = reader.varint();
  // A link takes at least three bytes: what claims more of them is refused before memory is taken.
  if (live > reader.left() || lost > reader.left()) reader.fail();
  if (!reader.ok()) return damaged("link block");
  block.live = static_cast<std::size_t>(live);
  links.links.reserve(static_cast<std::size_t>(live + lost));
  block.histories.reserve(static_cast<std::size_t>(live + lost));
  LinksBefore before;
  for (std::uint64_t i = 0; i < live + lost && reader.ok(); ++i) {
    const std::uint8_t head = reader.byte();
    links.links.push_back(read_link(reader, links, before, head));
    block.histories.push_back(read_history(reader, base, i < live, (head & kReturned) != 0));
  }
  if (!reader.is_finished()) return damaged("link block");
  return block;
}

}  // namespace anchord
