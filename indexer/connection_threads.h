#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace anchord {

// A thread a connection, so many at most; further ones wait with the system, which has a bound for
// them, and not in our memory.
class ConnectionThreads {
 public:
  explicit ConnectionThreads(int threads);

  // Has a thread of its own call `connection`. Waits until one is free to. One thread.
  void serve(std::function<void()> connection);
  // Waits for all that were given to serve(). To be called once, before destruction.
  void stop();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> waiting_;
  bool ended_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace anchord
