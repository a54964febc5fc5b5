#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "indexer/condition.h"
#include "indexer/condition_bounds.h"
#include "indexer/condition_builder.h"
#include "indexer/condition_reader.h"
#include "indexer/dates.h"
#include "storage/url_idna.h"

namespace anchord {
namespace {

// A domain as hosts are stored; nullopt where it cannot be one.
std::optional<std::string> stored_domain(std::string_view domain) {
  while (domain.starts_with('.')) domain.remove_prefix(1);
  std::string folded(CaseFolder().fold(domain));
  const bool is_ascii =
      std::all_of(folded.begin(), folded.end(), [](char c) { return (c & 0x80) == 0; });
  if (!is_ascii) {
    const std::string beyond_ascii = std::exchange(folded, {});
    if (!append_domain_to_ascii(beyond_ascii, folded)) return std::nullopt;
  }
  if (folded.empty()) return std::nullopt;
  return folded;
}

}  // namespace

class ConditionParser {
 public:
  ConditionParser(std::string_view text, Clause clause) : clause_(clause), reader_(text, clause) {}

  Result<Condition> parse();

 private:
  using Kind = Condition::Kind;
  using Literal = ConditionReader::Literal;
  using Operator = Condition::Operator;
  using Term = Condition::Term;

  using Joint = ConditionBuilder::Joint;

  Status open_operand();
  Status close_groups();
  std::optional<Joint> take_joint();

  Result<Term> parse_condition();
  Result<Term> parse_function(std::string_view name, std::size_t begin);
  Result<std::string> function_text(Kind kind, const Literal& literal) const;
  Result<Term> parse_comparison(const Column& column);
  Result<Operator> parse_operator();
  Result<const Column*> parse_column(std::string_view name, std::size_t begin) const;
  Result<Bounds> bounds_for(const Column& column, Operator op, const Literal& literal) const;

  Clause clause_;
  ConditionReader reader_;
  ConditionBuilder builder_;
};

Result<Condition> ConditionParser::parse() {
  if (reader_.is_at_end()) return Condition();
  while (true) {
    if (auto opened = open_operand(); !opened) return tl::unexpected(opened.error());
    const std::size_t begin = reader_.at();
    auto term = parse_condition();
    if (!term) return tl::unexpected(term.error());
    if (!builder_.add(std::move(*term))) {
      return reader_.wrong(begin,
                           "more than " + std::to_string(kConditionTermsMax) + " conditions");
    }
    if (auto closed = close_groups(); !closed) return tl::unexpected(closed.error());
    if (reader_.is_at_end()) break;
    const std::size_t at = reader_.at();
    const auto joint = take_joint();
    if (!joint) return reader_.wrong(at, "want and, or, a comma or the end after a condition");
    builder_.join(*joint, at);
  }
  auto condition = builder_.finish();
  if (!condition) return reader_.wrong(builder_.open_at(), "the parenthesis is not closed");
  return std::move(*condition);
}

Status ConditionParser::open_operand() {
  while (true) {
    const std::size_t at = reader_.at();
    const bool negates = reader_.take_word("not");
    if (!negates && !reader_.take("(")) return Ok{};
    if (!builder_.open(negates ? Joint::kNot : Joint::kGroup, at)) {
      return reader_.wrong(at, "more than " + std::to_string(kConditionDepthMax) +
                                   " parentheses and nots inside one another");
    }
  }
}

Status ConditionParser::close_groups() {
  for (std::size_t at = reader_.at(); reader_.take(")"); at = reader_.at()) {
    if (!builder_.close()) return reader_.wrong(at, "the parenthesis was not opened");
  }
  return Ok{};
}

std::optional<ConditionParser::Joint> ConditionParser::take_joint() {
  if (reader_.take(",")) return Joint::kComma;
  if (reader_.take_word("or")) return Joint::kOr;
  if (reader_.take_word("and")) return Joint::kAnd;
  return std::nullopt;
}

Result<ConditionParser::Term> ConditionParser::parse_condition() {
  const std::size_t begin = reader_.at();
  const std::string_view name = reader_.take_name();
  if (name.empty()) return reader_.wrong(begin, "want a condition: column, operator, value");
  if (reader_.take("(")) return parse_function(name, begin);
  const auto column = parse_column(name, begin);
  if (!column) return tl::unexpected(column.error());
  return parse_comparison(**column);
}

Result<const Column*> ConditionParser::parse_column(std::string_view name,
                                                    std::size_t begin) const {
  auto column = column_in_clause(name, clause_);
  if (!column) return reader_.wrong(begin, column.error().message);
  return column;
}

Result<ConditionParser::Term> ConditionParser::parse_function(std::string_view name,
                                                              std::size_t begin) {
  static constexpr std::array<std::pair<std::string_view, Kind>, 3> kFunctions = {{
      {"substring", Kind::kSubstring},
      {"word", Kind::kWord},
      {"subdomain", Kind::kSubdomain},
  }};
  const auto* const function = std::find_if(kFunctions.begin(), kFunctions.end(),
                                            [&](const auto& known) { return known.first == name; });
  if (function == kFunctions.end()) {
    return reader_.wrong(
        begin, "unknown function \"" + std::string(name) + "\": want substring, word or subdomain");
  }
  const std::size_t column_begin = reader_.at();
  const auto column = parse_column(reader_.take_name(), column_begin);
  if (!column) return tl::unexpected(column.error());
  if ((*column)->type != ColumnType::kText) {
    return reader_.wrong(column_begin, std::string(name) + " wants a column of text, \"" +
                                           std::string((*column)->name) + "\" is " +
                                           std::string(name_of((*column)->type)));
  }
  if (!reader_.take(",")) return reader_.wrong(reader_.at(), "want a comma after the column");
  const auto literal = reader_.take_string();
  if (!literal) return tl::unexpected(literal.error());
  if (!reader_.take(")")) return reader_.wrong(reader_.at(), "want a closing parenthesis");
  auto text = function_text(function->second, *literal);
  if (!text) return tl::unexpected(text.error());
  Term term;
  term.column = *column;
  term.kind = function->second;
  term.text = std::move(*text);
  return term;
}

// What a function looks for, in the form in which it looks.
Result<std::string> ConditionParser::function_text(Kind kind, const Literal& literal) const {
  if (kind == Kind::kSubstring) return std::string(CaseFolder().fold(literal.text));
  if (kind == Kind::kWord) {
    WordFolder folder;
    const std::string_view words = folder.words(literal.text);
    if (words.empty()) return reader_.wrong(literal.begin, "word wants a letter or digit");
    return std::string(words);
  }
  auto domain = stored_domain(literal.text);
  if (!domain) return reader_.wrong(literal.begin, "subdomain wants a domain");
  return std::move(*domain);
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
    if (reader_.take(token)) return op;
  }
  return reader_.wrong(reader_.at(), "want an operator: = <> < <= > >=");
}

