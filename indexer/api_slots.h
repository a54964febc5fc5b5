#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace anchord {

// How many requests are worked on at a time: what bounds their memory together. Thread-safe.
class ApiSlots {
 public:
  explicit ApiSlots(int slots) : free_(slots) {}

  // The right to work on one request, given back when it goes.
  class Slot {
   public:
    Slot() = default;
    explicit Slot(ApiSlots& slots) : slots_(&slots) {}
    Slot(Slot&& other) noexcept : slots_(std::exchange(other.slots_, nullptr)) {}
    Slot& operator=(Slot&&) = delete;
    ~Slot() {
      if (slots_ != nullptr) slots_->give_back();
    }
    explicit operator bool() const { return slots_ != nullptr; }

   private:
    ApiSlots* slots_ = nullptr;
  };

  // Waits for a slot; an empty one where there was none until `end`, or after stop().
  Slot take(std::chrono::steady_clock::time_point end);
  // Ends all waiting, for good.
  void stop();

 private:
  void give_back();

  std::mutex mutex_;
  std::condition_variable changed_;
  int free_;
  bool stopped_ = false;
};

}  // namespace anchord
