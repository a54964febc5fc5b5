#include "indexer/condition_reader.h"

#include <algorithm>

#include "indexer/ascii.h"

namespace anchord {
namespace {

bool is_name_char(char c) { return is_ascii_alpha(c) || is_ascii_digit(c) || c == '_'; }

}  // namespace

tl::unexpected<Error> ConditionReader::wrong(std::size_t at, const std::string& what) const {
  return invalid_input(std::string(name_of(clause_)) + ", byte " + std::to_string(at + 1) + ": " +
                       what);
}

std::size_t ConditionReader::at() {
  while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  return at_;
}

bool ConditionReader::take(std::string_view token) {
  if (!text_.substr(at()).starts_with(token)) return false;
  at_ += token.size();
  return true;
}

std::string_view ConditionReader::name_at(std::size_t begin) const {
  std::size_t end = begin;
  if (end < text_.size() && is_ascii_alpha(text_[end])) {
    while (end < text_.size() && is_name_char(text_[end])) ++end;
  }
  return text_.substr(begin, end - begin);
}

bool ConditionReader::take_word(std::string_view word) {
  if (name_at(at()) != word) return false;
  at_ += word.size();
  return true;
}

std::string_view ConditionReader::take_name() {
  const std::string_view name = name_at(at());
  at_ += name.size();
  return name;
}

Result<ConditionReader::Literal> ConditionReader::take_literal() {
  const std::size_t begin = at();
  if (begin < text_.size() && (text_[begin] == '"' || text_[begin] == '\'')) return take_string();
  at_ = std::min(text_.find_first_of(" ,)", begin), text_.size());
  if (at_ == begin) return wrong(begin, "want a value");
  return Literal{std::string(text_.substr(begin, at_ - begin)), false, begin};
}

Result<ConditionReader::Literal> ConditionReader::take_string() {
  Literal literal{{}, true, at()};
  const char quote = is_at_end() ? '\0' : text_[at_];
  if (quote != '"' && quote != '\'') return wrong(at_, "want a text in quotes");
  for (++at_; at_ < text_.size(); ++at_) {
    char c = text_[at_];
    if (c == quote) {
      ++at_;
      return literal;
    }
    if (c == '\\') {
      if (++at_ == text_.size()) break;
      c = text_[at_] == '0' ? '\0' : text_[at_];
    }
    literal.text.push_back(c);
  }
  return wrong(literal.begin, "the quote is not closed");
}

}  // namespace anchord
