#include "indexer/api_slots.h"

#include <algorithm>

namespace anchord {

ApiSlots::Slot ApiSlots::take(SteadyTime end) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, end, [&] { return stopped_ || taken_.size() < slots_; });
  if (stopped_ || taken_.size() >= slots_) return {};
  const SteadyTime now = std::chrono::steady_clock::now();
  taken_.insert(now);
  return {*this, now};
}

void ApiSlots::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

std::chrono::milliseconds ApiSlots::busy_for(SteadyTime now) const {
  const std::lock_guard lock(mutex_);
  if (taken_.empty()) return std::chrono::milliseconds(0);
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::max(now, *taken_.begin()) -
                                                               *taken_.begin());
}

void ApiSlots::give_back(SteadyTime taken) {
  {
    const std::lock_guard lock(mutex_);
    taken_.erase(taken_.find(taken));
  }
  changed_.notify_one();
}

}  // namespace anchord
