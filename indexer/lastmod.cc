#include "indexer/lastmod.h"

#include <array>
#include <cstddef>

#include "indexer/ascii.h"

namespace anchord {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Takes a text apart from its start. What is not there is not taken.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool at_digit() const { return !rest_.empty() && is_ascii_digit(rest_[0]); }

  bool take(char c) {
    if (rest_.empty() || ascii_lower(rest_[0]) != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void skip_spaces() { rest_ = rest_.substr(span_of(is_html_space)); }
  std::string_view take_word() { return take_bytes(span_of(is_ascii_alpha)); }
  std::string_view take_digits() { return take_bytes(span_of(is_ascii_digit)); }
  // A number of just so many digits.
  std::optional<int> take_number(std::size_t digits) {
    if (span_of(is_ascii_digit) < digits) return std::nullopt;
    int number = 0;
    for (const char digit : take_bytes(digits)) number = number * 10 + (digit - '0');
    return number;
  }

 private:
  template <class Is>
  std::size_t span_of(Is is) const {
    std::size_t size = 0;
    while (size < rest_.size() && is(rest_[size])) ++size;
    return size;
  }
  std::string_view take_bytes(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
};

std::optional<Time> midnight_of(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || year < 1970) return std::nullopt;
  return std::chrono::sys_days(date);
}

// "18:00", "18:00:15", "18:00:15.25".
std::optional<seconds> take_clock(Scanner& scanner) {
  const auto hour = scanner.take_number(2);
  if (!hour || !scanner.take(':')) return std::nullopt;
  const auto minute = scanner.take_number(2);
  const auto second = scanner.take(':') ? scanner.take_number(2) : 0;
  if (scanner.take('.') && scanner.take_digits().empty()) return std::nullopt;
  // A leap second is the second after it.
  if (!minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return hours(*hour) + minutes(*minute) + seconds(*second);
}

// "+01:00", "-0330": how far that zone is ahead of UTC.
std::optional<seconds> take_offset(Scanner& scanner) {
  const bool is_behind = scanner.take('-');
  if (!is_behind && !scanner.take('+')) return std::nullopt;
  const auto hour = scanner.take_number(2);
  scanner.take(':');
  const auto minute = scanner.take_number(2);
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  const seconds offset = hours(*hour) + minutes(*minute);
  return is_behind ? -offset : offset;
}

std::optional<seconds> offset_named(std::string_view zone) {
  struct Zone {
    std::string_view name;
    int hours;
  };
  constexpr std::array kZones = {Zone{"GMT", 0},  Zone{"UT", 0},   Zone{"UTC", 0},
                                 Zone{"Z", 0},    Zone{"EST", -5}, Zone{"EDT", -4},
                                 Zone{"CST", -6}, Zone{"CDT", -5}, Zone{"MST", -7},
                                 Zone{"MDT", -6}, Zone{"PST", -8}, Zone{"PDT", -7}};
  for (const Zone& known : kZones) {
    if (equals_ignore_case(known.name, zone)) return hours(known.hours);
  }
  return std::nullopt;
}

std::optional<Time> parse_w3c(std::string_view text) {
  Scanner scanner(text);
  const auto year = scanner.take_number(4);
  if (!year) return std::nullopt;
  const bool has_month = scanner.take('-');
  const auto month = has_month ? scanner.take_number(2) : 1;
  const bool has_day = has_month && scanner.take('-');
  const auto day = has_day ? scanner.take_number(2) : 1;
  if (!month || !day) return std::nullopt;
  const auto midnight = midnight_of(*year, *month, *day);
  if (!midnight || scanner.at_end()) return midnight;
  if (!has_day || (!scanner.take('t') && !scanner.take(' '))) return std::nullopt;
  const auto clock = take_clock(scanner);
  scanner.skip_spaces();
  const bool is_utc = scanner.at_end() || scanner.take('z');
  const auto offset = is_utc ? seconds(0) : take_offset(scanner);
  if (!clock || !offset || !scanner.at_end()) return std::nullopt;
  return *midnight + *clock - *offset;
}

std::optional<int> month_named(std::string_view name) {
  constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                        "jul", "aug", "sep", "oct", "nov", "dec"};
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (starts_with_ignore_case(name, kMonths[i])) return static_cast<int>(i) + 1;
  }
  return std::nullopt;
}

// RFC 2822 4.3: two digits below 50 are of this century.
std::optional<int> full_year(std::string_view digits) {
  const auto year = Scanner(digits).take_number(digits.size() == 2 ? 2 : 4);
  if (!year || digits.size() > 4) return std::nullopt;
  if (digits.size() == 4) return year;
  return *year + (*year < 50 ? 2000 : 1900);
}

std::optional<Time> parse_rfc822(std::string_view text) {
  Scanner scanner(text);
  if (!scanner.take_word().empty()) {
    scanner.take(',');
    scanner.skip_spaces();
  }
  const std::string_view day_digits = scanner.take_digits();
  if (day_digits.empty() || day_digits.size() > 2) return std::nullopt;
  const auto day = Scanner(day_digits).take_number(day_digits.size());
  scanner.skip_spaces();
  const auto month = month_named(scanner.take_word());
  scanner.skip_spaces();
  const auto year = full_year(scanner.take_digits());
  if (!day || !month || !year) return std::nullopt;
  const auto midnight = midnight_of(*year, *month, *day);
  scanner.skip_spaces();
  const auto clock = take_clock(scanner);
  scanner.skip_spaces();
  const std::string_view zone = scanner.take_word();
  const auto offset = zone.empty() ? take_offset(scanner) : offset_named(zone);
  if (!midnight || !clock || !offset || !scanner.at_end()) return std::nullopt;
  return *midnight + *clock - *offset;
}

}  // namespace

std::optional<Time> parse_lastmod(std::string_view text) {
  text = trimmed(text);
  const auto w3c = parse_w3c(text);
  const auto time = w3c ? w3c : parse_rfc822(text);
  // A zone may lead to before the epoch, which stands for "never".
  return time && *time > kNever ? time : std::nullopt;
}

}  // namespace anchord
