#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/transport.h"

namespace anchord {

struct TransportOptions {
  std::string user_agent;
  FetchLimits limits;
  // Open at a time, idle ones included: where it is not well above the number of transfers, idle
  // connections are closed that would have served again.
  std::size_t connections_max = 4096;
  std::size_t connections_per_host_max = 2;  // further transfers to the host wait their turn
  bool tls_verify = true;                    // false: any certificate will do
  // Asked, with the address as text, before each connection is opened: the guard against names
  // that lead into our own network. Must not throw. Null: any address.
  std::function<bool(std::string_view ip)> address_allowed;
};

// HTTP/1.1 over libcurl: thousands of transfers on the calling thread, none of them blocking it.
// Connections are kept alive and reused. The environment's proxies are not.
//
// A transfer's timeouts run from start(), also while it waits for its host's or any connection.
// An answer that is cut short by the network is Unreachable{kProtocol}, one that is cut at
// body_bytes_max is a truncated Answer. The bodies of 3xx, and with text_only those that are no
// text (is_text_to_parse), are not kept; a short one is read past, so that its connection lives.
// A body under more than one content coding is refused as kProtocol.
//
// The request's URL is asked for as it stands; one with a user name is refused as kProtocol.
class CurlTransport final : public Transport {
 public:
  // Throws std::system_error or std::bad_alloc where the system gives no descriptor or memory.
  explicit CurlTransport(const TransportOptions& options);
  ~CurlTransport() override;

  void start(FetchId id, const FetchRequest& request) override;
  std::vector<Fetched> wait(std::chrono::milliseconds timeout) override;
  void wake() override;
  void cancel_all() override;
  std::size_t bytes_in_flight() const override;

 private:
  struct Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace anchord
