#include "indexer/v3_term.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "indexer/case_fold.h"
#include "indexer/condition_bounds.h"
#include "indexer/dates.h"
#include "indexer/words.h"

namespace anchord {
namespace {

using Json = nlohmann::json;
using Kind = Condition::Kind;
using Operator = Condition::Operator;
using Term = Condition::Term;

struct Comparison {
  std::string_view name;
  Operator op;
};
constexpr std::array<Comparison, 6> kComparisons = {{
    {"eq", Operator::kEqual},
    {"neq", Operator::kNotEqual},
    {"gt", Operator::kGreater},
    {"gte", Operator::kGreaterOrEqual},
    {"lt", Operator::kLess},
    {"lte", Operator::kLessOrEqual},
}};

struct TextOperator {
  std::string_view name;
  Kind kind;
};
constexpr std::array<TextOperator, 7> kTextOperators = {{
    {"substring", Kind::kContains},
    {"isubstring", Kind::kSubstring},
    {"phrase_match", Kind::kRegex},
    {"iphrase_match", Kind::kWord},
    {"prefix", Kind::kPrefix},
    {"suffix", Kind::kSuffix},
    {"regex", Kind::kRegex},
}};

template <class Table>
auto entry_named(const Table& table, std::string_view name) {
  const auto* const it = std::find_if(table.begin(), table.end(),
                                      [name](const auto& entry) { return entry.name == name; });
  return it == table.end() ? nullptr : it;
}

template <class Table>
std::string names_of(const Table& table) {
  std::string names;
  for (const auto& entry : table) names.append(names.empty() ? "" : ", ").append(entry.name);
  return names;
}

Result<Bounds> bounds_for(const Column& column, Operator op, const Json& value) {
  if (column.type == ColumnType::kInteger) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    const auto bounds = value.is_number() || value.is_string() ? number_bounds(text) : std::nullopt;
    if (!bounds) return invalid_input("wants a number of at most 18 digits");
    return *bounds;
  }
  if (column.type == ColumnType::kDate) {
    const auto date =
        value.is_string() ? parse_date(value.get_ref<const std::string&>()) : std::nullopt;
    if (date) return bounds_of(*date);
    return invalid_input("wants a date: \"2024-05-31\" or \"2024-05-31T12:00:00Z\"");
  }
  if (!value.is_boolean()) return invalid_input("wants true or false");
  if (op != Operator::kEqual && op != Operator::kNotEqual) {
    return invalid_input("wants the operator eq or neq");
  }
  return bounds_of(value.get<bool>() ? 1 : 0);
}

Result<Term> make_comparison(Term term, Operator op, const Json& value) {
  term.op = op;
  term.outside = op == Operator::kNotEqual;
  if (term.column->type == ColumnType::kText) {
    if (!value.is_string()) return invalid_input("wants a text");
    term.kind = Kind::kText;
    term.text = value.get<std::string>();
    return term;
  }
  const auto bounds = bounds_for(*term.column, op, value);
  if (!bounds) return tl::unexpected(bounds.error());
  term.limit_to(*bounds);
  return term;
}

Result<Term> make_text_term(Term term, const TextOperator& op, const Json& value) {
  if (term.column->type != ColumnType::kText) {
    return invalid_input("wants one of the operators " + names_of(kComparisons));
  }
  if (!value.is_string()) return invalid_input("wants a text");
  term.kind = op.kind;
  term.text = value.get<std::string>();
  if (op.kind == Kind::kSubstring) term.text = std::string(CaseFolder().fold(term.text));
  if (op.kind == Kind::kWord) {
    WordFolder folder;
    const std::string words(folder.words(term.text));
    if (words.empty()) return invalid_input("wants a text with a letter or digit");
    term.text = words;
  }
  if (op.kind == Kind::kRegex) {
    auto regex = op.name == "regex" ? Regex::compile(term.text) : Regex::compile_phrase(term.text);
    if (!regex) return tl::unexpected(regex.error());
    term.regex = std::move(*regex);
  }
  return term;
}

}  // namespace

Result<Term> make_v3_term(const Column& column, const Json& condition) {
  Term term;
  term.column = &column;
  if (condition == "is_null") {
    term.kind = Kind::kUnknown;
    return term;
  }
  if (condition == "empty") {
    if (column.type != ColumnType::kText) return invalid_input("is no text that could be empty");
    term.kind = Kind::kText;
    return term;
  }
  const bool is_pair = condition.is_array() && condition.size() == 2 && condition[0].is_string();
  if (is_pair) {
    const auto& name = condition[0].get_ref<const std::string&>();
    if (const auto* const one = entry_named(kComparisons, name)) {
      return make_comparison(std::move(term), one->op, condition[1]);
    }
    if (const auto* const one = entry_named(kTextOperators, name)) {
      return make_text_term(std::move(term), *one, condition[1]);
    }
  }
  return invalid_input("wants [OPERATOR,VALUE] with one of the operators " +
                       names_of(kComparisons) + ", " + names_of(kTextOperators) +
                       ", or \"empty\" or \"is_null\"");
}

}  // namespace anchord
