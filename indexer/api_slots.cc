#include "indexer/api_slots.h"

namespace anchord {

ApiSlots::Slot ApiSlots::take(std::chrono::steady_clock::time_point end) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, end, [&] { return stopped_ || free_ > 0; });
  if (stopped_ || free_ <= 0) return {};
  --free_;
  return Slot(*this);
}

void ApiSlots::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

void ApiSlots::give_back() {
  {
    const std::lock_guard lock(mutex_);
    ++free_;
  }
  changed_.notify_one();
}

}  // namespace anchord
