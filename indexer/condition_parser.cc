#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "indexer/condition.h"
#include "indexer/dates.h"

namespace anchord {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_char(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

// The integers around a written value: the last one below it, up to it, the first one from it on
// and above it. 2 has 1, 2, 2, 3; 1.5 has 1, 1, 2, 2, so that nothing equals it.
struct Bounds {
  std::int64_t below;
  std::int64_t up_to;
  std::int64_t from;
  std::int64_t above;
};

constexpr std::int64_t kNumberMax = 999'999'999'999'999'999;

Bounds bounds_of(std::int64_t value) { return {value - 1, value, value, value + 1}; }

// A day is compared as its midnight, but equals, and is reached by, all of its seconds.
Bounds bounds_of(const DateSpan& date) {
  const std::int64_t first = date.first.time_since_epoch().count();
  return {first - 1, date.last.time_since_epoch().count(), first, first + 1};
}

// Integer or decimal; nullopt where it is neither, or beyond kNumberMax.
std::optional<Bounds> parse_number(std::string_view text) {
  const std::size_t dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), value);
  if (error != std::errc() || end != whole.data() + whole.size()) return std::nullopt;
  if (value > kNumberMax || value < -kNumberMax) return std::nullopt;
  if (dot == std::string_view::npos) return bounds_of(value);
  const std::string_view fraction = text.substr(dot + 1);
  if (fraction.empty() || fraction.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  if (fraction.find_first_not_of('0') == std::string_view::npos) return bounds_of(value);
  const std::int64_t floor = text.starts_with('-') ? value - 1 : value;
  return Bounds{floor, floor, floor + 1, floor + 1};
}

}  // namespace

// Reads from left to right, once; the grammar nests nothing.
class ConditionParser {
 public:
  ConditionParser(std::string_view text, Clause clause) : text_(text), clause_(clause) {}

  Result<Condition> parse();

 private:
  using Operator = Condition::Operator;
  using Term = Condition::Term;

  struct Literal {
    std::string text;
    bool quoted = false;
    std::size_t begin = 0;
  };

  void skip_spaces();
  bool take(std::string_view token);
  std::string_view take_name();
  Result<Term> parse_condition();
  Result<Term> parse_function(std::string_view name, std::size_t begin);
  Result<Term> parse_comparison(const Column& column);
  Result<Operator> parse_operator();
  Result<Literal> parse_literal();
  Result<Literal> parse_string();
  Result<const Column*> parse_column(std::string_view name, std::size_t begin) const;
  Result<Bounds> bounds_for(const Column& column, Operator op, const Literal& literal) const;
  tl::unexpected<Error> wrong(std::size_t at, const std::string& what) const;

  std::string_view text_;
  Clause clause_;
  std::size_t at_ = 0;
};

tl::unexpected<Error> ConditionParser::wrong(std::size_t at, const std::string& what) const {
  return invalid_input(std::string(name_of(clause_)) + ", byte " + std::to_string(at + 1) + ": " +
                       what);
}

void ConditionParser::skip_spaces() {
  while (at_ < text_.size() && text_[at_] == ' ') ++at_;
}

bool ConditionParser::take(std::string_view token) {
  skip_spaces();
  if (!text_.substr(at_).starts_with(token)) return false;
  at_ += token.size();
  return true;
}

std::string_view ConditionParser::take_name() {
  skip_spaces();
  const std::size_t begin = at_;
  if (at_ < text_.size() && is_letter(text_[at_])) {
    while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
  }
  return text_.substr(begin, at_ - begin);
}

Result<Condition> ConditionParser::parse() {
  Condition condition;
  skip_spaces();
  if (at_ == text_.size()) return condition;
  while (true) {
    auto term = parse_condition();
    if (!term) return tl::unexpected(term.error());
    condition.terms_.push_back(std::move(*term));
    skip_spaces();
    if (at_ == text_.size()) return condition;
    if (!take(",")) return wrong(at_, "want a comma or the end after a condition");
  }
}

Result<ConditionParser::Term> ConditionParser::parse_condition() {
  skip_spaces();
  const std::size_t begin = at_;
  const std::string_view name = take_name();
  if (name.empty()) return wrong(begin, "want a condition: column, operator, value");
  if (take("(")) return parse_function(name, begin);
  const auto column = parse_column(name, begin);
  if (!column) return tl::unexpected(column.error());
  return parse_comparison(**column);
}

Result<const Column*> ConditionParser::parse_column(std::string_view name,
                                                    std::size_t begin) const {
  auto column = column_in_clause(name, clause_);
  if (!column) return wrong(begin, column.error().message);
  return column;
}

