#include "storage/codec.h"
#include "storage/format.h"
#include "storage/link_bytes.h"

namespace anchord {
namespace {

constexpr std::uint64_t kSecondsMax = 1ULL << 36U;  // the year 4147: later dates are no dates

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

Time read_date(Reader& reader, Time base) {
  const Time later = read_offset_time(reader, base);
  return later == base ? kNever : later - std::chrono::seconds(1);
}

std::vector<Presence> read_presences(Reader& reader, Time base) {
  std::vector<Presence> presences;
  const std::size_t count = reader.byte();
  if (count == 0 || count >= kPresencesMax) reader.fail();
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    const Time from = read_date(reader, base);
    presences.push_back({.from = from, .to = read_date(reader, base)});
  }
  return presences;
}

LinkHistory read_history(Reader& reader, LinkBlock& block, const Link& link, Time base,
                         bool is_lost, bool has_history) {
  LinkHistory history;
  history.first_seen = read_offset_time(reader, base);
  if (link.rel != 0) history.nofollow_since = history.first_seen;
  if (!has_history) {
    if (is_lost) reader.fail();
    return history;
  }
  const std::uint8_t what = reader.byte();
  history.unreached = (what & kUnreached) != 0;
  history.original_unknown = (what & kOriginalUnknown) != 0;
  history.page_nofollow = (what & kPageNofollow) != 0;
  history.gaps_unknown = (what & kGapsUnknown) != 0;
  if ((what & kHasPresentSince) != 0) history.present_since = read_date(reader, base);
  if ((what & kHasSeenSince) != 0) history.seen_since = read_date(reader, base);
  const bool has_last_seen = (what & (kHasPresentSince | kHasSeenSince | kUnreached)) != 0;
  if (is_lost || has_last_seen) history.last_seen = read_date(reader, base);
  if (is_lost || history.unreached) history.prev_seen = read_date(reader, base);
  if ((what & kHasNofollowSince) != 0) history.nofollow_since = read_date(reader, base);
  if ((what & kHasEarlier) != 0) history.earlier = block.add_earlier(read_presences(reader, base));
  if (!is_lost) return history;
  history.lost_at = read_date(reader, base);
  const std::uint8_t reason = reader.byte();
  if (reason >= kLossReasons) reader.fail();
  if (reader.ok()) history.loss = static_cast<LossReason>(reason);
  return history;
}

// Returns how many there are.
std::uint32_t read_targets(Reader& reader, LinkSet& links) {
  const std::uint64_t count = reader.varint();
  std::string target;
  for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
    const std::uint64_t shared = reader.varint();
    if (shared > target.size()) reader.fail();
    if (!reader.ok()) return 0;
    target.resize(static_cast<std::size_t>(shared));
    target += reader.str();
    if (target.size() > kUrlBytesMax) reader.fail();
    links.add_target(target);
  }
  return links.target_count();
}

std::uint32_t skip_targets(Reader& reader) {
  const auto count = reader.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    reader.varint();
    reader.str();
  }
  return count;
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

void read_marks(Reader& reader, Link& link, LinksBefore& before, bool follow, unsigned marks_max) {
  if (follow) before.marks = reader.number<std::uint16_t>();
  const unsigned marks = before.marks;
  const unsigned position = (marks >> kPositionShift) & kPositionBits;
  constexpr unsigned kImageBits = kHoldsImage | kImageUnknown;
  if (position >= kPositions || marks > marks_max || (marks & kImageBits) == kImageBits) {
    reader.fail();
  }
  if (!reader.ok()) return;
  link.rel = static_cast<std::uint8_t>(marks & kRelBits);
  link.position = static_cast<Position>(position);
  if ((marks & kHoldsImage) != 0) link.image = HoldsImage::kYes;
  if ((marks & kImageUnknown) != 0) link.image = HoldsImage::kUnknown;
}

Link read_link(Reader& reader, LinkSet& links, std::uint32_t targets, LinksBefore& before,
               std::uint8_t head, unsigned marks_max) {
  Link link;
  const unsigned type = head & kTypeBits;
  if (type >= kLinkTypes) reader.fail();
  link.type = static_cast<LinkType>(type);
  link.internal = (head & kInternal) != 0;
  const std::uint64_t target = before.target + static_cast<std::uint64_t>(reader.svarint());
  if (target >= targets) reader.fail();
  link.target = static_cast<std::uint32_t>(target);
  before.target = link.target;
  read_marks(reader, link, before, (head & kHasMarks) != 0, marks_max);
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

Result<LinkBlock> decode_link_block(std::string_view bytes) {
  LinkBlock block;
  if (auto decoded = decode_link_parts(bytes, LinkParts{}, block); !decoded) {
    return tl::unexpected(decoded.error());
  }
  return block;
}

Time read_offset_time(Reader& reader, Time base) {
  const std::uint64_t seconds = reader.varint();
  if (seconds > kSecondsMax) reader.fail();
  return reader.ok() ? base + std::chrono::seconds(seconds) : kNever;
}

Status decode_link_parts(std::string_view bytes, LinkParts parts, LinkBlock& block) {
  return decode_links(bytes, parts, read_history, kMarksMax, block);
}

Status decode_links(std::string_view bytes, LinkParts parts, HistoryReader read_history_of,
                    unsigned marks_max, LinkBlock& block) {
  Reader reader(bytes);
  LinkSet& links = block.links;
  links.clear();
  block.histories.clear();
  block.earlier_presences.clear();
  const Time base = read_offset_time(reader, kNever);
  const std::uint32_t targets = parts.targets ? read_targets(reader, links) : skip_targets(reader);
  links.text = reader.str();
  const std::uint64_t live = reader.varint();
  const std::uint64_t lost = reader.varint();
  // A link takes at least three bytes: what claims more of them is refused before memory is taken.
  if (live > reader.left() || lost > reader.left()) reader.fail();
  if (!reader.ok()) return damaged("link block");
  block.live = static_cast<std::size_t>(live);
  const std::uint64_t wanted = parts.lost ? live + lost : live;
  links.links.reserve(static_cast<std::size_t>(wanted));
  block.histories.reserve(static_cast<std::size_t>(wanted));
  LinksBefore before;
  for (std::uint64_t i = 0; i < wanted && reader.ok(); ++i) {
    const std::uint8_t head = reader.byte();
    links.links.push_back(read_link(reader, links, targets, before, head, marks_max));
    block.histories.push_back(read_history_of(reader, block, links.links.back(), base, i >= live,
                                              (head & kHasHistory) != 0));
  }
  const bool is_whole = parts.lost ? reader.is_finished() : reader.ok();
  if (!is_whole) return damaged("link block");
  return Ok{};
}

}  // namespace anchord
