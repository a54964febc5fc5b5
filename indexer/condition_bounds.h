#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "indexer/dates.h"

// What a written number or date is compared as.
namespace anchord {

// The integers around a written value: the last one below it, up to it, the first one from it on
// and above it. 2 has 1, 2, 2, 3; 1.5 has 1, 1, 2, 2, so that nothing equals it.
struct Bounds {
  std::int64_t below;
  std::int64_t up_to;
  std::int64_t from;
  std::int64_t above;
};

Bounds bounds_of(std::int64_t value);
// A day is compared as its midnight, but equals, and is reached by, all of its seconds.
Bounds bounds_of(const DateSpan& date);
// Integer or decimal; nullopt where it is neither, or has more than 18 digits before the point.
std::optional<Bounds> number_bounds(std::string_view text);

}  // namespace anchord
