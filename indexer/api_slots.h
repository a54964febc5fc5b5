#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <utility>

namespace anchord {

// How many requests are worked on at a time: what bounds their memory together. Thread-safe.
class ApiSlots {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  explicit ApiSlots(int slots) : slots_(static_cast<std::size_t>(slots)) {}

  // The right to work on one request, given back when it goes.
  class Slot {
   public:
    Slot() = default;
    Slot(ApiSlots& slots, SteadyTime taken) : slots_(&slots), taken_(taken) {}
    Slot(Slot&& other) noexcept
        : slots_(std::exchange(other.slots_, nullptr)), taken_(other.taken_) {}
    Slot& operator=(Slot&&) = delete;
    ~Slot() {
      if (slots_ != nullptr) slots_->give_back(taken_);
    }
    explicit operator bool() const { return slots_ != nullptr; }

   private:
    ApiSlots* slots_ = nullptr;
    SteadyTime taken_;
  };

  // Waits for a slot; an empty one where there was none until `end`, or after stop().
  Slot take(SteadyTime end);
  // Ends all waiting, for good.
  void stop();

  // How long the request that is worked on longest has been by `now`; 0: there is none.
  std::chrono::milliseconds busy_for(SteadyTime now) const;

 private:
  void give_back(SteadyTime taken);

  const std::size_t slots_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::multiset<SteadyTime> taken_;  // when each of those in use was
  bool stopped_ = false;
};

}  // namespace anchord
