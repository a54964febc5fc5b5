#include "indexer/calendar_trap.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "indexer/ascii.h"

namespace anchord {
namespace {

constexpr std::string_view kCalendarWords[] = {"calendar", "kalender", "calendrier", "calendario",
                                               "event",    "agenda",   "schedule",   "archive",
                                               "month",    "termine",  "kalendar"};

// `text` as a number of `digits_min` to `digits_max` digits that is at least 1 and at most `max`.
std::optional<int> number_in(std::string_view text, std::size_t digits_min, std::size_t digits_max,
                             int max) {
  if (text.size() < digits_min || text.size() > digits_max) return std::nullopt;
  if (!std::all_of(text.begin(), text.end(), is_ascii_digit)) return std::nullopt;
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number >= 1 && number <= max ? std::optional(number) : std::nullopt;
}

std::optional<int> year_in(std::string_view text) { return number_in(text, 4, 4, 9999); }
bool is_month(std::string_view text) { return number_in(text, 1, 2, 12).has_value(); }
bool is_day(std::string_view text) { return number_in(text, 1, 2, 31).has_value(); }

// The year of "2031-05" or "2031-05-17", nothing or no digit behind it.
std::optional<int> year_of_date(std::string_view text) {
  if (text.size() < 7 || text[4] != '-' || !is_month(text.substr(5, 2))) return std::nullopt;
  const std::string_view rest = text.substr(7);
  const bool has_day = rest.size() >= 3 && rest[0] == '-' && is_day(rest.substr(1, 2));
  const std::string_view behind = rest.substr(has_day ? 3 : 0);
  const bool ends = behind.empty() || behind[0] == 'T' || behind[0] == '%' || behind[0] == '+';
  return ends ? year_in(text.substr(0, 4)) : std::nullopt;
}

bool speaks_of_calendar(const std::vector<std::string_view>& segments) {
  return std::any_of(segments.begin(), segments.end(), [](std::string_view segment) {
    const std::string lowered = ascii_lowered(segment);
    return std::any_of(std::begin(kCalendarWords), std::end(kCalendarWords),
                       [&](std::string_view word) { return lowered.find(word) != lowered.npos; });
  });
}

std::optional<int> year_of_path(const std::vector<std::string_view>& segments) {
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (const auto year = year_of_date(segments[i])) return year;
    const auto year = year_in(segments[i]);
    if (!year || i + 1 == segments.size() || !is_month(segments[i + 1])) continue;
    if (i + 2 < segments.size() && is_day(segments[i + 2])) return year;
    if (segments[i + 1].size() == 2 && (i == 0 || speaks_of_calendar(segments))) return year;
  }
  return std::nullopt;
}

bool is_month_name(std::string_view name) {
  return name.find("month") != name.npos || name == "m" || name == "mm" || name == "mon" ||
         name == "monat" || name == "mois" || name == "mes";
}

std::optional<int> year_of_query(const std::vector<std::string_view>& parameters) {
  std::optional<int> year;
  bool has_month = false;
  for (const std::string_view parameter : parameters) {
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    const std::string name = ascii_lowered(parameter.substr(0, equals));
    const std::string_view value = parameter.substr(std::min(equals + 1, parameter.size()));
    if (const auto dated = year_of_date(value)) return dated;
    if (name.find("year") != name.npos || name == "y" || name == "yr") year = year_in(value);
    has_month |= is_month_name(name) && is_month(value);
  }
  return has_month ? year : std::nullopt;
}

}  // namespace

bool is_far_date(const std::vector<std::string_view>& segments,
                 const std::vector<std::string_view>& parameters, const TrapLimits& limits,
                 Time now) {
  const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
  const auto is_far = [&](std::optional<int> year) {
    if (!year) return false;
    const int ahead = *year - static_cast<int>(today.year());
    return (ahead > limits.calendar_years_ahead &&
            ahead <= limits.calendar_years_ahead + kYearsMeant) ||
           (-ahead > limits.calendar_years_behind &&
            -ahead <= limits.calendar_years_behind + kYearsMeant);
  };
  return is_far(year_of_path(segments)) || is_far(year_of_query(parameters));
}

}  // namespace anchord
