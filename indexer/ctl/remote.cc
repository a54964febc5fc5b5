#include "indexer/ctl/remote.h"

#include <httplib.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <utility>

#include "indexer/ctl/command.h"
#include "indexer/ctl/options.h"

namespace anchord {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";
constexpr std::chrono::seconds kConnectTimeout{20};
constexpr std::chrono::minutes kReadTimeout{10};  // more than a request may take
constexpr std::size_t kErrorBytesMax = 64U << 10U;

// Takes a body piece by piece: to standard output as it is, or as rows of a table.
class BodyPrinter {
 public:
  BodyPrinter(bool is_table, std::string_view envelope,
              const std::vector<std::string_view>& columns)
      : is_table_(is_table),
        columns_(columns),
        rows_(OutputFormat::kTable, envelope, columns, kNoLimit, 0) {}

  // False where it cannot go on.
  bool take(std::string_view piece) {
    if (!is_table_) return static_cast<bool>(std::cout << piece);
    line_.append(piece);
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = line_.find('\n', begin)) != std::string::npos;
         begin = end + 1) {
      if (!print_line(std::string_view(line_).substr(begin, end - begin))) return false;
    }
    line_.erase(0, begin);
    return rows_.wants_more();
  }

  Status finish() {
    if (is_table_) return rows_.finish();
    std::cout.flush();
    if (!std::cout) return io_error("standard output: cannot write");
    return Ok{};
  }

 private:
  static Value value_of(const nlohmann::json& json) {
    if (json.is_string()) return std::string_view(json.get_ref<const std::string&>());
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_number_integer()) return json.get<std::int64_t>();
    return std::monostate();
  }

  bool print_line(std::string_view line) {
    const auto row = nlohmann::json::parse(line, nullptr, false);
    if (!row.is_object()) return false;
    static const nlohmann::json kNull;
    std::vector<Value> values;
    for (const std::string_view column : columns_) {
      const auto it = row.find(std::string(column));
      values.push_back(value_of(it == row.end() ? kNull : *it));
    }
    rows_.print(values);
    return true;
  }

  bool is_table_;
  const std::vector<std::string_view>& columns_;
  RowPrinter rows_;
  std::string line_;
};

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

std::string_view name_of_output(OutputFormat format) {
  switch (format) {
    case OutputFormat::kJson:
      return "json";
    case OutputFormat::kCsv:
      return "csv";
    case OutputFormat::kTable:
    case OutputFormat::kNdjson:
      break;
  }
  return "ndjson";
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

Result<int> print_remote(const RemoteOptions& remote, std::vector<ApiParameter> parameters,
                         OutputFormat format, std::string_view envelope,
                         const std::vector<std::string_view>& columns) {
  parameters.push_back({"output", std::string(name_of_output(format))});
  std::string api = remote.api;
  while (api.ends_with('/')) api.pop_back();
  if (!api.starts_with("http://") && !api.starts_with(kUnixPrefix)) {
    return invalid_input("--api: want http://HOST:PORT or unix:/path");
  }
  httplib::Client client = client_for(api);
  client.set_connection_timeout(kConnectTimeout);
  client.set_read_timeout(kReadTimeout);
  BodyPrinter printer(format == OutputFormat::kTable, envelope, columns);
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
  if (auto printed = printer.finish(); !printed) return tl::unexpected(printed.error());
  return kExitDone;
}

}  // namespace anchord
