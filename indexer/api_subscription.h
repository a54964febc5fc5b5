#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "indexer/api_answer.h"
#include "indexer/api_ledger.h"

namespace anchord {

inline constexpr std::string_view kSubscriptionInfo = "subscription_info";
// The balance of whoever needs no token.
inline const ApiLedger::Balance kUnlimited = {"unlimited", kTokenRowsMax, kTokenRowsMax};

// Version 2's from=subscription_info, which is one object and no rows:
// {"info":{"rows_left":497323,"rows_limit":500000,"subscription":"NAME"}}. Of the parameters only
// `output` matters.
std::unique_ptr<ApiAnswer> answer_subscription(const std::vector<ApiParameter>& parameters,
                                               const ApiLedger::Balance& balance);

}  // namespace anchord
