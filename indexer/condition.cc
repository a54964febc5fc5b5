#include "indexer/condition.h"

#include <algorithm>

namespace anchord {
namespace {

std::int64_t as_number(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? 1 : 0;
  return std::get<Time>(value).time_since_epoch().count();
}

}  // namespace

bool Condition::holds(const Term& term, const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) return term.outside;
  if (term.kind == Kind::kInterval) {
    const std::int64_t number = as_number(value);
    return (number >= term.low && number <= term.high) != term.outside;
  }
  const std::string_view text = std::get<std::string_view>(value);
  if (term.kind == Kind::kSubstring) {
    return folder_.fold(text).find(term.text) != std::string_view::npos;
  }
  const int order = text.compare(term.text);
  switch (term.op) {
    case Operator::kEqual:
      return order == 0;
    case Operator::kNotEqual:
      return order != 0;
    case Operator::kLess:
      return order < 0;
    case Operator::kLessOrEqual:
      return order <= 0;
    case Operator::kGreater:
      return order > 0;
    case Operator::kGreaterOrEqual:
      break;
  }
  return order >= 0;
}

bool Condition::matches(const LinkRow& row) {
  return std::all_of(terms_.begin(), terms_.end(),
                     [&](const Term& term) { return holds(term, term.column->of_link(row)); });
}

bool Condition::matches(const AnchorGroup& group) {
  return std::all_of(terms_.begin(), terms_.end(),
                     [&](const Term& term) { return holds(term, term.column->of_group(group)); });
}

}  // namespace anchord
