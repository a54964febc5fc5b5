#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "indexer/ascii.h"
#include "indexer/encoding_sniff.h"
#include "indexer/encoding_table.h"
#include "indexer/markup.h"
#include "indexer/media_type.h"
#include "indexer/raw_text.h"

namespace anchord {
namespace {

struct Attribute {
  std::string name;
  std::string value;
};

// What the attributes of one meta element say so far; of two with one name the first counts. An
// unknown charset is a declaration too: it leaves `encoding` null and yet keeps a content attribute
// after it from declaring one.
struct MetaDeclaration {
  bool has_http_equiv = false;
  bool has_content = false;
  bool has_charset = false;
  bool got_pragma = false;
  std::optional<bool> needs_pragma;  // nullopt: nothing declared
  const Encoding* encoding = nullptr;
};

// The standard's steps over the bytes; where they "run out of bytes", ended_ is set and every step
// returns at once.
class Prescan {
 public:
  // The standard's prescan does not know raw text and looks for declarations in it too.
  enum class RawText { kSearched, kPassedOver };
  Prescan(std::string_view bytes, RawText raw_text)
      : bytes_(bytes), passes_over_raw_text_(raw_text == RawText::kPassedOver) {}

  const Encoding* declared_by_meta() {
    while (at_ < bytes_.size() && !ended_) {
      at_ = std::min(bytes_.find('<', at_), bytes_.size());
      const char next = byte_at(at_ + 1);
      if (bytes_.substr(at_).starts_with("<!--")) {
        skip_comment();
      } else if (is_meta()) {
        at_ += 6;
        if (const Encoding* const found = read_meta()) return found;
      } else if (is_ascii_alpha(next)) {
        skip_start_tag();
      } else if (next == '/' && is_ascii_alpha(byte_at(at_ + 2))) {
        skip_tag();
      } else if (next == '!' || next == '/' || next == '?') {
        skip_past('>', at_ + 1);
      } else {
        ++at_;
      }
    }
    return nullptr;
  }

 private:
  // '\0' past the end, which no step looks for.
  char byte_at(std::size_t at) const { return at < bytes_.size() ? bytes_[at] : '\0'; }

  void move_to(std::size_t at) {
    ended_ = at >= bytes_.size();
    at_ = std::min(at, bytes_.size());
  }

  void skip_past(char wanted, std::size_t from) {
    const std::size_t found = bytes_.find(wanted, from);
    move_to(found == std::string_view::npos ? bytes_.size() : found + 1);
  }

  // The dashes of "<!-->" open and close.
  void skip_comment() {
    if (passes_over_raw_text_) return move_to(behind_comment(bytes_, at_));
    const std::size_t found = bytes_.find("-->", at_ + 2);
    move_to(found == std::string_view::npos ? bytes_.size() : found + 3);
  }

  bool is_meta() const {
    const char after = byte_at(at_ + 5);
    return starts_with_ignore_case(bytes_.substr(at_), "<meta") &&
           (is_html_space(after) || after == '/');
  }

  const Encoding* read_meta() {
    MetaDeclaration declaration;
    while (const std::optional<Attribute> attribute = next_attribute()) {
      apply(*attribute, declaration);
    }
    if (ended_ || !declaration.needs_pragma) return nullptr;
    if (*declaration.needs_pragma && !declaration.got_pragma) return nullptr;
    return as_declared_in_document(declaration.encoding);
  }

  static void apply(const Attribute& attribute, MetaDeclaration& declaration) {
    if (attribute.name == "http-equiv") {
      if (std::exchange(declaration.has_http_equiv, true)) return;
      declaration.got_pragma = attribute.value == "content-type";
    } else if (attribute.name == "content") {
      if (std::exchange(declaration.has_content, true) || declaration.needs_pragma) return;
      declaration.encoding = encoding_of_meta_content(attribute.value);
      if (declaration.encoding != nullptr) declaration.needs_pragma = true;
    } else if (attribute.name == "charset") {
      if (std::exchange(declaration.has_charset, true)) return;
      declaration.encoding = encoding_for_label(attribute.value);
      declaration.needs_pragma = false;
    }
  }

  void skip_tag() {
    move_to(std::min(bytes_.find_first_of("\t\n\f\r >", at_), bytes_.size()));
    while (next_attribute()) {
    }
  }

  void skip_start_tag() {
    const std::size_t name_at = at_ + 1;
    skip_tag();
    if (!passes_over_raw_text_ || ended_) return;
    const std::string name =
        ascii_lowered(bytes_.substr(name_at, behind_tag_name(bytes_, name_at) - name_at));
    if (is_raw_text_element(name)) move_to(find_raw_text_end(bytes_, at_, name));
  }

  void skip_spaces(std::string_view spaces) {
    move_to(std::min(bytes_.find_first_not_of(spaces, at_), bytes_.size()));
  }

