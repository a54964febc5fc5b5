#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/case_fold.h"
#include "indexer/columns.h"
#include "storage/result.h"

// What rows (`where`) or groups (`having`) of a report must fulfil.
//
//   conditions := condition ("," condition)*                  all must hold
//   condition  := column operator value | "substring(" column "," string ")"
//   operator   := "=" "<>" "<" "<=" ">" ">="
//   value      := number | "true" | "false" | string
//   string     := in " or ', with \ before a quote or a backslash in it; \0 is NUL
//
// Spaces may stand between all of these. By the column's type:
//   text     a string: = and <> compare bytes, < and the like byte order; substring() does not
//            heed case (Unicode case folding)
//   integer  a number, also in quotes, also with decimals
//   boolean  true or false, = or <> only
//   date     a string of a day or a second, see parse_date(): = matches all of the day, < and >
//            compare with its midnight, <= and >= include all of it
// A value that is not known (a date that never was) fulfils <> and nothing else.
namespace anchord {

inline constexpr std::size_t kConditionBytesMax = 64U << 10U;

// Compiled once, evaluated without allocation. A value; one a thread, for its buffers.
class Condition {
 public:
  // Fulfilled by everything.
  Condition() = default;
  // `clause` is kWhere or kHaving. Text of spaces alone is the condition above. Fails with
  // kInvalidInput, naming what is wrong, at which byte (from 1), and what is allowed.
  static Result<Condition> parse(std::string_view text, Clause clause);

  bool empty() const { return terms_.empty(); }
  bool matches(const LinkRow& row);
  bool matches(const AnchorGroup& group);

 private:
  friend class ConditionParser;

  enum class Kind : std::uint8_t { kInterval, kText, kSubstring };
  enum class Operator : std::uint8_t {
    kEqual,
    kNotEqual,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual,
  };
  // Comparisons of numbers, booleans and dates are all intervals: "= v" is [v, v], "< v" is
  // everything below v, "<>" is the outside of "=".
  struct Term {
    const Column* column = nullptr;
    Kind kind = Kind::kInterval;
    Operator op = Operator::kEqual;  // of kText
    bool outside = false;            // <>
    std::int64_t low = std::numeric_limits<std::int64_t>::min();
    std::int64_t high = std::numeric_limits<std::int64_t>::max();
    std::string text;  // kText: as given; kSubstring: folded
  };

  bool holds(const Term& term, const Value& value);

  std::vector<Term> terms_;
  CaseFolder folder_;
};

}  // namespace anchord
