#pragma once

#include <cstdint>

#include "storage/link_set.h"

// What the encoder and the decoder of link blocks share. Layout: format.h.
namespace anchord {

inline constexpr std::uint8_t kTypeBits = 7;
inline constexpr std::uint8_t kInternal = 1U << 3U;
inline constexpr std::uint8_t kHasMarks = 1U << 4U;
inline constexpr std::uint8_t kHasRedirect = 1U << 5U;
inline constexpr std::uint8_t kHasTexts = 1U << 6U;
inline constexpr std::uint8_t kReturned = 1U << 7U;
inline constexpr std::uint8_t kRelBits = 7;
inline constexpr unsigned kPositionShift = 3;
inline constexpr std::uint8_t kPositionBits = 7;
inline constexpr std::uint8_t kHasAttributes = 1U << 6U;
inline constexpr std::uint8_t kUnusedMarks = 1U << 7U;

inline std::int64_t end_of(const Span& span) { return std::int64_t{span.begin} + span.size; }

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

}  // namespace anchord
