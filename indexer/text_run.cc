#include "indexer/text_run.h"

#include <algorithm>

#include "indexer/utf8.h"

namespace anchord {
namespace {

constexpr unsigned char byte_of(char c) { return static_cast<unsigned char>(c); }
constexpr bool is_plain(char c) { return byte_of(c) > 0x20 && byte_of(c) < 0x7F; }

enum class Rendering { kShown, kSpace, kNothing };

constexpr std::size_t size_of_code_point(char lead) {
  const unsigned char byte = byte_of(lead);
  return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

Rendering rendering_of_two_bytes(std::string_view code_point) {
  if (code_point == "\u00A0") return Rendering::kSpace;  // no-break space
  const bool is_c1_control = code_point[0] == '\xC2' && byte_of(code_point[1]) < 0xA0;
  const bool is_soft_hyphen = code_point == "\u00AD";
  const bool is_arabic_letter_mark = code_point == "\u061C";
  return is_c1_control || is_soft_hyphen || is_arabic_letter_mark ? Rendering::kNothing
                                                                  : Rendering::kShown;
}

Rendering rendering_of_three_bytes(std::string_view code_point) {
  const auto is_within = [&](std::string_view first, std::string_view last) {
    return first <= code_point && code_point <= last;
  };
  if (is_within("\u2028", "\u2029")) return Rendering::kSpace;  // line, paragraph separator
  const bool is_hidden = is_within("\u200B", "\u200F") ||       // zero width, direction marks
                         is_within("\u202A", "\u202E") ||       // directional embeddings
                         is_within("\u2060", "\u206F") ||       // word joiner, isolates, ...
                         code_point == "\u180E" || code_point == "\uFEFF" ||
                         is_within("\uFFF9", "\uFFFB");  // interlinear annotation
  return is_hidden ? Rendering::kNothing : Rendering::kShown;
}

Rendering rendering_of(std::string_view code_point) {
  switch (code_point.size()) {
    case 1: {
      const char c = code_point[0];
      const bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
      return is_space ? Rendering::kSpace : Rendering::kNothing;
    }
    case 2:
      return rendering_of_two_bytes(code_point);
    case 3:
      return rendering_of_three_bytes(code_point);
    default:
      return Rendering::kShown;
  }
}

}  // namespace

void TextRun::append(std::string_view utf8) {
  while (!utf8.empty()) {
    const auto plain_end = std::find_if_not(utf8.begin(), utf8.end(), is_plain);
    std::size_t taken = static_cast<std::size_t>(plain_end - utf8.begin());
    if (taken > 0) {
      append_word(utf8.substr(0, taken));
    } else {
      taken = append_other(utf8);
    }
    utf8.remove_prefix(taken);
  }
}

std::size_t TextRun::append_other(std::string_view utf8) {
  const std::string_view code_point = utf8.substr(0, size_of_code_point(utf8[0]));
  const Rendering rendering = rendering_of(code_point);
  if (rendering == Rendering::kSpace) is_space_due_ = true;
  if (rendering == Rendering::kShown) append_word(code_point);
  return code_point.size();
}

void TextRun::append_word(std::string_view utf8) {
  if (is_space_due_ && !text_.empty()) text_ += ' ';
  is_space_due_ = false;
  text_ += utf8;
}

std::string rendered_text(std::string_view utf8, std::size_t bytes_max) {
  TextRun run;
  run.append(utf8);
  std::string_view text = cut_at_code_point(run.text(), bytes_max);
  if (text.ends_with(' ')) text.remove_suffix(1);
  return std::string(text);
}

TextRange snippet_before(std::string_view run, std::size_t at) {
  const std::size_t end = at > 0 && run[at - 1] == ' ' ? at - 1 : at;
  std::size_t begin = end;
  for (std::size_t count = 0; begin > 0 && count < kSnippetCodePointsMax; ++count) {
    do --begin;
    while (begin > 0 && !starts_code_point(run[begin]));
  }
  if (begin == 0) return {0, end};
  if (run[begin - 1] == ' ') return {begin, end};
  // A word that fills the whole snippet, as all of Chinese may, is cut between two code points.
  const std::size_t space = run.substr(0, end).find(' ', begin);
  return {space == std::string_view::npos ? begin : space + 1, end};
}

TextRange snippet_behind(std::string_view run, std::size_t at) {
  const std::size_t begin = at < run.size() && run[at] == ' ' ? at + 1 : at;
  std::size_t end = begin;
  for (std::size_t count = 0; end < run.size() && count < kSnippetCodePointsMax; ++count) {
    do ++end;
    while (end < run.size() && !starts_code_point(run[end]));
  }
  if (end == run.size() || run[end] == ' ') return {begin, end};
  const std::size_t space = run.substr(begin, end - begin).rfind(' ');
  return {begin, space == std::string_view::npos ? end : begin + space};
}

}  // namespace anchord
