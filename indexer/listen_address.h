#pragma once

#include <string>
#include <string_view>

#include "storage/result.h"

namespace anchord {

// Where a server listens: an IP address and a port.
struct ListenAddress {
  std::string ip;  // as text, IPv6 without brackets
  int port = 0;    // 0: one that is free

  bool is_loopback() const;
  std::string text() const;  // "127.0.0.1:8642", "[::1]:8642"
};

// "127.0.0.1:8642", "[::1]:8642" or "localhost:8642", which is 127.0.0.1. Fails with kInvalidInput.
Result<ListenAddress> parse_listen_address(std::string_view text);

// Whether `ip` is in 127.0.0.0/8, or ::1; false of what is no address.
bool is_loopback_ip(const std::string& ip);

}  // namespace anchord
