#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "storage/result.h"

namespace anchord {

inline constexpr std::size_t kSocketPathBytesMax = 107;  // of sockaddr_un, without its end

// Where a server listens: an IP address and a port, or a unix socket.
struct ListenAddress {
  std::string ip{};    // as text, IPv6 without brackets; "" of a unix socket
  int port = 0;        // 0: one that is free
  std::string path{};  // of a unix socket, else ""

  bool is_unix() const { return !path.empty(); }
  // Whether nobody but this machine can connect to it.
  bool is_loopback() const;
  std::string text() const;  // "127.0.0.1:8642", "[::1]:8642", "unix:/run/anchord/api"
};

// "127.0.0.1:8642", "[::1]:8642", "localhost:8642", which is 127.0.0.1, or "unix:" and an absolute
// path. Fails with kInvalidInput.
Result<ListenAddress> parse_listen_address(std::string_view text);

// Whether somebody listens on the unix socket, or something else has its name.
bool is_socket_in_use(const std::string& path);

// Whether `ip` is in 127.0.0.0/8, or ::1; false of what is no address.
bool is_loopback_ip(const std::string& ip);

}  // namespace anchord
