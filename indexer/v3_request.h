#pragma once

#include <chrono>
#include <vector>

#include "indexer/api_request.h"
#include "indexer/v3_report.h"

// A request to version 3 of the API, from its parameters to values.
namespace anchord {

struct V3Request {
  std::vector<const V3Column*> select{};
  V3Query query;
  std::uint64_t units_of_row = 0;  // what a row costs, by the columns that are named
  std::chrono::seconds timeout = std::chrono::seconds::max();
  ApiOutput output = ApiOutput::kJson;  // all but kNdjson
};

// An empty value is as good as none. `protocol` rules, whatever scheme the target names.
ApiResult<V3Request> parse_v3_request(const std::vector<ApiParameter>& parameters,
                                      bool is_internal);

}  // namespace anchord