Result<ConditionParser::Term> ConditionParser::parse_function(std::string_view name,
                                                              std::size_t begin) {
  if (name != "substring") {
    return wrong(begin, "unknown function \"" + std::string(name) + "\": want substring");
  }
  skip_spaces();
  const std::size_t column_begin = at_;
  const auto column = parse_column(take_name(), column_begin);
  if (!column) return tl::unexpected(column.error());
  if ((*column)->type != ColumnType::kText) {
    return wrong(column_begin, "substring wants a column of text, \"" +
                                   std::string((*column)->name) + "\" is " +
                                   std::string(name_of((*column)->type)));
  }
  if (!take(",")) return wrong(at_, "want a comma after the column");
  auto literal = parse_string();
  if (!literal) return tl::unexpected(literal.error());
  if (!take(")")) return wrong(at_, "want a closing parenthesis");
  Term term;
  term.column = *column;
  term.kind = Condition::Kind::kSubstring;
  term.text = CaseFolder().fold(literal->text);
  return term;
}

Result<ConditionParser::Operator> ConditionParser::parse_operator() {
  static constexpr std::array<std::pair<std::string_view, Operator>, 6> kOperators = {{
      {"<>", Operator::kNotEqual},
      {"<=", Operator::kLessOrEqual},
      {">=", Operator::kGreaterOrEqual},
      {"=", Operator::kEqual},
      {"<", Operator::kLess},
      {">", Operator::kGreater},
  }};
  for (const auto& [token, op] : kOperators) {
    if (take(token)) return op;
  }
  return wrong(at_, "want an operator: = <> < <= > >=");
}

Result<ConditionParser::Literal> ConditionParser::parse_literal() {
  skip_spaces();
  if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) return parse_string();
  Literal literal;
  literal.begin = at_;
  while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != ' ') ++at_;
  literal.text = text_.substr(literal.begin, at_ - literal.begin);
  if (literal.text.empty()) return wrong(at_, "want a value");
  return literal;
}

Result<ConditionParser::Literal> ConditionParser::parse_string() {
  skip_spaces();
  Literal literal;
  literal.quoted = true;
  literal.begin = at_;
  const char quote = at_ < text_.size() ? text_[at_] : '\0';
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

Result<Bounds> ConditionParser::bounds_for(const Column& column, Operator op,
                                           const Literal& literal) const {
  const std::string subject = "\"" + std::string(column.name) + "\" wants ";
  if (column.type == ColumnType::kInteger) {
    const auto number = parse_number(literal.text);
    if (!number) return wrong(literal.begin, subject + "a number of at most 18 digits");
    return *number;
  }
  if (column.type == ColumnType::kDate) {
    const auto date = literal.quoted ? parse_date(literal.text) : std::nullopt;
    if (date) return bounds_of(*date);
    return wrong(literal.begin,
                 subject + "a date in quotes: \"2024-05-31\" or \"2024-05-31T12:00:00Z\"");
  }
  if (literal.quoted || (literal.text != "true" && literal.text != "false")) {
    return wrong(literal.begin, subject + "true or false");
  }
  if (op != Operator::kEqual && op != Operator::kNotEqual) {
    return wrong(literal.begin, subject + "the operator = or <>");
  }
  return bounds_of(literal.text == "true" ? 1 : 0);
}

Result<ConditionParser::Term> ConditionParser::parse_comparison(const Column& column) {
  const auto op = parse_operator();
  if (!op) return tl::unexpected(op.error());
  auto literal = parse_literal();
  if (!literal) return tl::unexpected(literal.error());
  Term term;
  term.column = &column;
  term.op = *op;
  term.outside = *op == Operator::kNotEqual;
  if (column.type == ColumnType::kText) {
    if (!literal->quoted) {
      return wrong(literal->begin, "\"" + std::string(column.name) + "\" wants a text in quotes");
    }
    term.kind = Condition::Kind::kText;
    term.text = std::move(literal->text);
    return term;
  }
  const auto bounds = bounds_for(column, *op, *literal);
  if (!bounds) return tl::unexpected(bounds.error());
  const bool has_floor = *op != Operator::kLess && *op != Operator::kLessOrEqual;
  const bool has_ceiling = *op != Operator::kGreater && *op != Operator::kGreaterOrEqual;
  if (has_floor) term.low = *op == Operator::kGreater ? bounds->above : bounds->from;
  if (has_ceiling) term.high = *op == Operator::kLess ? bounds->below : bounds->up_to;
  return term;
}

Result<Condition> Condition::parse(std::string_view text, Clause clause) {
  if (text.size() > kConditionBytesMax) {
    return invalid_input(std::string(name_of(clause)) + ": longer than " +
                         std::to_string(kConditionBytesMax) + " bytes");
  }
  return ConditionParser(text, clause).parse();
}

}  // namespace anchord
