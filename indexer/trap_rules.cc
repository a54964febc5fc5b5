#include "indexer/trap_rules.h"

#include <algorithm>

#include "indexer/ascii.h"
#include "indexer/calendar_trap.h"

namespace anchord {
namespace {

using Segments = std::vector<std::string_view>;

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_ascii_digit);
}

// Whether `period` segments stand once more often in a row than they may. Numbers alone may: they
// are the coordinates of map tiles, and dates.
bool repeats_with(const Segments& segments, std::size_t period) {
  std::size_t run = 0;
  for (std::size_t i = period; i < segments.size(); ++i) {
    run = segments[i] == segments[i - period] ? run + 1 : 0;
    if (run < period * kSegmentRepeatsMax) continue;
    const auto end = segments.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    if (!std::all_of(end - static_cast<std::ptrdiff_t>(period), end, is_number)) return true;
  }
  return false;
}

bool has_repeats(const Segments& segments) {
  for (std::size_t period = 1; period * (kSegmentRepeatsMax + 1) <= segments.size(); ++period) {
    if (repeats_with(segments, period)) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string_view> segments_of(std::string_view path_and_query) {
  std::string_view path = path_and_query.substr(0, path_and_query.find('?'));
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  Segments segments;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return segments;
}

std::vector<std::string_view> parameters_of(std::string_view path_and_query) {
  std::vector<std::string_view> parameters;
  const std::size_t mark = path_and_query.find('?');
  if (mark == std::string_view::npos) return parameters;
  for_each_piece(path_and_query.substr(mark + 1), "&",
                 [&](std::string_view piece) { parameters.push_back(piece); });
  return parameters;
}

std::optional<Refusal> trap_of(std::string_view path_and_query, std::uint8_t depth,
                               const TrapLimits& limits, Time now) {
  if (depth > limits.depth_max) return Refusal::kDepth;
  const Segments segments = segments_of(path_and_query);
  if (segments.size() > limits.path_segments_max) return Refusal::kPathSegments;
  if (has_repeats(segments)) return Refusal::kRepeatedSegments;
  const std::vector<std::string_view> parameters = parameters_of(path_and_query);
  if (parameters.size() > limits.query_parameters_max) return Refusal::kQueryParameters;
  if (is_far_date(segments, parameters, limits, now)) return Refusal::kCalendar;
  return std::nullopt;
}

}  // namespace anchord
