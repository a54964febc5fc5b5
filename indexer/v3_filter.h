#pragma once

#include <string_view>
#include <vector>

#include "indexer/condition.h"
#include "indexer/v3_columns.h"
#include "storage/result.h"

// The `where` of version 3 of the API: JSON instead of version 2's grammar, compiled to the same
// conditions.
//
//   filter   := {"and":[filter, ...]} | {"or":[filter, ...]} | {"not":filter}
//             | {"field":NAME,"is":cond} | {"field":NAME,"list_is":{"any":bools}}      (or "all")
//   bools    := and, or and not as above, over cond
//   cond     := [OPERATOR, value] | "empty" | "is_null"
//   OPERATOR := eq neq gt gte lt lte substring isubstring phrase_match iphrase_match prefix suffix
//               regex
//
// Text operators heed case unless they begin with i; regex is RE2's. Values are as in condition.h,
// JSON numbers and booleans for such columns. What is not known fulfils neq and is_null.
// A list has one entry or none: "any" of none is false, "all" of none is true.
namespace anchord {

inline constexpr std::size_t kRegexesMax = 16;  // of a filter, for the memory that they take

struct V3Filter {
  Condition where{};                       // on links
  Condition having{};                      // on groups
  std::vector<const V3Column*> columns{};  // those it names
};

// Empty text is fulfilled by everything. What is on groups may be joined by "and" with what is on
// links, not by "or" and "not". Fails with kInvalidInput, naming what is wrong and what is allowed.
Result<V3Filter> parse_v3_filter(std::string_view text, bool is_internal);

}  // namespace anchord
