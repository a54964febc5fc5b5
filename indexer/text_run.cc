#include "indexer/text_run.h"

#include <algorithm>

#include "indexer/utf8.h"

namespace anchord {
namespace {

constexpr unsigned char byte_of(char c) { return static_cast<unsigned char>(c); }
constexpr bool is_plain(char c) { return byte_of(c) > 0x20 && byte_of(c) < 0x7F; }

enum class Rendering { kShown, kSpace, kJoiner, kNothing };

constexpr std::size_t kJoinerBytes = 3;
constexpr std::size_t kJoinersMax = 2;  // in a row: more say nothing

constexpr std::size_t size_of_code_point(char lead) {
  const unsigned char byte = byte_of(lead);
  return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

// Of a code point that is not printable ASCII.
Rendering rendering_of(char32_t c) {
  if (is_white_space(c)) return Rendering::kSpace;
  if (is_joiner(c)) return Rendering::kJoiner;
  const auto is_within = [c](char32_t first, char32_t last) { return first <= c && c <= last; };
  const bool is_hidden = c < 0x20 || is_within(0x7F, 0x9F) ||       // control characters
                         c == 0xAD ||                               // soft hyphen
                         c == 0x61C || c == 0x180E ||               // Arabic, Mongolian marks
                         is_within(0x200B, 0x200F) ||               // zero width, direction marks
                         is_within(0x202A, 0x202E) ||               // directional embeddings
                         is_within(0x2060, 0x206F) ||               // word joiner, isolates, ...
                         c == 0xFEFF || is_within(0xFFF9, 0xFFFB);  // interlinear annotation
  return is_hidden ? Rendering::kNothing : Rendering::kShown;
}

constexpr bool ends_in_joiner(std::string_view text) {
  return text.ends_with("\u200C") || text.ends_with("\u200D");
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
  switch (rendering_of(first_code_point(code_point))) {
    case Rendering::kShown:
      append_word(code_point);
      break;
    case Rendering::kSpace:
      append_space();
      break;
    case Rendering::kJoiner:
      // At the start of a word it joins nothing.
      if (is_space_due_ || text_.empty()) break;
      if (joiners_.size() < kJoinersMax * kJoinerBytes) joiners_ += code_point;
      break;
    case Rendering::kNothing:
      break;
  }
  return code_point.size();
}

void TextRun::append_word(std::string_view utf8) {
  if (is_space_due_ && !text_.empty()) text_ += ' ';
  is_space_due_ = false;
  if (!joiners_.empty()) {
    text_ += joiners_;
    joiners_.clear();
  }
  text_ += utf8;
}

TextRange trimmed_range(std::string_view run, TextRange range) {
  std::string_view text = run.substr(range.begin, range.end - range.begin);
  while (text.starts_with(' ') || text.starts_with("\u200C") || text.starts_with("\u200D")) {
    text.remove_prefix(text[0] == ' ' ? 1 : kJoinerBytes);
  }
  range.begin = range.end - text.size();
  while (text.ends_with(' ') || ends_in_joiner(text)) {
    text.remove_suffix(text.back() == ' ' ? 1 : kJoinerBytes);
  }
  range.end = range.begin + text.size();
  return range;
}

std::string_view cut_text(std::string_view text, std::size_t bytes_max) {
  const std::string_view cut = cut_at_code_point(text, bytes_max);
  const TextRange range = trimmed_range(cut, {0, cut.size()});
  return cut.substr(range.begin, range.end - range.begin);
}

std::string rendered_text(std::string_view utf8, std::size_t bytes_max) {
  TextRun run;
  run.append(utf8);
  return std::string(cut_text(run.text(), bytes_max));
}

TextRange snippet_before(std::string_view run, std::size_t at) {
  const std::size_t end = trimmed_range(run, {0, at}).end;
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
  const std::size_t begin = trimmed_range(run, {at, run.size()}).begin;
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
