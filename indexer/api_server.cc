#include "indexer/api_server.h"

#include <httplib.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include "indexer/api_answer.h"
#include "indexer/api_request.h"
#include "indexer/api_service.h"
#include "indexer/api_slots.h"
#include "indexer/ascii.h"
#include "indexer/connection_threads.h"
#include "indexer/listen_address.h"
#include "storage/format.h"

namespace anchord {
namespace {

using httplib::Request;
using httplib::Response;

constexpr std::chrono::seconds kReadTimeout{10};
constexpr std::chrono::seconds kWriteTimeout{30};
constexpr time_t kIdleSeconds = 2;           // that a connection without a request is kept
constexpr std::size_t kRequestsMax = 1'000;  // of a connection

constexpr int kNoPort = 80;  // of a unix socket, where the library looks at none
constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

constexpr std::array<std::pair<const char*, ApiEndpoint>, 2> kVersion3 = {{
    {"/v3/site-explorer/linked-anchors-external", ApiEndpoint::kAnchorsExternal3},
    {"/v3/site-explorer/linked-anchors-internal", ApiEndpoint::kAnchorsInternal3},
}};

std::string_view query_of(const Request& request) {
  const std::string_view target = request.target;
  const std::size_t mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

// Whether a Host header names this machine; there may be none.
bool is_for_this_machine(const Request& request) {
  if (!request.has_header("Host")) return true;
  std::string host = ascii_lowered(request.get_header_value("Host"));
  if (const std::size_t port = host.find_last_of(":]"); port < host.size() && host[port] == ':') {
    host.resize(port);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host == "localhost" || is_loopback_ip(host);
}

// Of "Authorization: Bearer KEY"; "" where there is none.
std::string bearer_key_of(const Request& request) {
  constexpr std::string_view kScheme = "bearer ";
  const std::string value = request.get_header_value("Authorization");
  return ascii_lowered(value).starts_with(kScheme) ? value.substr(kScheme.size()) : "";
}

void send_error(Response& response, const ApiError& error) {
  const auto answer = answer_api_error(error, ApiOutput::kJson);
  response.status = error.status;
  response.set_content(answer->next_piece().value_or(""), std::string(answer->content_type()));
}

// An answer on its way: the library copies what it calls, so that this must be shared.
struct Stream {
  ApiSlots::Slot slot;
  std::unique_ptr<ApiAnswer> answer;
  std::string piece;

  // Cuts the connection where the answer is cut short.
  bool send(httplib::DataSink& sink) {
    if (piece.empty()) {
      sink.done();
      return true;
    }
    if (!sink.write(piece.data(), piece.size())) return false;
    auto next = answer->next_piece();
    if (!next) return false;
    piece = std::move(*next);
    return true;
  }
};

void send_answer(Response& response, ApiSlots::Slot slot, std::unique_ptr<ApiAnswer> answer) {
  response.status = answer->status();
  for (const ApiHeader& header : answer->headers()) response.set_header(header.name, header.value);
  const std::string type(answer->content_type());
  std::string first = answer->next_piece().value_or("");
  if (first.size() < kAnswerPieceBytes) return response.set_content(first, type);
  const auto stream =
      std::make_shared<Stream>(Stream{std::move(slot), std::move(answer), std::move(first)});
  response.set_chunked_content_provider(
      type, [stream](std::size_t, httplib::DataSink& sink) { return stream->send(sink); });
}

// What the library refuses by itself, in the words of the API.
httplib::Server::HandlerResponse explain(const Request& /*request*/, Response& response) {
  if (!response.body.empty()) return httplib::Server::HandlerResponse::Unhandled;
  switch (response.status) {
    case 404:
      send_error(response, {404, "not_found",
                            "want GET or POST on /, or GET on /healthz, /readyz, " +
                                std::string(kVersion3[0].first) + " or -internal"});
      break;
    case 413:
      send_error(response, {413, "too_large",
                            "a form may have " + std::to_string(kApiFormBytesMax) + " bytes"});
      break;
    case 414:
      send_error(response, {414, "too_large",
                            "a URL may have " + std::to_string(CPPHTTPLIB_REQUEST_URI_MAX_LENGTH) +
                                " bytes: send a form by POST"});
      break;
    default:
      send_error(response, {response.status, "bad_http", "not a request that can be answered"});
  }
  return httplib::Server::HandlerResponse::Handled;
}

// The library's own default lets two servers share a port.
void reuse_address_only(socket_t socket) {
  const int yes = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
}

class ConnectionQueue final : public httplib::TaskQueue {
 public:
  explicit ConnectionQueue(int connections) : threads_(connections) {}
  void enqueue(std::function<void()> connection) override { threads_.serve(std::move(connection)); }
  void shutdown() override { threads_.stop(); }

 private:
  ConnectionThreads threads_;
};

}  // namespace

struct ApiServer::Impl {
  Impl(const Database& borrowed, ApiServerOptions chosen)
      : db(borrowed),
        options(std::move(chosen)),
        service(borrowed, options.ledger),
        slots(options.threads) {
    const int connections = options.connections;
    server.new_task_queue = [connections] { return new ConnectionQueue(connections); };
    server.set_socket_options(reuse_address_only);
    server.set_tcp_nodelay(true);
    server.set_keep_alive_timeout(kIdleSeconds);
    server.set_keep_alive_max_count(kRequestsMax);
    server.set_read_timeout(kReadTimeout);
    server.set_write_timeout(kWriteTimeout);
    server.set_payload_max_length(kApiFormBytesMax);
    server.set_default_headers({{"X-Content-Type-Options", "nosniff"}});
    set_routes();
  }

  void set_routes() {
    using httplib::Server;
    server.set_pre_routing_handler([this](const Request& request, Response& response) {
      if (options.ledger != nullptr || is_for_this_machine(request))
        return Server::HandlerResponse::Unhandled;
      send_error(response, {403, "wrong_host", "Host: want the name of this machine"});
      return Server::HandlerResponse::Handled;
    });
    server.Get("/healthz", [](const Request& /*request*/, Response& response) {
      response.set_content("ok\n", "text/plain");
    });
    server.Get("/readyz", [this](const Request& /*request*/, Response& response) {
      const bool is_ready = db.get(Family::kMeta, kFormatKey).has_value();
      response.status = is_ready ? 200 : 503;
      response.set_content(is_ready ? "ok\n" : "the index cannot be read\n", "text/plain");
    });
    if (options.metrics) {
      server.Get("/metrics", [this](const Request& /*request*/, Response& response) {
        response.set_content(options.metrics(), "text/plain; version=0.0.4");
      });
    }
    server.Get("/", [this](const Request& request, Response& response) {
      answer({ApiEndpoint::kVersion2, parse_form(query_of(request)), bearer_key_of(request)},
             response);
      if (options.always_200) response.status = 200;
    });
    for (const auto& [path, endpoint] : kVersion3) {
      server.Get(path, [this, at = endpoint](const Request& request, Response& response) {
        answer({at, parse_form(query_of(request)), bearer_key_of(request)}, response);
      });
    }
    server.Post("/", [this](const Request& request, Response& response,
                            const httplib::ContentReader& reader) {
      answer_form(request, response, reader);
    });
    server.set_error_handler(httplib::Server::HandlerWithResponse(explain));
    server.set_exception_handler(
        [](const Request& /*request*/, Response& response, const std::exception_ptr&) {
          send_error(response, {500, "internal", "the request could not be answered"});
        });
  }

  bool bind(ListenAddress wanted) {
    address = std::move(wanted);
    if (address.is_unix()) {
      if (is_socket_in_use(address.path)) return false;
      unlink(address.path.c_str());
      server.set_address_family(AF_UNIX);
      return server.bind_to_port(address.path, kNoPort);
    }
    if (address.port != 0) return server.bind_to_port(address.ip, address.port);
    address.port = server.bind_to_any_port(address.ip);
    return address.port > 0;
  }

  void answer(const ApiQuestion& question, Response& response) {
    const auto end = std::chrono::steady_clock::now() + options.deadline;
    auto slot = slots.take(end);
    if (!slot) {
      return send_error(response, {503, "busy", "too many requests are being answered: try later"});
    }
    const ReportLimits limits{.deadline = Deadline(end, &stopped),
                              .bytes_max = options.anchors_bytes_max};
    send_answer(response, std::move(slot), service.answer(question, limits));
  }

  // The parameters of the query and those of the form; a body of another type is passed over, as
  // some clients send one beside the query.
  void answer_form(const Request& request, Response& response,
                   const httplib::ContentReader& reader) {
    std::string body;
    if (request.has_header("Content-Length") || request.has_header("Transfer-Encoding")) {
      const bool read = reader([&](const char* bytes, std::size_t size) {
        if (size > kApiFormBytesMax - body.size()) response.status = 413;
        if (response.status == 413) return false;
        body.append(bytes, size);
        return true;
      });
      if (!read) {
        if (response.status < 400) response.status = 400;
        return;
      }
    }
    std::vector<ApiParameter> parameters = parse_form(query_of(request));
    if (request.get_header_value("Content-Type").starts_with(kFormType)) {
      for (ApiParameter& parameter : parse_form(body)) parameters.push_back(std::move(parameter));
    }
    answer({ApiEndpoint::kVersion2, std::move(parameters), bearer_key_of(request)}, response);
    if (options.always_200) response.status = 200;
  }

  const Database& db;
  const ApiServerOptions options;
  ListenAddress address;
  std::atomic<bool> stopped = false;
  const ApiService service;
  ApiSlots slots;
  httplib::Server server;
  std::thread listener;
};

ApiServer::ApiServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

ApiServer::~ApiServer() {
  impl_->stopped = true;
  impl_->slots.stop();
  impl_->server.stop();
  impl_->listener.join();
  if (impl_->address.is_unix()) unlink(impl_->address.path.c_str());
}

std::string ApiServer::url() const {
  const std::string text = impl_->address.text();
  return impl_->address.is_unix() ? text : "http://" + text + "/";
}

std::chrono::milliseconds ApiServer::busy_for() const {
  return impl_->slots.busy_for(std::chrono::steady_clock::now());
}

Result<std::unique_ptr<ApiServer>> ApiServer::start(const Database& db,
                                                    const ApiServerOptions& options) {
  auto address = parse_listen_address(options.listen);
  if (!address) return tl::unexpected(address.error());
  if (!address->is_loopback() && options.ledger == nullptr) {
    return invalid_input("listen " + options.listen +
                         ": without tokens only this machine is answered: want an address in "
                         "127.0.0.0/8, or ::1");
  }
  auto impl = std::make_unique<Impl>(db, options);
  if (!impl->bind(*std::move(address))) {
    return io_error("listen " + options.listen + ": cannot be had");
  }
  impl->listener = std::thread([server = &impl->server] { server->listen_after_bind(); });
  while (!impl->server.is_running()) std::this_thread::yield();  // stop() has no effect before
  return std::unique_ptr<ApiServer>(new ApiServer(std::move(impl)));
}

}  // namespace anchord
