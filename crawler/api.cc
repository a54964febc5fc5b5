#include "crawler/api.h"

#include <utility>

namespace anchord {

Result<std::unique_ptr<ApiServer>> start_api(Database& db, const Config& config, bool once,
                                             std::function<std::string()> metrics) {
  const std::string listen = config.api.listen.value_or(once ? "" : std::string(kApiListen));
  if (listen.empty()) return nullptr;
  auto server = ApiServer::start(db, {.listen = listen,
                                      .threads = config.api.threads,
                                      .connections = config.api.connections,
                                      .deadline = config.api.deadline,
                                      .anchors_bytes_max = config.api.memory_bytes_max,
                                      .always_200 = config.api.always_200,
                                      .metrics = std::move(metrics)});
  if (!server) return tl::unexpected(Error{server.error().code, "api." + server.error().message});
  return server;
}

}  // namespace anchord
