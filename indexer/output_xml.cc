#include "indexer/output_xml.h"

#include <unicode/utf8.h>

#include <cstdint>

namespace anchord {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// XML 1.0, production 2.
bool is_xml_char(UChar32 c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return c != 0xFFFE && c != 0xFFFF;
}

std::string_view reference_of(UChar32 c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '\r':
      return "&#13;";
    default:
      return {};
  }
}

}  // namespace

void append_xml_text(std::string& out, std::string_view text) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    const std::int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    if (const std::string_view reference = reference_of(c); !reference.empty()) {
      out += reference;
    } else if (!is_xml_char(c)) {
      out += kReplacement;
    } else {
      out.append(text, static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
    }
  }
}

XmlWriter::XmlWriter(std::string_view rows, std::string_view row,
                     const std::vector<std::string_view>& columns, std::ostream& out)
    : rows_(rows), row_(row), columns_(columns.begin(), columns.end()), out_(out) {
  out_ << kXmlStart << "<" << rows_ << ">";
}

void XmlWriter::append_element(std::string_view name, const Value& value) {
  text_.append("<").append(name).append(">");
  const auto* const text = std::get_if<std::string_view>(&value);
  append_xml_text(text_, text != nullptr ? *text : std::string_view(plain_text(value)));
  text_.append("</").append(name).append(">");
}

void XmlWriter::row(const std::vector<Value>& values) {
  text_.assign("<").append(row_).append(">");
  for (std::size_t i = 0; i < columns_.size(); ++i) append_element(columns_[i], values[i]);
  out_ << text_.append("</").append(row_).append(">\n");
}

void XmlWriter::end_rows() {
  if (in_rows_) out_ << "</" << rows_ << ">";
  in_rows_ = false;
}

void XmlWriter::tail(const TailObject& object) {
  end_rows();
  text_.assign("<").append(object.name).append(">");
  for (std::size_t i = 0; i < object.names.size(); ++i) {
    append_element(object.names[i], object.values[i]);
  }
  out_ << text_.append("</").append(object.name).append(">");
}

void XmlWriter::finish() {
  end_rows();
  out_ << kXmlEnd;
}

}  // namespace anchord
