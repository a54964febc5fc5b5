#include "indexer/dates.h"

#include <array>
#include <cstddef>
#include <cstdio>

namespace anchord {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Digits stand where `form` has a zero; every other byte must be the form's own.
bool has_form(std::string_view text, std::string_view form) {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == '0' ? !is_digit : text[i] != form[i]) return false;
  }
  return true;
}

int number_at(std::string_view text, std::size_t begin, std::size_t size) {
  int number = 0;
  for (const char digit : text.substr(begin, size)) number = number * 10 + (digit - '0');
  return number;
}

}  // namespace

std::string iso8601(Time time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 40> text{};
  const int size = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

std::optional<DateSpan> parse_date(std::string_view text) {
  const bool whole_day = has_form(text, "0000-00-00");
  if (text.ends_with('Z')) text.remove_suffix(1);
  if (!whole_day && !has_form(text, "0000-00-00T00:00:00") &&
      !has_form(text, "0000-00-00 00:00:00")) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{
      std::chrono::year(number_at(text, 0, 4)),
      std::chrono::month(static_cast<unsigned>(number_at(text, 5, 2))),
      std::chrono::day(static_cast<unsigned>(number_at(text, 8, 2)))};
  if (!date.ok()) return std::nullopt;
  const Time midnight = std::chrono::sys_days(date);
  if (whole_day) return DateSpan{midnight, midnight + days(1) - seconds(1)};
  const int hour = number_at(text, 11, 2);
  const int minute = number_at(text, 14, 2);
  const int second = number_at(text, 17, 2);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const Time time = midnight + hours(hour) + minutes(minute) + seconds(second);
  return DateSpan{time, time};
}

}  // namespace anchord
