#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "crawler/ip_range.h"

namespace anchord {

enum class DnsResult : std::uint8_t {
  kFound,
  kNoName,  // there is no such name, or it has no address
  kFailed,  // nobody could tell
};

struct DnsAnswer {
  DnsResult result = DnsResult::kFailed;
  std::vector<IpAddress> addresses{};  // IPv4 before IPv6; at least one where found, else none
  std::chrono::seconds ttl{0};         // the least of the records'; only where found
  std::string detail{};                // why there are none
};

// What is known of names, for as long as it holds. Time is an argument. Not thread-safe.
//
// Entries lie in two generations. When the younger has half of `names_max` it becomes the elder,
// and what that had is forgotten: bounded, without a list to keep in order.
class DnsCache {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  // A TTL is held to these bounds: the floor keeps a site with a TTL of 0 from being asked for
  // before each of its pages, the ceiling keeps us from a server that has moved.
  static constexpr std::chrono::seconds kTtlMin{60};
  static constexpr std::chrono::seconds kTtlMax{3600};
  // A name that does not exist may be registered today; a server that failed may be back soon.
  static constexpr std::chrono::seconds kNoNameHolds{300};
  static constexpr std::chrono::seconds kFailureHolds{30};

  explicit DnsCache(std::size_t names_max) : names_max_(names_max) {}

  // What holds for `name` at `now`, or null. Valid until the next put().
  const DnsAnswer* find(const std::string& name, Instant now) const;
  void put(const std::string& name, DnsAnswer answer, Instant now);

  std::size_t size() const { return young_.size() + old_.size(); }

 private:
  struct Entry {
    DnsAnswer answer;
    Instant until;
  };
  using Names = std::unordered_map<std::string, Entry>;

  std::size_t names_max_;
  Names young_;
  Names old_;
};

}  // namespace anchord
