#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/ip_range.h"
#include "storage/url.h"

namespace anchord {

// The port that an http or https URL leads to.
std::uint16_t port_of(const Url& url);

// Decides where anchord may connect to, so that no page can lead it into the network it runs in.
//
// Refused are the addresses that are no public unicast ones by the special-purpose registries of
// IANA (RFC 6890 and its successors): loopback, private, link-local, multicast, documentation and
// the like, in either family, and IPv6 addresses that stand for such an IPv4 one. What `allow`
// lists is taken out of that.
//
// A value; thread-safe.
class AddressGuard {
 public:
  AddressGuard() = default;
  // No `ports`: any.
  explicit AddressGuard(std::vector<IpRange> allow, std::vector<std::uint16_t> ports = {});

  // Why `ip` may not be connected to, as "10.1.2.3 is private (10.0.0.0/8)"; nullopt: it may.
  std::optional<std::string> refusal(const IpAddress& ip) const;
  // The same of the text of an address; what is none is refused.
  std::optional<std::string> refusal(std::string_view ip) const;

  bool allows_port(std::uint16_t port) const;

 private:
  std::vector<IpRange> allow_;
  std::vector<std::uint16_t> ports_;
};

}  // namespace anchord
