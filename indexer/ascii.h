#pragma once

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

// ASCII as the HTML standard compares and splits it; no locale, no other letters.
namespace anchord {

inline constexpr std::string_view kHtmlSpaces = " \t\n\f\r";

constexpr bool is_html_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}
constexpr bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_ascii_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool equals_ignore_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return ascii_lower(x) == ascii_lower(y); });
}

constexpr bool starts_with_ignore_case(std::string_view text, std::string_view prefix) {
  return equals_ignore_case(text.substr(0, prefix.size()), prefix);
}

inline std::string ascii_lowered(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), ascii_lower);
  return lowered;
}

constexpr std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kHtmlSpaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kHtmlSpaces) - begin + 1);
}

// All of `text` as a number, in decimal digits, with a minus before it where Number has a sign.
template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

// Calls `visit` with each maximal piece of `text` that has none of `separators`, in order.
template <class Visit>
void for_each_piece(std::string_view text, std::string_view separators, Visit visit) {
  std::size_t begin = text.find_first_not_of(separators);
  while (begin != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(separators, begin), text.size());
    visit(text.substr(begin, end - begin));
    begin = text.find_first_not_of(separators, end);
  }
}

// Calls `visit` with each token of a list as people write them: a standard has them parted by white
// space or by commas, but semicolons, quotes and other characters stand there too.
template <class Visit>
void for_each_token(std::string_view list, Visit visit) {
  const auto is_part = [](char c) {
    constexpr std::string_view kOthers = ",;|\"'`\\()[]{}<>";
    return c > ' ' && c < 0x7F && kOthers.find(c) == std::string_view::npos;
  };
  auto at = std::find_if(list.begin(), list.end(), is_part);
  while (at != list.end()) {
    const auto end = std::find_if_not(at, list.end(), is_part);
    visit(list.substr(static_cast<std::size_t>(at - list.begin()),
                      static_cast<std::size_t>(end - at)));
    at = std::find_if(end, list.end(), is_part);
  }
}

}  // namespace anchord
