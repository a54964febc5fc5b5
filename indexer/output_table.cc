#include "indexer/output_table.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace anchord {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
constexpr std::size_t kBytesAColumnMax = 16;

bool steers_terminal(UChar32 c) {
  const auto type = u_charType(c);
  return type == U_CONTROL_CHAR || type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR ||
         u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL) != 0;
}

TerminalText escaped(UChar32 c) {
  std::array<char, 12> text{};
  std::snprintf(text.data(), text.size(), c < 0x80 ? "\\x%02x" : "\\u%04x",
                static_cast<unsigned>(c));
  TerminalText character{text.data()};
  character.columns = character.text.size();
  return character;
}

std::size_t columns_of(UChar32 c) {
  const auto type = u_charType(c);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

// What one code point adds to a text on a terminal.
TerminalText shown(UChar32 c) {
  if (c >= ' ' && c <= '~') return {std::string(1, static_cast<char>(c)), 1};
  if (steers_terminal(c)) return escaped(c);
  TerminalText character{{}, columns_of(c)};
  icu::UnicodeString(c).toUTF8String(character.text);
  return character;
}

}  // namespace

TerminalText terminal_text(std::string_view utf8, std::size_t columns_max) {
  // Marks take no column: without this limit a heap of them would be shown whole.
  const std::size_t bytes_max = columns_max * kBytesAColumnMax;
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(utf8.data(), static_cast<std::int32_t>(std::min(utf8.size(), bytes_max))));
  TerminalText all;
  std::size_t cut_size = 0;  // of the longest beginning that leaves room for the ellipsis
  std::size_t cut_columns = 0;
  bool fits = utf8.size() <= bytes_max;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const TerminalText character = shown(text.char32At(i));
    if (all.columns + character.columns > columns_max) {
      fits = false;
      break;
    }
    all.text += character.text;
    all.columns += character.columns;
    if (all.columns < columns_max) {
      cut_size = all.text.size();
      cut_columns = all.columns;
    }
  }
  if (fits) return all;
  all.text.resize(cut_size);
  return {all.text.append(kEllipsis), cut_columns + 1};
}

TableWriter::TableWriter(const std::vector<std::string_view>& columns, std::ostream& out,
                         std::size_t columns_max)
    : out_(out), columns_max_(columns_max) {
  Line header;
  for (const std::string_view column : columns) {
    header.push_back({terminal_text(column, columns_max_)});
    widths_.push_back(header.back().text.columns);
  }
  waiting_.push_back(std::move(header));
}

void TableWriter::row(const std::vector<Value>& values) {
  Line line;
  line.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool is_cut = aligned_ && columns_max_ != kTableColumnsAny;
    const std::size_t columns_max = is_cut ? widths_[i] : columns_max_;
    line.push_back({terminal_text(plain_text(values[i]), columns_max),
                    std::holds_alternative<std::int64_t>(values[i])});
    if (!aligned_) widths_[i] = std::max(widths_[i], line.back().text.columns);
  }
  if (aligned_) return write(line);
  waiting_.push_back(std::move(line));
  if (waiting_.size() > kTableRowsAligned) write_waiting();
}

void TableWriter::finish() {
  if (!aligned_) write_waiting();
}

void TableWriter::write_waiting() {
  aligned_ = true;
  // The heading of a column of numbers stands over their ends.
  if (waiting_.size() > 1) {
    for (std::size_t i = 0; i < widths_.size(); ++i) {
      waiting_[0][i].to_the_right = waiting_[1][i].to_the_right;
    }
  }
  for (const Line& line : waiting_) write(line);
  waiting_.clear();
}

void TableWriter::write(const Line& line) {
  std::string bytes;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const TerminalText& field = line[i].text;
    const std::string padding(widths_[i] - std::min(widths_[i], field.columns), ' ');
    const bool last = i + 1 == line.size();
    if (line[i].to_the_right) bytes += padding;
    bytes += field.text;
    if (!line[i].to_the_right && !last) bytes += padding;
    if (!last) bytes += "  ";
  }
  out_ << bytes << '\n';
}

}  // namespace anchord
