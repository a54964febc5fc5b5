#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "crawler/address_guard.h"
#include "crawler/resolver.h"
#include "crawler/transport.h"

namespace anchord {

inline constexpr std::size_t kUncutBytes = 256U << 10U;

struct TransportOptions {
  std::string user_agent;
  FetchLimits limits;
  // Open at a time, idle ones included: where it is not well above the number of transfers, idle
  // connections are closed that would have served again.
  std::size_t connections_max = 4096;
  std::size_t connections_per_host_max = 2;  // further transfers to the host wait their turn
  // Of bodies of all transfers. Beyond it the longest one is cut where it is, a truncated Answer,
  // as long as it is longer than kUncutBytes: a few servers that send much and then nothing more
  // must not take the room of all others.
  std::size_t body_bytes_in_flight_max = 32U << 20U;
  bool tls_verify = true;  // false: any certificate will do
  bool http2 = false;      // over TLS, where the server takes it, unmultiplexed; else HTTP/1.1
  // Asked of every address before it is handed to libcurl, of every socket before it is opened, and
  // of every connection, new or reused, before a request goes out on it.
  AddressGuard guard;
  ResolverOptions resolver;
};

// HTTP over libcurl: thousands of transfers on the calling thread, none of them blocking it.
// Connections are kept alive and reused. The environment's proxies are not used.
//
// Names are looked up by a Resolver, never by libcurl, which is given for each transfer the
// addresses that it may connect to: those of the answer that the guard allows. A port or a name
// that leaves none is Unreachable{kForbidden}, without a packet to it.
//
// A kept connection serves the next request only if it has been silent since the last answer
// (KeptSockets); else it is closed, and the request goes out on a new one.
//
// A transfer's timeouts run from when its name is resolved, also while it waits for its host's or
// any connection; resolving has limits of its own.
// An answer that is cut short by the network is Unreachable{kProtocol}, one that is cut at
// body_bytes_max is a truncated Answer. The bodies of redirects, and with text_only those that are
// no text (is_text_to_parse), are not kept; a short one is read past, so that its connection lives.
// A body under more than one content coding is refused as kProtocol. One whose compression is cut
// or damaged is what could be read of it, a damaged Answer; what is not compressed although the
// answer says so is taken as it is.
//
// The request's URL is asked for as it stands; one with a user name, or of another scheme than http
// and https, is refused as kProtocol.
class CurlTransport final : public Transport {
 public:
  // Throws std::system_error or std::bad_alloc where the system gives no descriptor or memory.
  explicit CurlTransport(const TransportOptions& options);
  ~CurlTransport() override;

  void set_admission(Admission admission) override;
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
