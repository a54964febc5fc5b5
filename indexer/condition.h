#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/case_fold.h"
#include "indexer/columns.h"
#include "indexer/condition_bounds.h"
#include "indexer/regex.h"
#include "indexer/words.h"
#include "storage/result.h"

// What rows (`where`) or groups (`having`) of a report must fulfil.
//
//   conditions := either ("," either)*                      all must hold
//   either     := both ("or" both)*
//   both       := single ("and" single)*
//   single     := "not" single | "(" conditions ")" | condition
//   condition  := column operator value | function "(" column "," string ")"
//   operator   := "=" "<>" "<" "<=" ">" ">="
//   function   := "substring" "word" "subdomain"
//   value      := number | "true" | "false" | string
//   string     := in " or ', with \ before a quote or a backslash in it; \0 is NUL
//
// The API knows commas alone; and, or, not and parentheses are ours.
// Spaces may stand between all of these. By the column's type:
//   text     a string: = and <> compare bytes, < and the like byte order. The functions do not heed
//            case (Unicode case folding): substring() wants the string anywhere, word() its words
//            in sequence (words.h), subdomain() a host that is the string or ends in "." and it;
//            the host of a text that is no URL is all of it up to a slash or colon
//   integer  a number, also in quotes, also with decimals
//   boolean  true or false, = or <> only
//   date     a string of a day or a second, see parse_date(): = matches all of the day, < and >
//            compare with its midnight, <= and >= include all of it
// A value that is not known (a date that never was) fulfils <> and nothing else.
namespace anchord {

inline constexpr std::size_t kConditionBytesMax = 64U << 10U;
inline constexpr std::size_t kConditionTermsMax = 1000;  // comparisons and functions
inline constexpr std::size_t kConditionDepthMax = 100;   // "(" and "not" inside one another

// Compiled once, evaluated without allocation. A value; one a thread, for its buffers.
class Condition {
 public:
  // Fulfilled by everything.
  Condition() = default;
  // `clause` is kWhere or kHaving. Text of spaces alone is the condition above. Fails with
  // kInvalidInput, naming what is wrong, at which byte (from 1), and what is allowed.
  static Result<Condition> parse(std::string_view text, Clause clause);

  bool empty() const { return terms_.empty(); }
  // What its columns read of a link: kReads... bits.
  unsigned reads() const;
  // False where no link can match whose texts are all pieces of `texts`, in UTF-8: so a page's
  // links need not be looked at one by one.
  bool may_match_pieces_of(std::string_view texts);
  bool matches(const LinkRow& row);
  bool matches(const AnchorGroup& group);

  // What parsers make of a text, for a ConditionBuilder.
  enum class Kind : std::uint8_t {
    kInterval,
    kText,
    kSubstring,
    kWord,
    kSubdomain,
    // Of version 3, which heeds case:
    kContains,
    kPrefix,
    kSuffix,
    kRegex,
    kUnknown,  // fulfilled by what is not known
  };
  enum class Operator : std::uint8_t {
    kEqual,
    kNotEqual,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual,
  };
  // Ends of an evaluation, where others name the term to go on with.
  static constexpr std::int32_t kTrue = -1;
  static constexpr std::int32_t kFalse = -2;
  // Comparisons of numbers, booleans and dates are all intervals: "= v" is [v, v], "< v" is
  // everything below v, "<>" is the outside of "=".
  struct Term {
    const Column* column = nullptr;
    Kind kind = Kind::kInterval;
    Operator op = Operator::kEqual;  // of kText
    bool outside = false;            // <>
    std::int64_t low = std::numeric_limits<std::int64_t>::min();
    std::int64_t high = std::numeric_limits<std::int64_t>::max();
    std::string text;  // kText: as given; of the functions: folded
    Regex regex{};     // of kRegex
    std::int32_t if_true = kTrue;
    std::int32_t if_false = kFalse;

    // Sets the interval of `op` and a written value.
    void limit_to(const Bounds& bounds);
  };

 private:
  friend class ConditionBuilder;

  bool holds(const Term& term, const Value& value);
  bool holds(const Term& term, std::string_view text);
  // Goes from term to term, from the first on; `read` gives the value of a column.
  bool may_hold_for_pieces_of(const Term& term, std::string_view texts, std::string_view folded);
  template <class Read>
  bool is_fulfilled(const Read& read);

  std::vector<Term> terms_;
  std::vector<bool> reached_;
  CaseFolder folder_;
  WordFolder words_;
};

}  // namespace anchord
