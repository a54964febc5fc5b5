#include "indexer/markup.h"

#include <algorithm>

#include "indexer/ascii.h"

namespace anchord {
namespace {

// The first place from `at` where `stops` holds, or the end of `source`.
template <class Stops>
std::size_t find_place(std::string_view source, std::size_t at, Stops stops) {
  while (at < source.size() && !stops(source[at])) ++at;
  return std::min(at, source.size());
}

std::size_t behind_spaces(std::string_view source, std::size_t at) {
  return find_place(source, at, [](char c) { return !is_html_space(c); });
}

std::string_view take_value(std::string_view source, std::size_t& at) {
  const char quote = at < source.size() ? source[at] : '\0';
  const bool is_quoted = quote == '"' || quote == '\'';
  const std::size_t begin = is_quoted ? at + 1 : at;
  const std::size_t end =
      is_quoted ? std::min(source.find(quote, begin), source.size())
                : find_place(source, at, [](char c) { return c == '>' || is_html_space(c); });
  at = std::min(is_quoted ? end + 1 : end, source.size());
  return source.substr(begin, end - begin);
}

}  // namespace

// "<!-->" and "<!--->" are whole comments; "--!>" ends one as "-->" does.
std::size_t behind_comment(std::string_view source, std::size_t at) {
  constexpr std::size_t kOpening = 4;
  const std::string_view rest = source.substr(at + kOpening);
  if (rest.starts_with(">")) return at + kOpening + 1;
  if (rest.starts_with("->")) return at + kOpening + 2;
  for (std::size_t dashes = rest.find("--"); dashes != std::string_view::npos;
       dashes = rest.find("--", dashes + 1)) {
    const std::string_view ending = rest.substr(dashes + 2);
    if (ending.starts_with(">")) return at + kOpening + dashes + 3;
    if (ending.starts_with("!>")) return at + kOpening + dashes + 4;
  }
  return source.size();
}

std::size_t behind_tag_name(std::string_view source, std::size_t at) {
  return find_place(source, at, [](char c) { return c == '>' || c == '/' || is_html_space(c); });
}

bool take_attribute(std::string_view source, std::size_t& at, RawAttribute& attribute) {
  at = find_place(source, at, [](char c) { return c != '/' && !is_html_space(c); });
  if (at == source.size() || source[at] == '>') return false;
  // A "=" that comes first belongs to the name.
  const std::size_t name_end = find_place(
      source, at + 1, [](char c) { return c == '=' || c == '>' || c == '/' || is_html_space(c); });
  attribute = {source.substr(at, name_end - at), ""};
  at = behind_spaces(source, name_end);
  if (at == source.size() || source[at] != '=') return true;
  at = behind_spaces(source, at + 1);
  if (at < source.size() && source[at] != '>') attribute.value = take_value(source, at);
  return true;
}

}  // namespace anchord