  // "Get an attribute"; nullopt at the end of the tag, or of the bytes.
  std::optional<Attribute> next_attribute() {
    skip_spaces("\t\n\f\r /");
    if (ended_ || bytes_[at_] == '>') return std::nullopt;
    Attribute attribute;
    const std::size_t begin = at_;
    // An equals sign at the start of a name belongs to it.
    move_to(std::min(bytes_.find_first_of("\t\n\f\r =/>", at_ + (byte_at(at_) == '=' ? 1 : 0)),
                     bytes_.size()));
    attribute.name = ascii_lowered(bytes_.substr(begin, at_ - begin));
    skip_spaces(kHtmlSpaces);
    if (ended_) return std::nullopt;
    if (bytes_[at_] != '=') return attribute;
    move_to(at_ + 1);
    skip_spaces(kHtmlSpaces);
    if (ended_) return std::nullopt;
    attribute.value = ascii_lowered(take_value());
    if (ended_) return std::nullopt;
    return attribute;
  }

  std::string_view take_value() {
    const char quote = bytes_[at_];
    const bool quoted = quote == '"' || quote == '\'';
    const std::size_t begin = at_ + (quoted ? 1 : 0);
    const std::size_t end =
        std::min(quoted ? bytes_.find(quote, begin) : bytes_.find_first_of("\t\n\f\r >", begin),
                 bytes_.size());
    // The byte after a closing quote may be the end without harm: the attribute is complete.
    if (end == bytes_.size()) {
      move_to(end);
    } else {
      at_ = end + (quoted ? 1 : 0);
    }
    return bytes_.substr(begin, end - begin);
  }

  std::string_view bytes_;
  const bool passes_over_raw_text_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

}  // namespace

const Encoding* encoding_of_xml_declaration(std::string_view bytes) {
  constexpr std::string_view kStart = "<?xml";
  constexpr std::string_view kEncoding = "encoding";
  if (bytes.substr(0, kStart.size()) != kStart) return nullptr;
  const std::size_t end = bytes.find('>');
  if (end == std::string_view::npos) return nullptr;
  std::string_view rest = bytes.substr(0, end);
  const auto skip_spaces = [&] {
    while (!rest.empty() && static_cast<unsigned char>(rest.front()) <= 0x20) rest.remove_prefix(1);
  };
  const std::size_t found = rest.find(kEncoding);
  if (found == std::string_view::npos) return nullptr;
  rest.remove_prefix(found + kEncoding.size());
  skip_spaces();
  if (rest.empty() || rest.front() != '=') return nullptr;
  rest.remove_prefix(1);
  skip_spaces();
  if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) return nullptr;
  const std::size_t close = rest.find(rest.front(), 1);
  if (close == std::string_view::npos) return nullptr;
  const std::string_view label = rest.substr(1, close - 1);
  const bool has_space = std::any_of(label.begin(), label.end(),
                                     [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
  if (has_space) return nullptr;
  const Encoding* const encoding = encoding_for_label(label);
  const bool utf16 = encoding == &kUtf16Be || encoding == &kUtf16Le;
  return utf16 ? &kUtf8 : encoding;
}

ByteOrderMark byte_order_mark_of(std::string_view body) {
  if (body.substr(0, 3) == "\xEF\xBB\xBF") return {&kUtf8, 3};
  if (body.substr(0, 2) == "\xFE\xFF") return {&kUtf16Be, 2};
  if (body.substr(0, 2) == "\xFF\xFE") return {&kUtf16Le, 2};
  return {nullptr, 0};
}

const Encoding* encoding_of_meta_content(std::string_view content) {
  constexpr std::string_view kCharset = "charset";
  std::string_view rest = content;
  const auto skip_spaces = [&] {
    rest.remove_prefix(std::min(rest.find_first_not_of(kHtmlSpaces), rest.size()));
  };
  do {
    while (!rest.empty() && !starts_with_ignore_case(rest, kCharset)) rest.remove_prefix(1);
    if (rest.empty()) return nullptr;
    rest.remove_prefix(kCharset.size());
    skip_spaces();
  } while (rest.empty() || rest.front() != '=');
  rest.remove_prefix(1);
  skip_spaces();
  if (rest.empty()) return nullptr;
  const char quote = rest.front();
  if (quote != '"' && quote != '\'') {
    return encoding_for_label(rest.substr(0, rest.find_first_of("\t\n\f\r ;")));
  }
  const std::size_t close = rest.find(quote, 1);
  return close == std::string_view::npos ? nullptr : encoding_for_label(rest.substr(1, close - 1));
}

const Encoding* encoding_of_content_type(std::string_view content_type) {
  const std::optional<MediaType> type = extract_media_type(content_type);
  return type && type->charset ? encoding_for_label(*type->charset) : nullptr;
}

const Encoding* utf16_of_xml_declaration(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.substr(0, 6) == "<\0?\0x\0"sv) return &kUtf16Le;
  if (bytes.substr(0, 6) == "\0<\0?\0x"sv) return &kUtf16Be;
  return nullptr;
}

const Encoding* prescan(std::string_view bytes) {
  if (const Encoding* const utf16 = utf16_of_xml_declaration(bytes)) return utf16;
  const Encoding* const declared = Prescan(bytes, Prescan::RawText::kSearched).declared_by_meta();
  return declared != nullptr ? declared : encoding_of_xml_declaration(bytes);
}

const Encoding* late_declaration(std::string_view document) {
  const Encoding* const declared =
      Prescan(document, Prescan::RawText::kPassedOver).declared_by_meta();
  return declared != nullptr ? declared : encoding_of_xml_declaration(document);
}

}  // namespace anchord
