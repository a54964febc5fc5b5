#include "indexer/meta_refresh.h"

#include <algorithm>

#include "indexer/ascii.h"

namespace anchord {
namespace {

void skip(std::string_view& text, std::string_view characters) {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
}

// The steps that skip "url =", which may be left out: returns what is behind, or all of `text`.
std::string_view behind_url_word(std::string_view text) {
  std::string_view rest = text;
  for (const char letter : std::string_view("url")) {
    if (rest.empty() || ascii_lower(rest.front()) != letter) return text;
    rest.remove_prefix(1);
  }
  skip(rest, kHtmlSpaces);
  if (!rest.starts_with('=')) return text;
  rest.remove_prefix(1);
  skip(rest, kHtmlSpaces);
  return rest;
}

std::string_view unquoted(std::string_view text) {
  if (!text.starts_with('"') && !text.starts_with('\'')) return text;
  const char quote = text.front();
  text.remove_prefix(1);
  return text.substr(0, text.find(quote));
}

}  // namespace

std::optional<Refresh> parse_refresh(std::string_view content) {
  skip(content, kHtmlSpaces);
  if (content.empty() || (!is_ascii_digit(content.front()) && content.front() != '.')) {
    return std::nullopt;
  }
  skip(content, "0123456789");
  skip(content, "0123456789.");
  if (content.empty()) return Refresh{};
  const char separator = content.front();
  if (separator != ';' && separator != ',' && !is_html_space(separator)) return std::nullopt;
  skip(content, kHtmlSpaces);
  if (content.starts_with(';') || content.starts_with(',')) content.remove_prefix(1);
  skip(content, kHtmlSpaces);
  if (content.empty()) return Refresh{};
  return Refresh{trimmed(unquoted(behind_url_word(content))), true};
}

}  // namespace anchord
