#include "indexer/condition_bounds.h"

#include <charconv>

namespace anchord {
namespace {

constexpr std::int64_t kNumberMax = 999'999'999'999'999'999;

}  // namespace

Bounds bounds_of(std::int64_t value) { return {value - 1, value, value, value + 1}; }

Bounds bounds_of(const DateSpan& date) {
  const std::int64_t first = date.first.time_since_epoch().count();
  return {first - 1, date.last.time_since_epoch().count(), first, first + 1};
}

std::optional<Bounds> number_bounds(std::string_view text) {
  const std::size_t dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), value);
  if (error != std::errc() || end != whole.data() + whole.size()) return std::nullopt;
  if (value > kNumberMax || value < -kNumberMax) return std::nullopt;
  if (dot == std::string_view::npos) return bounds_of(value);
  const std::string_view fraction = text.substr(dot + 1);
  if (fraction.empty() || fraction.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  if (fraction.find_first_not_of('0') == std::string_view::npos) return bounds_of(value);
  const std::int64_t floor = text.starts_with('-') ? value - 1 : value;
  return Bounds{floor, floor, floor + 1, floor + 1};
}

}  // namespace anchord
