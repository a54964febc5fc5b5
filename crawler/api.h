#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "crawler/clock.h"
#include "crawler/config.h"
#include "indexer/api_ledger.h"
#include "indexer/api_server.h"
#include "storage/database.h"

namespace anchord {

// The HTTP API as the configuration has it, with its tokens; it may be off.
class Api {
 public:
  // `db` and `clock` are borrowed and must outlive this; `metrics` gives what "/metrics" answers,
  // and may be none. Fails as ApiServer::start() does, and where the index cannot be read.
  static Result<std::unique_ptr<Api>> start(Database& db, const Clock& clock, const Config& config,
                                            bool once, std::function<std::string()> metrics);

  // Where it answers; "" where it is off.
  std::string url() const { return server_ ? server_->url() : ""; }

  // As ApiServer::busy_for(). Thread-safe.
  std::chrono::milliseconds busy_for() const {
    return server_ ? server_->busy_for() : std::chrono::milliseconds(0);
  }

 private:
  std::unique_ptr<ApiLedger> ledger_;  // null without tokens
  std::unique_ptr<ApiServer> server_;  // null where it is off
};

}  // namespace anchord
