#pragma once

#include <nlohmann/json_fwd.hpp>

#include "indexer/columns.h"
#include "indexer/condition.h"
#include "storage/result.h"

namespace anchord {

// One condition of version 3's filter on `column`, which is borrowed: ["gt",5], ["regex","^a"],
// "empty". Fails with kInvalidInput, saying what is wanted.
Result<Condition::Term> make_v3_term(const Column& column, const nlohmann::json& condition);

}  // namespace anchord
