#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/dns_cache.h"
#include "crawler/socket_events.h"

namespace anchord {

struct ResolverOptions {
  std::string servers;  // "192.0.2.53,[2001:db8::53]:5353"; "": those of /etc/resolv.conf
  bool ask_ipv6 = true;
  std::chrono::milliseconds try_timeout{2000};  // of the first try; doubles with each
  int tries = 3;                                // with each server
  std::size_t lookups_max = 64;                 // names asked for at a time
  std::size_t waiting_max = 20'000;             // names that wait for their turn
  std::size_t cached_max = 100'000;             // names whose answers are kept
};

// Finds the addresses of names, many at a time, on the calling thread and without ever blocking it:
// by /etc/hosts, then DNS (c-ares: RFC 1035 over UDP, TCP for what does not fit; no search
// domains), each name asked for once however many want it, and remembered (DnsCache). `localhost`
// and what lies below it are loopback (RFC 6761, 6.3) and never asked for. Both files under /etc
// are the administrator's; resolv.conf is read once, at construction.
//
// Look-ups start slowly: kLookupsAtStart at a time, one more with each answer, up to lookups_max; a
// start with thousands of new hosts does not flood the name server.
class Resolver {
 public:
  using Instant = DnsCache::Instant;
  using AskerId = std::uint64_t;
  struct Resolved {
    AskerId asker = 0;
    DnsAnswer answer;
  };

  static constexpr std::size_t kLookupsAtStart = 8;
  static constexpr std::size_t kNameBytesMax = 253;  // of a name in DNS, as text
  static constexpr std::size_t kAddressesMax = 16;   // of one name; the rest is dropped

  // `events` is borrowed: this registers its sockets there. Throws std::bad_alloc where c-ares
  // cannot begin, std::invalid_argument where it cannot read `servers`.
  Resolver(const ResolverOptions& options, SocketEvents& events);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  // Asks for the addresses of `name`, a host name in lower case. Returns what is known of it, valid
  // until the next call of anything here; null: the answer will come by take_answers(), to `asker`.
  const DnsAnswer* ask(AskerId asker, std::string_view name, Instant now);
  // The answers that have come, each asker's once.
  std::vector<Resolved> take_answers();

  // Whether `socket` is one of this resolver's, whose events belong to act().
  bool owns(int socket) const;
  void act(const SocketEvents::Event& event, Instant now);
  // Gives up what takes too long; to be called by next_timeout(), nullopt: never.
  void act_on_time(Instant now);
  std::optional<std::chrono::milliseconds> next_timeout() const;

  // Forgets every asker and gives up every look-up; what is cached stays.
  void cancel_all();

  std::size_t lookups() const;  // under way
  std::size_t waiting() const;  // names that wait for their turn

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Whether this machine can send to public IPv6 addresses at all. Sends nothing.
bool has_ipv6_route();

}  // namespace anchord
