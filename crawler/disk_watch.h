#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "crawler/config.h"
#include "storage/database.h"

namespace anchord {

// Pauses the crawl before its disk is full, or when it is, and lets it go on once there is space
// again. Each is one line in the log. One thread; others read the flag.
class DiskWatch {
 public:
  // `db` and the flag are borrowed and must outlive this; with less than `free_bytes_min` free, and
  // until an eighth more than that is, `is_paused` is set: also at once.
  DiskWatch(Database& db, const Config::Store& config, std::atomic<bool>& is_paused);

  // Looks at the disk, where the last look is a second ago. Fails as can_write().
  Status look(std::chrono::steady_clock::time_point now);

  // A write was refused: pauses whatever the disk says it has free, until the next look.
  void refused(const Error& error);

  // Whether there is as much space as ends a pause, and the index takes writes again. Fails where
  // it will not whatever space there is.
  Result<bool> can_write();

 private:
  void pause_if_short(std::uint64_t free_bytes);
  void pause(const std::string& why);

  Database& db_;
  const std::uint64_t free_bytes_min_;
  const std::uint64_t free_bytes_to_go_on_;
  std::atomic<bool>& is_paused_;
  std::chrono::steady_clock::time_point looked_;
};

}  // namespace anchord
