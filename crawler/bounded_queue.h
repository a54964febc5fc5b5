#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace anchord {

// A first-in first-out queue between threads that holds at most `capacity` items.
template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  // Waits for room. False, and the item is dropped, where the queue is closed.
  bool push(T item) {
    std::unique_lock lock(mutex_);
    has_room_.wait(lock, [this] { return closed_ || items_.size() < capacity_; });
    if (closed_) return false;
    items_.push_back(std::move(item));
    lock.unlock();
    has_item_.notify_one();
    return true;
  }

  // Waits for an item. Nullopt where the queue is closed and empty.
  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    has_item_.wait(lock, [this] { return closed_ || !items_.empty(); });
    return take(lock);
  }

  // Waits at most `timeout` for an item. Nullopt where none came, or the queue is closed and empty.
  std::optional<T> pop_for(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    has_item_.wait_for(lock, timeout, [this] { return closed_ || !items_.empty(); });
    return take(lock);
  }

  // Waits at most `timeout` for the queue to be closed. Whether it is.
  bool is_closed_within(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    return is_closed_.wait_for(lock, timeout, [this] { return closed_; });
  }

  // Ends every wait. What is in the queue can still be popped.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    has_item_.notify_all();
    has_room_.notify_all();
    is_closed_.notify_all();
  }

  bool is_drained() const {
    const std::lock_guard lock(mutex_);
    return closed_ && items_.empty();
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }

 private:
  std::optional<T> take(std::unique_lock<std::mutex>& lock) {
    if (items_.empty()) return std::nullopt;
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    lock.unlock();
    has_room_.notify_one();
    return item;
  }

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable has_item_;
  std::condition_variable has_room_;
  std::condition_variable is_closed_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace anchord
