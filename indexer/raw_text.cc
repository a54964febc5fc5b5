#include "indexer/raw_text.h"

#include <algorithm>
#include <array>

#include "indexer/ascii.h"

namespace anchord {
namespace {

constexpr std::array kRawTextElements = std::to_array<std::string_view>(
    {"iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp"});

bool is_name_at(std::string_view source, std::size_t at, std::string_view name) {
  const std::size_t behind = at + name.size();
  if (behind >= source.size() || !equals_ignore_case(source.substr(at, name.size()), name)) {
    return false;
  }
  return is_html_space(source[behind]) || source[behind] == '/' || source[behind] == '>';
}

bool is_end_tag_at(std::string_view source, std::size_t at, std::string_view name) {
  return source.substr(at).starts_with("</") && is_name_at(source, at + 2, name);
}

// A script may hold "<!-- <script> ... </script> -->", whose end tag is not its own: the standard's
// script data (double) escaped states, 13.2.5.20 to 31.
std::size_t find_script_end(std::string_view source, std::size_t from) {
  bool is_escaped = false;
  bool is_double_escaped = false;
  for (std::size_t at = source.find_first_of("<-", from); at != std::string_view::npos;
       at = source.find_first_of("<-", at + 1)) {
    const std::string_view rest = source.substr(at);
    if (rest.starts_with("<!--")) {
      is_escaped = true;
    } else if (rest.starts_with("-->")) {
      is_escaped = is_double_escaped = false;
    } else if (is_end_tag_at(source, at, "script")) {
      if (!is_double_escaped) return at;
      is_double_escaped = false;
    } else if (is_escaped && rest.front() == '<' && is_name_at(source, at + 1, "script")) {
      is_double_escaped = true;
    }
  }
  return source.size();
}

}  // namespace

bool is_raw_text_element(std::string_view lower_case_name) {
  return std::binary_search(kRawTextElements.begin(), kRawTextElements.end(), lower_case_name);
}

std::size_t find_raw_text_end(std::string_view source, std::size_t from,
                              std::string_view lower_case_name) {
  if (lower_case_name == "plaintext") return source.size();
  if (lower_case_name == "script") return find_script_end(source, from);
  for (std::size_t at = source.find("</", from); at != std::string_view::npos;
       at = source.find("</", at + 1)) {
    if (is_end_tag_at(source, at, lower_case_name)) return at;
  }
  return source.size();
}

}  // namespace anchord
