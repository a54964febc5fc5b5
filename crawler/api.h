#pragma once

#include <functional>
#include <memory>
#include <string>

#include "crawler/config.h"
#include "indexer/api_server.h"
#include "storage/database.h"

namespace anchord {

// Starts the HTTP API as the configuration has it; null where it shall listen nowhere. `db` is
// borrowed and must outlive the server; `metrics` gives what "/metrics" answers, and may be none.
// Fails as ApiServer::start() does.
Result<std::unique_ptr<ApiServer>> start_api(Database& db, const Config& config, bool once,
                                             std::function<std::string()> metrics);

}  // namespace anchord
