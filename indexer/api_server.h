#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "indexer/api_ledger.h"
#include "storage/database.h"
#include "storage/result.h"

// The HTTP API on a socket: what goes to api_answer.h and what comes back from it.
namespace anchord {

inline constexpr std::size_t kApiFormBytesMax = 256U << 10U;  // of a POST; a URL has 8 KiB at most

struct ApiServerOptions {
  std::string listen = "127.0.0.1:8642";  // as parse_listen_address() takes it
  int threads = 4;                        // requests worked on at a time; further ones wait
  int connections = 128;  // open at a time; further ones wait until the system refuses them
  std::chrono::milliseconds deadline{120'000};  // of a request, until its last byte is read
  std::size_t anchors_bytes_max = 256U << 20U;  // that a request may hold
  bool always_200 = false;      // errors of version 2 are answered with 200, as its own server did
  ApiLedger* ledger = nullptr;  // borrowed; null: no tokens
  // What "/metrics" answers, from any thread; none: not found.
  std::function<std::string()> metrics{};
};

// Answers GET and POST on "/". GET on "/healthz" gives "ok"; on "/readyz" too, where the index can
// be read, else 503. Without tokens requests that a browser sends for another name than this
// machine's are refused, since a page elsewhere whose name leads here must not read the index.
class ApiServer {
 public:
  // Listens, and answers on threads of its own. `db` is borrowed and must outlive the server. Fails
  // with kInvalidInput where the address is none or, without tokens, not a loopback one, with kIo
  // where it cannot be had. A unix socket that nobody listens on any more is replaced; anyone whom
  // its directory lets through may ask.
  static Result<std::unique_ptr<ApiServer>> start(const Database& db,
                                                  const ApiServerOptions& options);
  // Cuts short what is under way. Waits for that, and some seconds for idle connections.
  ~ApiServer();
  ApiServer(const ApiServer&) = delete;
  ApiServer& operator=(const ApiServer&) = delete;

  // "http://127.0.0.1:8642/", or "unix:/path".
  std::string url() const;

  // How long the request that is worked on longest has been; 0: there is none. Thread-safe.
  std::chrono::milliseconds busy_for() const;

 private:
  struct Impl;
  explicit ApiServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace anchord
