#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "storage/crawl_policy.h"
#include "storage/time.h"

// What a URL by itself tells of being one of endlessly many. The rules err on the side of fetching:
// a site that lists a hundred pages too many costs little, a part of a site that is never seen
// spoils the index.
namespace anchord {

// Segments that stand more often in a row make a trap: "/a/b/a/b" passes, "/a/b/a/b/a/b" does not.
inline constexpr std::size_t kSegmentRepeatsMax = 2;

// Why the URL with this path and query ("/a?b", in stored form), found so many links from a seed,
// is taken for a trap at `now`: one of kDepth to kQueryParameters, or kCalendar. Nullopt: it is
// not. Time is at most quadratic in `limits.path_segments_max`.
std::optional<Refusal> trap_of(std::string_view path_and_query, std::uint8_t depth,
                               const TrapLimits& limits, Time now);

// The segments of the path, the empty one behind a last slash left out; views into it.
std::vector<std::string_view> segments_of(std::string_view path_and_query);
// The parameters of the query, "name=value" or "name", empty ones left out; views into it.
std::vector<std::string_view> parameters_of(std::string_view path_and_query);

}  // namespace anchord
