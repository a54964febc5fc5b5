#include "indexer/listen_address.h"

#include <arpa/inet.h>

#include <cstdint>

#include "indexer/ascii.h"

namespace anchord {
namespace {

bool is_ipv4(const std::string& ip) {
  in_addr address{};
  return inet_pton(AF_INET, ip.c_str(), &address) == 1;
}

bool is_ipv6(const std::string& ip) {
  in6_addr address{};
  return inet_pton(AF_INET6, ip.c_str(), &address) == 1;
}

}  // namespace

bool is_loopback_ip(const std::string& ip) {
  if (is_ipv4(ip)) return ip.starts_with("127.");
  in6_addr address{};
  return inet_pton(AF_INET6, ip.c_str(), &address) == 1 && IN6_IS_ADDR_LOOPBACK(&address);
}

bool ListenAddress::is_loopback() const { return is_loopback_ip(ip); }

std::string ListenAddress::text() const {
  const std::string host = is_ipv6(ip) ? "[" + ip + "]" : ip;
  return host + ":" + std::to_string(port);
}

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const std::string_view digits = colon < text.size() ? text.substr(colon + 1) : "";
  std::string host(text.substr(0, colon));
  const bool has_brackets = host.starts_with('[') && host.ends_with(']');
  if (has_brackets) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  const auto port = parse_number<std::uint16_t>(digits);
  if (port && (has_brackets ? is_ipv6(host) : is_ipv4(host))) return ListenAddress{host, *port};
  return invalid_input("listen \"" + std::string(text) +
                       "\": want an address and a port, as in 127.0.0.1:8642 or [::1]:8642");
}

}  // namespace anchord
