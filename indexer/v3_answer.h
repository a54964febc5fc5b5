#pragma once

#include <memory>

#include "indexer/api_answer.h"
#include "indexer/v3_request.h"

namespace anchord {

// The answer of version 3, with what it costs in its headers: x-api-rows, x-api-units-cost-row,
// x-api-units-cost-total, x-api-units-cost-total-actual and x-api-cache.
std::unique_ptr<ApiAnswer> answer_v3(const Database& db, V3Request request,
                                     const ReportLimits& limits);

}  // namespace anchord
