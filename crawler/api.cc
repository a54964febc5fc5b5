#include "crawler/api.h"

#include <utility>

namespace anchord {

Result<std::unique_ptr<Api>> Api::start(Database& db, const Clock& clock, const Config& config,
                                        bool once, std::function<std::string()> metrics) {
  auto api = std::make_unique<Api>();
  const std::string listen = config.api.listen.value_or(once ? "" : std::string(kApiListen));
  if (listen.empty()) return api;
  if (!config.api.tokens.empty()) {
    auto ledger = ApiLedger::load(db, config.api.tokens, config.api.requests_per_minute,
                                  [&clock] { return to_seconds(clock.now()); });
    if (!ledger) return tl::unexpected(ledger.error());
    api->ledger_ = *std::move(ledger);
  }
  auto server = ApiServer::start(db, {.listen = listen,
                                      .threads = config.api.threads,
                                      .connections = config.api.connections,
                                      .deadline = config.api.deadline,
                                      .anchors_bytes_max = config.api.memory_bytes_max,
                                      .always_200 = config.api.always_200,
                                      .ledger = api->ledger_.get(),
                                      .metrics = std::move(metrics)});
  if (!server) return tl::unexpected(Error{server.error().code, "api." + server.error().message});
  api->server_ = *std::move(server);
  return api;
}

}  // namespace anchord
