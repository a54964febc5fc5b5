#include "crawler/socket_events.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <system_error>

namespace anchord {
namespace {

int checked(int descriptor, const char* what) {
  if (descriptor < 0) throw std::system_error(errno, std::system_category(), what);
  return descriptor;
}

int whole_milliseconds(std::chrono::nanoseconds timeout) {
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(timeout).count();
  return static_cast<int>(std::clamp<std::int64_t>(ms, 0, std::numeric_limits<int>::max()));
}

}  // namespace

SocketEvents::SocketEvents() : epoll_(checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {
  wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_ < 0) {
    const int error = errno;
    close(epoll_);
    throw std::system_error(error, std::system_category(), "eventfd");
  }
  want(wake_, true, false);
}

SocketEvents::~SocketEvents() {
  close(wake_);
  close(epoll_);
}

void SocketEvents::opened(int socket) { interest_of(socket) = {.ours = true}; }

void SocketEvents::closing(int socket) { interest_of(socket) = Interest(); }

void SocketEvents::want(int socket, bool readable, bool writable) {
  Interest& interest = interest_of(socket);
  interest.wanted = (readable ? EPOLLIN : 0U) | (writable ? EPOLLOUT : 0U);
  const bool known = (interest.wanted & ~interest.registered) == 0;
  if (!known || (interest.wanted == 0 && !interest.ours)) register_with_kernel(socket, interest);
}

const std::vector<SocketEvents::Event>& SocketEvents::wait(std::chrono::nanoseconds timeout) {
  events_.clear();
  std::array<epoll_event, kBatch> batch;
  const int ready = epoll_wait(epoll_, batch.data(), kBatch, whole_milliseconds(timeout));
  for (int i = 0; i < ready; ++i) {
    const epoll_event& event = batch[static_cast<std::size_t>(i)];
    deliver(event.data.fd, event.events);
  }
  return events_;
}

void SocketEvents::wake() { eventfd_write(wake_, 1); }

bool SocketEvents::take_woken() {
  eventfd_t count = 0;
  const bool woken = woken_ && eventfd_read(wake_, &count) == 0;
  woken_ = false;
  return woken;
}

SocketEvents::Interest& SocketEvents::interest_of(int socket) {
  const auto index = static_cast<std::size_t>(socket);
  if (index >= interests_.size()) interests_.resize(index + 1);
  return interests_[index];
}

void SocketEvents::register_with_kernel(int socket, Interest& interest) {
  if (interest.wanted == interest.registered) return;
  epoll_event event{.events = interest.wanted, .data = {.fd = socket}};
  int operation = EPOLL_CTL_MOD;
  if (interest.registered == 0) operation = EPOLL_CTL_ADD;
  if (interest.wanted == 0) operation = EPOLL_CTL_DEL;
  epoll_ctl(epoll_, operation, socket, &event);
  interest.registered = interest.wanted;
}

void SocketEvents::deliver(int socket, std::uint32_t bits) {
  if (socket == wake_) {
    woken_ = true;
    return;
  }
  Interest& interest = interest_of(socket);
  const bool failed = (bits & (EPOLLERR | EPOLLHUP)) != 0;
  const bool readable = (interest.wanted & EPOLLIN) != 0 && (failed || (bits & EPOLLIN) != 0);
  const bool writable = (interest.wanted & EPOLLOUT) != 0 && (failed || (bits & EPOLLOUT) != 0);
  if (readable || writable) {
    events_.push_back({socket, readable, writable});
  } else {
    register_with_kernel(socket, interest);
  }
}

}  // namespace anchord
