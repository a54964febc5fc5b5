#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

// Which sockets have something to do, by epoll, for a library that says of each socket what it
// waits for and changes its mind often.
namespace anchord {

// Sockets stay known to the kernel while nobody waits for them, and are taken out only if they
// stir meanwhile, so a connection that serves many requests costs no system call for them here.
//
// One thread uses it; only wake() may be called from others. Throws std::system_error where the
// kernel gives no descriptor at construction.
class SocketEvents {
 public:
  struct Event {
    int socket = -1;
    bool readable = false;  // or at its end, or failed: reading tells which
    bool writable = false;
  };

  SocketEvents();
  ~SocketEvents();
  SocketEvents(const SocketEvents&) = delete;
  SocketEvents& operator=(const SocketEvents&) = delete;

  // `socket` is ours from open to close: it may stay registered while nothing is wanted of it.
  // Others, of which we never learn the closing, are taken out as soon as nothing is wanted.
  void opened(int socket);
  // Must be called before ours is closed: the kernel forgets it by itself, and its number may come
  // again as another socket.
  void closing(int socket);

  // What to wait for from now on; replaces what was wanted of `socket` before.
  void want(int socket, bool readable, bool writable);

  // The wanted events that have come, at most kBatch; waits at most `timeout`, rounded up to a
  // millisecond, and not at all once wake() was called. Valid until the next call.
  const std::vector<Event>& wait(std::chrono::nanoseconds timeout);

  // Ends the current or the next wait(). Thread-safe.
  void wake();
  // Whether wake() was called since this was last asked.
  bool take_woken();

 private:
  static constexpr int kBatch = 256;

  struct Interest {
    std::uint32_t wanted = 0;      // epoll bits
    std::uint32_t registered = 0;  // what the kernel knows; 0: it does not know the socket
    bool ours = false;
  };

  Interest& interest_of(int socket);
  void register_with_kernel(int socket, Interest& interest);
  void deliver(int socket, std::uint32_t bits);

  int epoll_ = -1;
  int wake_ = -1;
  bool woken_ = false;
  std::vector<Interest> interests_;  // by descriptor: these are small and dense
  std::vector<Event> events_;
};

}  // namespace anchord
