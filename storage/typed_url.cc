#include "storage/typed_url.h"

#include <algorithm>
#include <array>
#include <string>

namespace anchord {
namespace {

constexpr std::array<std::string_view, 7> kWithoutSlashes = {"http", "https", "ws",    "wss",
                                                             "ftp",  "file",  "mailto"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_character(char c) {
  return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
}
bool is_slash(char c) { return c == '/' || c == '\\'; }

std::string_view leading(std::string_view text, bool (*is_wanted)(char)) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_wanted);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

bool equals_in_any_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (is_letter(a) ? a | 0x20 : a) == b; });
}

bool begins_with_port(std::string_view text) {
  const std::size_t size = leading(text, is_digit).size();
  return size > 0 &&
         (size == text.size() || is_slash(text[size]) || text[size] == '?' || text[size] == '#');
}

}  // namespace

std::string_view scheme_prefix(std::string_view text) {
  // The URL Standard strips these too (4.4, C0 control or space).
  const std::size_t begin = leading(text, [](char c) { return c >= '\0' && c <= ' '; }).size();
  const std::string_view name = leading(text.substr(begin), is_name_character);
  const std::string_view rest = text.substr(begin + name.size());
  if (name.empty() || !is_letter(name.front()) || !rest.starts_with(':')) return {};
  const std::string_view after = rest.substr(1);
  const std::size_t slashes = std::min<std::size_t>(leading(after, is_slash).size(), 2);
  const std::string_view prefix = text.substr(0, begin + name.size() + 1 + slashes);
  if (slashes == 2) return prefix;
  const bool needs_none =
      std::any_of(kWithoutSlashes.begin(), kWithoutSlashes.end(),
                  [name](std::string_view known) { return equals_in_any_case(name, known); });
  return needs_none && !begins_with_port(after) ? prefix : std::string_view();
}

std::optional<Url> parse_typed_url(std::string_view text) {
  const bool has_scheme = !scheme_prefix(text).empty();
  const auto url = has_scheme ? Url::parse(text) : Url::parse("http://" + std::string(text));
  if (!url || !url->is_http() || url->href().size() > kUrlBytesMax) return std::nullopt;
  return url->stored_form();
}

}  // namespace anchord
