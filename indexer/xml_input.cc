#include "indexer/xml_input.h"

#include <algorithm>

#include "indexer/ascii.h"
#include "storage/url_percent.h"

namespace anchord {
namespace {

constexpr std::string_view kSpecial("<&\0", 3);
constexpr std::size_t kReferenceBytesMax = 12;  // "&#x0010FFFF;"

// Any byte that is not ASCII may start a name here; the parser knows better.
bool starts_name(char c) {
  return is_ascii_alpha(c) || c == '_' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

bool starts_tag(std::string_view text) { return text.size() > 1 && starts_name(text[1]); }

bool is_hex_digit(char c) { return hex_value(c) >= 0; }

// `text` begins with "&".
bool is_reference(std::string_view text) {
  const std::size_t end = text.substr(0, kReferenceBytesMax).find(';');
  if (end == std::string_view::npos) return false;
  std::string_view name = text.substr(1, end - 1);
  for (const std::string_view known : {"amp", "lt", "gt", "quot", "apos"}) {
    if (name == known) return true;
  }
  if (!name.starts_with('#')) return false;
  const bool is_hex = name.starts_with("#x");
  name.remove_prefix(is_hex ? 2 : 1);
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), is_hex ? is_hex_digit : is_ascii_digit);
}

}  // namespace

XmlInput::XmlInput(std::string_view document)
    : document_(document.substr(0, document.find_last_of("<>") + 1)), at_(root()) {}

std::size_t XmlInput::root() const {
  std::size_t at = document_.find('<');
  while (at != std::string_view::npos) {
    const std::string_view rest = document_.substr(at);
    if (starts_tag(rest) && tag_at(at).is_sound) return at;
    at = rest.starts_with("<!--") ? document_.find("-->", at) : at + 1;
    if (at != std::string_view::npos) at = document_.find('<', at);
  }
  return document_.size();
}

std::string_view XmlInput::next() {
  std::size_t end = at_;
  while (true) {
    end = std::min(document_.find_first_of(kSpecial, end), document_.size());
    const Token token = end < document_.size() ? token_at(end) : Token{0};
    if (token.size > 0 && token.is_sound) {
      end += token.size;
      continue;
    }
    if (end > at_) break;
    if (token.size == 0) {
      is_mended_ = is_mended_ || end < document_.size();
      return {};
    }
    is_mended_ = true;
    at_ = end += token.size;
    if (!token.replacement.empty()) return token.replacement;
  }
  const std::string_view piece = document_.substr(at_, end - at_);
  at_ = end;
  return piece;
}

XmlInput::Token XmlInput::token_at(std::size_t at) const {
  const std::string_view rest = document_.substr(at);
  if (rest[0] == '\0') return {1, false, {}};
  if (rest[0] == '&') return {1, is_reference(rest), "&amp;"};
  if (starts_tag(rest)) return tag_at(at);
  if (rest.starts_with("<!--")) return section_at(at, "-->");
  if (rest.starts_with("<![CDATA[")) return section_at(at, "]]>");
  if (rest.starts_with("<?")) return section_at(at, "?>");
  if (rest.starts_with("</") && starts_tag(rest.substr(1))) return {2};
  return {rest.size() > 1 ? 1U : 0U, false, "&lt;"};
}

// No "<" may stand within a tag, so one that has none but its own is looked through once.
XmlInput::Token XmlInput::tag_at(std::size_t at) const {
  char quote = '\0';
  std::size_t attributes = 0;
  for (std::size_t i = at + 1; i < document_.size(); ++i) {
    const char c = document_[i];
    if (c == '<') return {1, false, "&lt;"};
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '>') {
      return {1};
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '=' && ++attributes > kXmlAttributesMax) {
      return {0};
    }
  }
  return {0};
}

XmlInput::Token XmlInput::section_at(std::size_t at, std::string_view end) const {
  const std::size_t found = document_.find(end, at);
  return {found == std::string_view::npos ? 0 : found + end.size() - at};
}

}  // namespace anchord
