#include "indexer/listen_address.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>

#include "indexer/ascii.h"

namespace anchord {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";

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

bool ListenAddress::is_loopback() const { return is_unix() || is_loopback_ip(ip); }

std::string ListenAddress::text() const {
  if (is_unix()) return std::string(kUnixPrefix) + path;
  const std::string host = is_ipv6(ip) ? "[" + ip + "]" : ip;
  return host + ":" + std::to_string(port);
}

Result<ListenAddress> parse_listen_address(std::string_view text) {
  if (text.starts_with(kUnixPrefix)) {
    const std::string path(text.substr(kUnixPrefix.size()));
    if (path.starts_with('/') && path.size() <= kSocketPathBytesMax)
      return ListenAddress{.path = path};
  }
  const std::size_t colon = text.rfind(':');
  const std::string_view digits = colon < text.size() ? text.substr(colon + 1) : "";
  std::string host(text.substr(0, colon));
  const bool has_brackets = host.starts_with('[') && host.ends_with(']');
  if (has_brackets) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  const auto port = parse_number<std::uint16_t>(digits);
  if (port && (has_brackets ? is_ipv6(host) : is_ipv4(host)))
    return ListenAddress{.ip = host, .port = *port};
  return invalid_input("listen \"" + std::string(text) +
                       "\": want an address and a port, as in 127.0.0.1:8642 or [::1]:8642, or a "
                       "unix socket, as in unix:/run/anchord/api");
}

bool is_socket_in_use(const std::string& path) {
  struct stat file {};
  if (lstat(path.c_str(), &file) != 0) return false;
  if (!S_ISSOCK(file.st_mode)) return true;
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const void* const any_address = &address;
  const bool answered =
      connect(socket, static_cast<const sockaddr*>(any_address), sizeof(address)) == 0;
  close(socket);
  return answered;
}

}  // namespace anchord
