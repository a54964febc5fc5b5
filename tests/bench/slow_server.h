#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>

namespace anchord {

// A web server in a process of its own, on every address of 127.0.0.0/8: as many hosts as there are
// addresses. Each request is answered after `delay`, with links to the first `pages` pages of its
// host; robots.txt and sitemaps with 404. Ends with this. Throws std::runtime_error where no
// process or port is to be had.
class SlowServer {
 public:
  SlowServer(std::chrono::milliseconds delay, int pages);
  ~SlowServer();
  SlowServer(const SlowServer&) = delete;
  SlowServer& operator=(const SlowServer&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  pid_t child_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace anchord
