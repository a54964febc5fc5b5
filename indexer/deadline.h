#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>

#include "storage/result.h"

namespace anchord {

// When a reading is to be given up, asked by every loop whose length the index decides. A value.
class Deadline {
 public:
  // Never.
  Deadline() = default;
  // At `at`, or as soon as `stopped` is set; that is borrowed, and may be null.
  explicit Deadline(std::chrono::steady_clock::time_point at,
                    const std::atomic<bool>* stopped = nullptr)
      : at_(at), stopped_(stopped) {}

  // This one, but no later than `at`.
  Deadline earlier(std::chrono::steady_clock::time_point at) const {
    return Deadline(std::min(at, at_), stopped_);
  }

  // Fails with kLimit once it is over.
  Status check() const {
    if (stopped_ != nullptr && stopped_->load(std::memory_order_relaxed)) {
      return limit_reached("the server is stopping");
    }
    if (std::chrono::steady_clock::now() < at_) return Ok{};
    return limit_reached("the request took too long: ask for a smaller target");
  }

 private:
  std::chrono::steady_clock::time_point at_ = std::chrono::steady_clock::time_point::max();
  const std::atomic<bool>* stopped_ = nullptr;
};

}  // namespace anchord
