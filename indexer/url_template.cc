#include "indexer/url_template.h"

#include <algorithm>
#include <set>

#include "indexer/ascii.h"
#include "indexer/trap_rules.h"
#include "storage/url_percent.h"

namespace anchord {
namespace {

constexpr char kNumber = '#';
constexpr std::size_t kEscapeBytes = 3;  // %E3: a letter of some script, no number

bool is_alphanumeric(char c) { return is_ascii_digit(c) || is_ascii_alpha(c); }
bool is_hex_digit(char c) { return hex_value(c) >= 0; }

bool is_identifier(std::string_view word) {
  if (std::none_of(word.begin(), word.end(), is_ascii_digit)) return false;
  const bool is_hex = std::all_of(word.begin(), word.end(), is_hex_digit);
  return word.size() >= kIdWordBytesMin || (is_hex && word.size() >= kHexWordBytesMin);
}

void append_word(std::string& out, std::string_view word) {
  if (is_identifier(word)) {
    out += kNumber;
    return;
  }
  for (const char c : word) {
    if (!is_ascii_digit(c)) {
      out += c;
    } else if (!out.ends_with(kNumber)) {
      out += kNumber;
    }
  }
}

std::string without_numbers(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text.front() == '%') {
      out.append(text.substr(0, kEscapeBytes));
      text.remove_prefix(std::min(kEscapeBytes, text.size()));
      continue;
    }
    const auto word_end = std::find_if_not(text.begin(), text.end(), is_alphanumeric);
    const auto size = static_cast<std::size_t>(word_end - text.begin());
    append_word(out, text.substr(0, size));
    const bool is_other = size == 0;
    if (is_other) out += text.front();
    text.remove_prefix(is_other ? 1 : size);
  }
  return out;
}

}  // namespace

std::string template_of(std::string_view path_and_query) {
  std::string out = without_numbers(path_and_query.substr(0, path_and_query.find('?')));
  std::set<std::string> names;
  for (const std::string_view parameter : parameters_of(path_and_query)) {
    names.insert(without_numbers(parameter.substr(0, parameter.find('='))));
  }
  char separator = '?';
  for (const std::string& name : names) {
    out.append(1, separator).append(name);
    separator = '&';
  }
  return out;
}

}  // namespace anchord
