#include "indexer/connection_threads.h"

#include <utility>

namespace anchord {

ConnectionThreads::ConnectionThreads(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

void ConnectionThreads::serve(std::function<void()> connection) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ == nullptr; });
    waiting_ = std::move(connection);
  }
  changed_.notify_all();
}

void ConnectionThreads::stop() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ConnectionThreads::run() {
  while (true) {
    std::function<void()> connection;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return waiting_ != nullptr || ended_; });
      if (waiting_ == nullptr) return;
      connection = std::exchange(waiting_, nullptr);
    }
    changed_.notify_all();
    connection();
  }
}

}  // namespace anchord
