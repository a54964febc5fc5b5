#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "indexer/ascii.h"
#include "indexer/encoding_sniff.h"

namespace anchord {
namespace {

constexpr std::string_view kHttpSpaces = " \t\n\r";

bool is_http_token(std::string_view text) {
  static constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_ascii_alpha(c) || is_ascii_digit(c) || kOthers.find(c) != std::string_view::npos;
  });
}

bool is_quoted_string_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '\t' || (byte >= 0x20 && byte != 0x7F);
  });
}

std::string_view without_spaces_before(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kHttpSpaces), text.size()));
}

std::string_view without_spaces_after(std::string_view text) {
  return text.substr(0, text.find_last_not_of(kHttpSpaces) + 1);
}

// Cuts off and returns what comes before the first of `ends`, which stays.
std::string_view take_until(std::string_view& rest, std::string_view ends) {
  const std::string_view taken = rest.substr(0, rest.find_first_of(ends));
  rest.remove_prefix(taken.size());
  return taken;
}

// Cuts off an HTTP quoted string, whose opening quote `rest` starts with; the end of the header
// closes it too. Returns its text without quotes and backslashes.
std::string take_quoted_string(std::string_view& rest) {
  std::string text;
  rest.remove_prefix(1);
  while (!rest.empty() && rest.front() != '"') {
    if (rest.front() == '\\' && rest.size() > 1) rest.remove_prefix(1);
    text += rest.front();
    rest.remove_prefix(1);
  }
  if (!rest.empty()) rest.remove_prefix(1);
  return text;
}

// Cuts off the first of the comma-separated values of a header (Fetch, "get, decode, and split").
std::string_view take_header_value(std::string_view& rest) {
  const std::string_view all = rest;
  while (!rest.empty() && rest.front() != ',') {
    take_until(rest, "\",");
    if (!rest.empty() && rest.front() == '"') take_quoted_string(rest);
  }
  const std::string_view value = all.substr(0, all.size() - rest.size());
  if (!rest.empty()) rest.remove_prefix(1);
  return without_spaces_after(without_spaces_before(value));
}

struct MimeType {
  std::string essence;
  std::optional<std::string> charset;
};

// Cuts one parameter off; returns its value where it is a charset.
std::optional<std::string> take_charset(std::string_view& rest) {
  rest = without_spaces_before(rest);
  const std::string_view name = take_until(rest, ";=");
  if (rest.empty() || rest.front() == ';') return std::nullopt;
  rest.remove_prefix(1);
  std::string value;
  const bool quoted = !rest.empty() && rest.front() == '"';
  if (quoted) {
    value = take_quoted_string(rest);
    take_until(rest, ";");
  } else {
    value = without_spaces_after(take_until(rest, ";"));
  }
  const bool counts = (quoted || !value.empty()) && is_quoted_string_text(value);
  if (!counts || !equals_ignore_case(name, "charset")) return std::nullopt;
  return value;
}

// "Parse a MIME type" (MIME Sniffing Standard), as far as the charset needs it.
std::optional<MimeType> parse_mime_type(std::string_view value) {
  std::string_view rest = value;
  const std::string_view type = take_until(rest, "/");
  if (rest.empty() || !is_http_token(type)) return std::nullopt;
  rest.remove_prefix(1);
  const std::string_view subtype = without_spaces_after(take_until(rest, ";"));
  if (!is_http_token(subtype)) return std::nullopt;
  MimeType parsed{ascii_lowered(type) + "/" + ascii_lowered(subtype), std::nullopt};
  while (!rest.empty()) {
    rest.remove_prefix(1);
    std::optional<std::string> charset = take_charset(rest);
    if (charset && !parsed.charset) parsed.charset = std::move(charset);
  }
  return parsed;
}

}  // namespace

const Encoding* encoding_of_content_type(std::string_view content_type) {
  std::string essence;
  std::optional<std::string> charset;
  while (!content_type.empty()) {
    std::optional<MimeType> parsed = parse_mime_type(take_header_value(content_type));
    if (!parsed || parsed->essence == "*/*") continue;
    if (parsed->charset || parsed->essence != essence) charset = std::move(parsed->charset);
    essence = std::move(parsed->essence);
  }
  return charset ? encoding_for_label(*charset) : nullptr;
}

}  // namespace anchord
