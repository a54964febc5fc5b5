#pragma once

#include <cstdint>

#include "indexer/api_request.h"

// What an answer of the HTTP API costs, in rows (version 2) or units (version 3). Pure: what is
// told beforehand (dry_run) and what is charged afterwards are the same sum.
namespace anchord {

// Version 2, as its documentation has it. `offset` is free: only its older texts charged for it.
inline constexpr std::uint64_t kRequestCost = 1;
inline constexpr std::uint64_t kRowCost = 1;
inline constexpr std::uint64_t kWhereCost = 5;
inline constexpr std::uint64_t kHavingCost = 5;
// Version 3.
inline constexpr std::uint64_t kUnitsMin = 50;

struct ApiPrice {
  std::uint64_t request = 0;  // however many rows there are
  std::uint64_t row = 0;      // for each row of the answer, not of what was looked through
  std::uint64_t minimum = 0;

  std::uint64_t of(std::uint64_t rows) const;
};

// The price of a request of version 2. Describing the reports is free; totals (stats) are no rows.
ApiPrice price_of(const ApiRequest& request);

// The price of a request of version 3, given the sum of what each different column in its select,
// where and order_by costs.
ApiPrice price_of_units(std::uint64_t units_of_row);

}  // namespace anchord
