#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "crawler/station.h"

namespace anchord {

// Ends a process that no longer comes to its end. RocksDB 7.8 may wait for ever for a flush that it
// forgot when the disk was full (Database::resume()), while a crawl stops or an index closes. What
// was committed is on disk: the next start has all of it.
class StopGuard {
 public:
  // Without progress for so long, the writes are given up; after as long again the process ends.
  // Both fit into the unit's TimeoutStopSec, 60 s.
  static constexpr std::chrono::seconds kStillMax{20};

  // Until guard() is called it does nothing.
  StopGuard() = default;
  // Ends its watch.
  ~StopGuard();
  StopGuard(const StopGuard&) = delete;
  StopGuard& operator=(const StopGuard&) = delete;

  // From here on stopping is watched. `stations` shows its progress, and is borrowed until the next
  // call; null: what is left is to end within kStillMax. `give_up` is called once from another
  // thread, if there is no progress; it may be empty.
  void guard(const Stations* stations, std::function<void()> give_up);

 private:
  void run(const std::stop_token& stop, const Stations* stations,
           const std::function<void()>& give_up);

  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;
};

}  // namespace anchord
