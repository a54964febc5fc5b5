#include "indexer/api_cost.h"

#include <algorithm>

namespace anchord {

std::uint64_t ApiPrice::of(std::uint64_t rows) const {
  return std::max(minimum, request + row * rows);
}

ApiPrice price_of(const ApiRequest& request) {
  if (request.report == ApiReport::kDescribe) return {};
  return {.request = kRequestCost + (request.where.empty() ? 0 : kWhereCost) +
                     (request.having.empty() ? 0 : kHavingCost),
          .row = kRowCost};
}

ApiPrice price_of_units(std::uint64_t units_of_row) {
  return {.row = units_of_row, .minimum = kUnitsMin};
}

}  // namespace anchord