Result<Bounds> ConditionParser::bounds_for(const Column& column, Operator op,
                                           const Literal& literal) const {
  const std::string subject = "\"" + std::string(column.name) + "\" wants ";
  if (column.type == ColumnType::kInteger) {
    const auto number = number_bounds(literal.text);
    if (!number) return reader_.wrong(literal.begin, subject + "a number of at most 18 digits");
    return *number;
  }
  if (column.type == ColumnType::kDate) {
    const auto date = literal.quoted ? parse_date(literal.text) : std::nullopt;
    if (date) return bounds_of(*date);
    return reader_.wrong(literal.begin,
                         subject + "a date in quotes: \"2024-05-31\" or \"2024-05-31T12:00:00Z\"");
  }
  if (literal.quoted || (literal.text != "true" && literal.text != "false")) {
    return reader_.wrong(literal.begin, subject + "true or false");
  }
  if (op != Operator::kEqual && op != Operator::kNotEqual) {
    return reader_.wrong(literal.begin, subject + "the operator = or <>");
  }
  return bounds_of(literal.text == "true" ? 1 : 0);
}

Result<ConditionParser::Term> ConditionParser::parse_comparison(const Column& column) {
  const auto op = parse_operator();
  if (!op) return tl::unexpected(op.error());
  auto literal = reader_.take_literal();
  if (!literal) return tl::unexpected(literal.error());
  Term term;
  term.column = &column;
  term.op = *op;
  term.outside = *op == Operator::kNotEqual;
  if (column.type == ColumnType::kText) {
    if (!literal->quoted) {
      return reader_.wrong(literal->begin,
                           "\"" + std::string(column.name) + "\" wants a text in quotes");
    }
    term.kind = Condition::Kind::kText;
    term.text = std::move(literal->text);
    return term;
  }
  const auto bounds = bounds_for(column, *op, *literal);
  if (!bounds) return tl::unexpected(bounds.error());
  term.limit_to(*bounds);
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
