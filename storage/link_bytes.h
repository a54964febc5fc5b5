#pragma once

#include <cstdint>
#include <string_view>

#include "storage/codec.h"
#include "storage/format.h"
#include "storage/link_set.h"

// What the encoder and the decoder of link blocks share. Layout: format.h.
namespace anchord {

inline constexpr std::uint8_t kTypeBits = 7;
inline constexpr std::uint8_t kInternal = 1U << 3U;
inline constexpr std::uint8_t kHasMarks = 1U << 4U;
inline constexpr std::uint8_t kHasRedirect = 1U << 5U;
inline constexpr std::uint8_t kHasTexts = 1U << 6U;
inline constexpr std::uint8_t kHasHistory = 1U << 7U;
// Of the marks.
inline constexpr unsigned kRelBits = 7;
inline constexpr unsigned kPositionShift = 3;
inline constexpr unsigned kPositionBits = 7;
inline constexpr unsigned kHasAttributes = 1U << 6U;
inline constexpr unsigned kHoldsImage = 1U << 7U;
inline constexpr unsigned kImageUnknown = 1U << 8U;
inline constexpr unsigned kMarksMax = (1U << 9U) - 1;
// Of what a history has.
inline constexpr std::uint8_t kHasPresentSince = 1U << 0U;
inline constexpr std::uint8_t kHasSeenSince = 1U << 1U;
inline constexpr std::uint8_t kUnreached = 1U << 2U;
inline constexpr std::uint8_t kHasNofollowSince = 1U << 3U;
inline constexpr std::uint8_t kHasEarlier = 1U << 4U;
inline constexpr std::uint8_t kOriginalUnknown = 1U << 5U;
inline constexpr std::uint8_t kPageNofollow = 1U << 6U;
inline constexpr std::uint8_t kGapsUnknown = 1U << 7U;

inline std::int64_t end_of(const Span& span) { return std::int64_t{span.begin} + span.size; }

// What the bytes of a link refer to in the links before it.
struct LinksBefore {
  std::uint32_t target = 0;
  unsigned marks = 0;
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

// Reads the history of one link, from first_seen on. `base`: of the block. `has_history`: the bit
// of the link's head. A reader fails for what the encoder of its format cannot have written.
using HistoryReader = LinkHistory (*)(Reader& reader, LinkBlock& block, const Link& link, Time base,
                                      bool is_lost, bool has_history);

// A time that stands as seconds after `base`.
Time read_offset_time(Reader& reader, Time base);

// decode_link_parts() of a block whose histories `read_history` reads. `marks_max`: the largest
// value that the marks of a link may have.
Status decode_links(std::string_view bytes, LinkParts parts, HistoryReader read_history,
                    unsigned marks_max, LinkBlock& block);

}  // namespace anchord
