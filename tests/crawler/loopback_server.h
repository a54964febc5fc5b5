#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace anchord {

// A web server on loopback that says what a script tells it to, right or wrong, byte for byte.
// One thread a connection, at most kConnectionsMax ever; a further one is closed unanswered.
class LoopbackServer {
 public:
  static constexpr std::size_t kConnectionsMax = 256;
  static constexpr std::size_t kRequestBytesMax = 64U << 10U;

  enum class Then : std::uint8_t {
    kServeOn,  // wait for the next request; also the way to leave an answer unfinished
    kClose,
  };
  struct Reply {
    std::string bytes = {};     // sent first
    std::string repeated = {};  // then this, so many times, unless the client hangs up
    std::size_t repeats = 0;
    std::chrono::milliseconds between{0};  // waited before each repetition
    Then then = Then::kServeOn;
  };
  // Is given the request's header section, or the start of a TLS handshake, and called from the
  // connections' threads.
  using Script = std::function<Reply(const std::string& request)>;

  // `port` 0: any that is free.
  explicit LoopbackServer(Script script, const char* ip = "127.0.0.1", std::uint16_t port = 0)
      : script_(std::move(script)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, ip, &address.sin_addr);
    address.sin_port = htons(port);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, generic, size) != 0 || listen(listener_, SOMAXCONN) != 0 ||
        getsockname(listener_, generic, &size) != 0) {
      throw std::runtime_error("no loopback server");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~LoopbackServer() {
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (const int fd : sockets_) shutdown(fd, SHUT_RDWR);
    for (std::thread& thread : threads_) thread.join();
    for (const int fd : sockets_) close(fd);
    close(listener_);
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  std::string url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }
  std::uint16_t port() const { return port_; }
  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  std::size_t connections() const { return connections_; }
  std::size_t bytes_sent() const { return bytes_sent_; }

 private:
  void accept_all() {
    for (int fd = 0; (fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
      if (++connections_ > kConnectionsMax) {
        close(fd);
        continue;
      }
      const int on = 1;  // what is sent is under way, whatever the client has acknowledged
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      sockets_.push_back(fd);
      threads_.emplace_back([this, fd] { serve(fd); });
    }
  }

  void serve(int fd) {
    std::string request;
    while (receive(fd, request)) {
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
      }
      const Reply reply = script_(request);
      bool sent = send_all(fd, reply.bytes);
      for (std::size_t i = 0; sent && i < reply.repeats; ++i) {
        std::this_thread::sleep_for(reply.between);
        sent = send_all(fd, reply.repeated);
      }
      if (!sent || reply.then == Then::kClose) break;
    }
    shutdown(fd, SHUT_RDWR);
  }

  // Clients under test send one request and wait, so a section's end is the last thing read.
  static bool ends(const std::string& request) {
    return request.ends_with("\r\n\r\n") || request.starts_with('\x16');
  }
  static bool receive(int fd, std::string& request) {
    request.clear();
    while (!ends(request)) {
      char buffer[4096];
      const ssize_t count = recv(fd, buffer, sizeof(buffer), 0);
      if (count <= 0 || request.size() > kRequestBytesMax) return false;
      request.append(buffer, static_cast<std::size_t>(count));
    }
    return true;
  }

  bool send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes_sent_ += static_cast<std::size_t>(count);
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  Script script_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<std::size_t> connections_{0};
  std::atomic<std::size_t> bytes_sent_{0};
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::vector<int> sockets_;          // the acceptor's, until it is joined
  std::vector<std::thread> threads_;  // the acceptor's, until it is joined
  std::thread acceptor_;
};

}  // namespace anchord
