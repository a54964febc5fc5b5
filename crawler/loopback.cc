#include "crawler/loopback.h"

#include <string>

#include "crawler/ip_range.h"

namespace anchord {

bool is_localhost(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name == "localhost" || name.ends_with(".localhost");
}

bool is_loopback_host(std::string_view host) {
  static const IpRange v4 = *IpRange::parse("127.0.0.0/8");
  static const IpRange v6 = *IpRange::parse("::1");
  const auto ip = IpAddress::parse(host);
  return ip ? v4.contains(*ip) || v6.contains(*ip) : is_localhost(host);
}

Status check_contact(std::string_view contact, std::string_view host) {
  if (!contact.empty() || is_loopback_host(host)) return Ok{};
  return invalid_input("crawler.contact: needed to crawl " + std::string(host) +
                       ": the URL or mail address where its owner can reach you");
}

}  // namespace anchord
