#include "indexer/media_type.h"

#include <algorithm>
#include <array>
#include <utility>

#include "indexer/ascii.h"
#include "indexer/encoding.h"
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
std::optional<MediaType> parse_mime_type(std::string_view value) {
  std::string_view rest = value;
  const std::string_view type = take_until(rest, "/");
  if (rest.empty() || !is_http_token(type)) return std::nullopt;
  rest.remove_prefix(1);
  const std::string_view subtype = without_spaces_after(take_until(rest, ";"));
  if (!is_http_token(subtype)) return std::nullopt;
  MediaType parsed{ascii_lowered(type) + "/" + ascii_lowered(subtype), std::nullopt};
  while (!rest.empty()) {
    rest.remove_prefix(1);
    std::optional<std::string> charset = take_charset(rest);
    if (charset && !parsed.charset) parsed.charset = std::move(charset);
  }
  return parsed;
}

// How much of a body the standard has a sniffer look at ("resource header").
constexpr std::size_t kSniffedBytesMax = 1445;

// Each is HTML where a space or ">" follows.
constexpr auto kHtmlStarts = std::to_array<std::string_view>(
    {"<!doctype html", "<html", "<head", "<script", "<iframe", "<h1", "<div", "<font", "<table",
     "<a", "<style", "<title", "<b", "<body", "<br", "<p", "<!--"});

bool starts_html(std::string_view text) {
  return std::any_of(kHtmlStarts.begin(), kHtmlStarts.end(), [&](std::string_view start) {
    if (!starts_with_ignore_case(text, start)) return false;
    const std::string_view rest = text.substr(start.size());
    return rest.starts_with(' ') || rest.starts_with('>');
  });
}

bool starts_tag(std::string_view text) {
  if (text.size() < 2 || text[0] != '<') return false;
  return is_ascii_alpha(text[1]) || text[1] == '!' || text[1] == '?' || text[1] == '/';
}

// "Binary data byte" (MIME Sniffing Standard 3).
bool is_binary(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 && byte != 0x1B && !is_html_space(c);
}

// `text` (UTF-8) without the marks and the white space before it.
std::string_view without_start(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(kHtmlSpaces), text.size()));
    if (!text.starts_with(kMark)) return text;
    text.remove_prefix(kMark.size());
  }
}

}  // namespace

std::optional<MediaType> extract_media_type(std::string_view content_type) {
  std::optional<MediaType> type;
  std::optional<std::string> charset;
  while (!content_type.empty()) {
    std::optional<MediaType> next = parse_mime_type(take_header_value(content_type));
    if (!next || next->essence == "*/*") continue;
    if (!type || next->essence != type->essence) {
      charset = next->charset;
    } else if (!next->charset) {
      next->charset = charset;
    }
    type = std::move(next);
  }
  return type;
}

std::string media_type_of(std::string_view content_type) {
  std::optional<MediaType> type = extract_media_type(content_type);
  if (!type || type->essence == "unknown/unknown" || type->essence == "application/unknown") {
    return "";
  }
  return std::move(type->essence);
}

bool is_xml_type(std::string_view essence) {
  if (essence == "text/xml" || essence == "application/xml") return true;
  return essence.starts_with("application/") && essence.ends_with("+xml");
}

SniffedType sniff_type(std::string_view body) {
  std::string storage;
  std::string_view text = without_start(body).substr(0, kSniffedBytesMax);
  const Encoding* encoding = byte_order_mark_of(text).encoding;
  if (encoding == nullptr) encoding = utf16_of_xml_declaration(text);
  if (encoding != nullptr) text = without_start(decode(text, *encoding, storage));
  if (starts_html(text)) return SniffedType::kHtml;
  if (text.starts_with("<?xml")) return SniffedType::kXml;
  const bool is_text = std::none_of(text.begin(), text.end(), is_binary);
  return is_text && starts_tag(text) ? SniffedType::kHtml : SniffedType::kOther;
}

}  // namespace anchord
