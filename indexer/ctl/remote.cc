#include "indexer/ctl/remote.h"

#include <httplib.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace anchord {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";
constexpr std::chrono::seconds kConnectTimeout{20};
constexpr std::chrono::minutes kReadTimeout{10};  // more than a request may take
constexpr std::size_t kErrorBytesMax = 64U << 10U;

std::string form_of(const std::vector<ApiParameter>& parameters) {
  httplib::Params params;
  for (const ApiParameter& parameter : parameters) params.emplace(parameter.name, parameter.value);
  return httplib::detail::params_to_query_str(params);
}

httplib::Client client_for(const std::string& api) {
  if (!api.starts_with(kUnixPrefix)) return httplib::Client(api);
  httplib::Client client(api.substr(kUnixPrefix.size()));
  client.set_address_family(AF_UNIX);
  return client;
}

// What the API says was wrong.
tl::unexpected<Error> refusal(const std::string& api, int status, const std::string& body) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  const bool is_ours = json.is_object() && json.contains("error") && json["error"].is_string();
  const std::string why = is_ours ? json["error"].get<std::string>() : "no anchord answers there";
  const std::string message = api + ": " + std::to_string(status) + ": " + why;
  return status < 500 ? invalid_input(message) : io_error(message);
}

}  // namespace

void RemoteOptions::add_to(CLI::App& app) {
  app.add_option("--api", api,
                 "Ask a running anchord instead of an index: http://127.0.0.1:8642 or unix:/path");
  app.add_option("--token", token, "Token for --api; by default $ANCHORD_TOKEN")
      ->envname("ANCHORD_TOKEN");
}

Status ask_remote(const RemoteOptions& remote, const std::vector<ApiParameter>& parameters,
                  AnswerPrinter& printer) {
  std::string api = remote.api;
  while (api.ends_with('/')) api.pop_back();
  if (!api.starts_with("http://") && !api.starts_with(kUnixPrefix)) {
    return invalid_input("--api: want http://HOST:PORT or unix:/path");
  }
  httplib::Client client = client_for(api);
  client.set_connection_timeout(kConnectTimeout);
  client.set_read_timeout(kReadTimeout);
  int status = 0;
  std::string refused;
  httplib::Request request;
  request.method = "POST";
  request.path = "/";
  request.body = form_of(parameters);
  request.set_header("Host", "localhost");
  request.set_header("Content-Type", "application/x-www-form-urlencoded");
  if (!remote.token.empty()) request.set_header("Authorization", "Bearer " + remote.token);
  request.response_handler = [&](const httplib::Response& response) {
    status = response.status;
    return true;
  };
  request.content_receiver = [&](const char* bytes, std::size_t size, std::uint64_t,
                                 std::uint64_t) {
    if (status == 200) return printer.take({bytes, size});
    refused.append(bytes, std::min(size, kErrorBytesMax - refused.size()));
    return true;
  };
  const httplib::Result answer = client.send(request);
  if (status != 0 && status != 200) return refusal(api, status, refused);
  if (!answer) return io_error(api + ": " + httplib::to_string(answer.error()));
  return Ok{};
}

}  // namespace anchord
