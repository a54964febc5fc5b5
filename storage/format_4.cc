#include "storage/format_4.h"

#include <string>

#include "storage/codec.h"
#include "storage/format.h"
#include "storage/link_bytes.h"

namespace anchord {
namespace {

constexpr std::uint8_t kNofollow = 1;
constexpr std::uint8_t kNoindex = 2;
constexpr std::uint8_t kTruncated = 4;
constexpr std::uint8_t kTooComplex = 8;
constexpr unsigned kMarksMax4 = (1U << 7U) - 1;
constexpr std::uint8_t kRefusals4 = 9;

Time read_date_4(Reader& reader, Time base) {
  const Time later = read_offset_time(reader, base);
  return later == base ? kNever : later - std::chrono::seconds(1);
}

LinkHistory read_history_4(Reader& reader, LinkBlock& block, const Link&, Time base, bool is_lost,
                           bool has_returned) {
  LinkHistory history;
  history.first_seen = read_offset_time(reader, base);
  if (is_lost) {
    // Whether it had been lost before, format 4 did not keep.
    history.gaps_unknown = true;
    history.last_seen = read_offset_time(reader, base);
    history.prev_seen = read_date_4(reader, base);
  } else if (has_returned) {
    history.gaps_unknown = true;
    history.present_since = read_offset_time(reader, base);
    history.last_seen = read_offset_time(reader, base);
    history.earlier = block.add_earlier({{.from = kNever, .to = history.last_seen}});
  }
  return history;
}

}  // namespace

// The bytes of format 4, and behind them what they lack.
Result<PageRecord> decode_page_record_4(std::string_view bytes) {
  if (bytes.empty()) return damaged("page record");
  const auto flags = static_cast<std::uint8_t>(bytes.front());
  if (flags > (kNofollow | kNoindex | kTruncated | kTooComplex)) return damaged("page record");
  std::string with_redirect(bytes);
  with_redirect.front() = static_cast<char>(flags & kNoindex);
  put_str(with_redirect, {});
  auto record = decode_page_record(with_redirect);
  if (!record) return record;
  record->nofollow = (flags & kNofollow) != 0;
  if ((flags & kTruncated) != 0) record->partial |= kPartialBody;
  if ((flags & kTooComplex) != 0) record->partial |= kPartialTooComplex;
  return record;
}

Result<LinkBlock> decode_link_block_4(std::string_view bytes, bool page_nofollow) {
  LinkBlock block;
  if (auto read = decode_links(bytes, LinkParts{}, read_history_4, kMarksMax4, block); !read) {
    return tl::unexpected(read.error());
  }
  for (Link& link : block.links.links) link.image = HoldsImage::kUnknown;
  for (std::size_t i = block.live; i < block.histories.size(); ++i) {
    block.histories[i].page_nofollow = page_nofollow;
  }
  return block;
}

Result<TargetRecord> decode_target_record_4(std::string_view bytes) {
  std::string with_hosts(bytes);
  put_varint(with_hosts, 0);
  return decode_target_record(with_hosts);
}

Result<RefusalCounts> decode_refusal_counts_4(std::string_view bytes) {
  std::string with_count;
  put_varint(with_count, kRefusals4);
  return decode_refusal_counts(with_count.append(bytes));
}

}  // namespace anchord
