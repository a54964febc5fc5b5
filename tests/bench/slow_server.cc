#include "tests/bench/slow_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <stdexcept>
#include <string>

namespace anchord {
namespace {

using Monotonic = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kEvents = 512;

std::string page_with_links(int pages) {
  std::string body = "<title>slow</title>";
  for (int i = 1; i < pages; ++i) body += "<a href=/" + std::to_string(i) + ">page</a>";
  return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

// One thread, one epoll; clients send one small request at a time.
class Loop {
 public:
  Loop(int listener, milliseconds delay, int pages)
      : listener_(listener), delay_(delay), page_(page_with_links(pages)) {
    add(listener_);
  }

  [[noreturn]] void run() {
    epoll_event events[kEvents];
    for (;;) {
      const int count = epoll_wait(epoll_, events, kEvents, timeout_ms());
      for (int i = 0; i < count; ++i) {
        const int fd = events[i].data.fd;
        if (fd == listener_) {
          accept_all();
        } else {
          take_request(fd);
        }
      }
      answer_due();
    }
  }

 private:
  struct Due {
    Monotonic::time_point at;
    int fd;
    bool is_page;
  };

  void add(int fd) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  int timeout_ms() const {
    if (due_.empty()) return -1;
    const auto left = std::chrono::ceil<milliseconds>(due_.front().at - Monotonic::now());
    return static_cast<int>(std::max<std::int64_t>(0, left.count()));
  }

  void accept_all() {
    for (int fd = 0; (fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
      const int on = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      add(fd);
    }
  }

  // A descriptor that is closed with an answer due may come again as another client's; that one
  // gets an answer too many, which a bench can bear: its clients do not hang up.
  void take_request(int fd) {
    char buffer[8192];
    const ssize_t count = recv(fd, buffer, sizeof(buffer), 0);
    if (count <= 0) {
      close(fd);
      return;
    }
    const std::string_view request(buffer, static_cast<std::size_t>(count));
    const bool is_page = request.find(".txt ") == std::string_view::npos &&
                         request.find(".xml ") == std::string_view::npos;
    due_.push_back({Monotonic::now() + delay_, fd, is_page});
  }

  void answer_due() {
    static const std::string kNotFound = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    const auto now = Monotonic::now();
    for (; !due_.empty() && due_.front().at <= now; due_.pop_front()) {
      const std::string& answer = due_.front().is_page ? page_ : kNotFound;
      send(due_.front().fd, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
  }

  const int listener_;
  const milliseconds delay_;
  const std::string page_;
  const int epoll_ = epoll_create1(0);
  std::deque<Due> due_;  // in the order of their times, because the delay is the same for all
};

}  // namespace

SlowServer::SlowServer(milliseconds delay, int pages) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, generic, size) != 0 || listen(listener, SOMAXCONN) != 0 ||
      getsockname(listener, generic, &size) != 0) {
    throw std::runtime_error("no port for the server");
  }
  port_ = ntohs(address.sin_port);
  child_ = fork();
  if (child_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    Loop(listener, delay, pages).run();
  }
  close(listener);
  if (child_ < 0) throw std::runtime_error("no process for the server");
}

SlowServer::~SlowServer() {
  kill(child_, SIGKILL);
  waitpid(child_, nullptr, 0);
}

}  // namespace anchord
