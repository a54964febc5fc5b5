#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/link_set.h"

namespace anchord {

// Text as it is rendered, built piece by piece: runs of white space (is_white_space) become one
// space, none stands at the start or the end. Joiners (is_joiner) stay inside words, where scripts
// and emoji need them, at most two in a row. Other control characters, those without width and
// those that only steer the direction of writing are left out. Takes and gives well-formed UTF-8.
class TextRun {
 public:
  void append(std::string_view utf8);
  void append_space() {
    is_space_due_ = true;
    joiners_.clear();
  }
  void clear() {
    text_.clear();
    joiners_.clear();
    is_space_due_ = false;
  }
  std::string_view text() const { return text_; }
  std::size_t size() const { return text_.size(); }

 private:
  std::size_t append_other(std::string_view utf8);
  void append_word(std::string_view utf8);

  std::string text_;
  std::string joiners_;        // before the next character, if it belongs to the same word
  bool is_space_due_ = false;  // before the next word
};

// All of `utf8` as a TextRun gives it, cut at a code point to at most `bytes_max` bytes.
std::string rendered_text(std::string_view utf8, std::size_t bytes_max);

// A part of a text that is shown: bytes [begin, end).
struct TextRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// `range` of `run` without the spaces and the joiners at its ends.
TextRange trimmed_range(std::string_view run, TextRange range);

// `text` (as a TextRun gives it) cut at a code point to at most `bytes_max` bytes, and trimmed.
std::string_view cut_text(std::string_view text, std::size_t bytes_max);

// What stands right before `at` and right behind it in `run` (as a TextRun gives it): at most
// kSnippetCodePointsMax code points, trimmed, and cut between words where there are words.
TextRange snippet_before(std::string_view run, std::size_t at);
TextRange snippet_behind(std::string_view run, std::size_t at);

}  // namespace anchord
