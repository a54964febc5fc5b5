#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "indexer/columns.h"
#include "storage/result.h"

namespace anchord {

// The text of a condition, read once from left to right: names, tokens and literals, with spaces
// between them. `text` is borrowed.
class ConditionReader {
 public:
  struct Literal {
    std::string text;  // without quotes and escapes
    bool quoted = false;
    std::size_t begin = 0;
  };

  ConditionReader(std::string_view text, Clause clause) : text_(text), clause_(clause) {}

  // Where the next token begins, counted from 0; the text's size where nothing is left.
  std::size_t at();
  bool is_at_end() { return at() == text_.size(); }

  // Passes over what is named, if it comes next.
  bool take(std::string_view token);
  bool take_word(std::string_view word);
  // The name that comes next; "" where there is none.
  std::string_view take_name();
  // Text in quotes, or all that comes before a space, comma or closing parenthesis.
  Result<Literal> take_literal();
  // Text in quotes.
  Result<Literal> take_string();

  // The refusal of what stands at `at`: "where, byte 7: want ...".
  tl::unexpected<Error> wrong(std::size_t at, const std::string& what) const;

 private:
  std::string_view name_at(std::size_t begin) const;

  std::string_view text_;
  Clause clause_;
  std::size_t at_ = 0;
};

}  // namespace anchord
