#include "crawler/address_guard.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace anchord {
namespace {

struct Special {
  IpRange range;
  const char* name;
};

constexpr struct {
  const char* range;
  const char* name;
} kSpecial[] = {
    {"0.0.0.0/8", "this network"},
    {"10.0.0.0/8", "private"},
    {"100.64.0.0/10", "shared by a provider's customers"},
    {"127.0.0.0/8", "loopback"},
    {"169.254.0.0/16", "link-local"},
    {"172.16.0.0/12", "private"},
    {"192.0.0.0/24", "for protocols"},
    {"192.0.2.0/24", "documentation"},
    {"192.88.99.0/24", "6to4 relay"},
    {"192.168.0.0/16", "private"},
    {"198.18.0.0/15", "benchmarking"},
    {"198.51.100.0/24", "documentation"},
    {"203.0.113.0/24", "documentation"},
    {"224.0.0.0/4", "multicast"},
    {"240.0.0.0/4", "reserved"},
    {"::/128", "unspecified"},
    {"::1/128", "loopback"},
    {"100::/64", "discard-only"},
    {"64:ff9b:1::/48", "local translation"},
    {"2001::/23", "for protocols"},
    {"2001:db8::/32", "documentation"},
    {"2002::/16", "6to4"},
    {"3fff::/20", "documentation"},
    {"fc00::/7", "unique local"},
    {"fe80::/10", "link-local"},
    {"fec0::/10", "site-local"},
    {"ff00::/8", "multicast"},
};

// Translated to the IPv4 address in its last four bytes (RFC 6052).
constexpr std::string_view kTranslated = "64:ff9b::/96";
constexpr std::size_t kTranslatedAt = 12;
// The only block that IANA gives IPv6 unicast addresses from.
constexpr std::string_view kGlobalUnicast = "2000::/3";

struct Registry {
  Registry() : translated(*IpRange::parse(kTranslated)), global(*IpRange::parse(kGlobalUnicast)) {
    for (const auto& row : kSpecial) special.push_back({*IpRange::parse(row.range), row.name});
  }
  std::vector<Special> special;
  IpRange translated;
  IpRange global;
};

const Registry& registry() {
  static const Registry ranges;
  return ranges;
}

bool contains(const std::vector<IpRange>& ranges, const IpAddress& ip) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&ip](const IpRange& range) { return range.contains(ip); });
}

}  // namespace

std::uint16_t port_of(const Url& url) {
  constexpr std::uint16_t kHttp = 80;
  constexpr std::uint16_t kHttps = 443;
  return url.port().value_or(url.scheme() == "https" ? kHttps : kHttp);
}

AddressGuard::AddressGuard(std::vector<IpRange> allow, std::vector<std::uint16_t> ports)
    : allow_(std::move(allow)), ports_(std::move(ports)) {}

std::optional<std::string> AddressGuard::refusal(const IpAddress& ip) const {
  const Registry& ranges = registry();
  const bool is_translated = ranges.translated.contains(ip);
  const IpAddress reached = is_translated ? ip.embedded_v4(kTranslatedAt) : ip;
  if (contains(allow_, ip) || contains(allow_, reached)) return std::nullopt;
  for (const auto& [range, name] : ranges.special) {
    if (range.contains(reached)) return ip.text() + " is " + name + " (" + range.text() + ")";
  }
  if (reached.is_v4() || ranges.global.contains(reached)) return std::nullopt;
  return ip.text() + " is not global unicast (" + ranges.global.text() + ")";
}

std::optional<std::string> AddressGuard::refusal(std::string_view ip) const {
  const auto address = IpAddress::parse(ip);
  if (!address) return "not an IP address";
  return refusal(*address);
}

bool AddressGuard::allows_port(std::uint16_t port) const {
  return ports_.empty() || std::find(ports_.begin(), ports_.end(), port) != ports_.end();
}

}  // namespace anchord
