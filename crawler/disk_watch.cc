#include "crawler/disk_watch.h"

#include <spdlog/spdlog.h>

namespace anchord {
namespace {

constexpr std::chrono::seconds kLookInterval{1};

std::uint64_t megabytes(std::uint64_t bytes) { return bytes >> 20U; }

}  // namespace

DiskWatch::DiskWatch(Database& db, std::uint64_t free_bytes_min, std::atomic<bool>& is_paused)
    : db_(db), free_bytes_min_(free_bytes_min), is_paused_(is_paused) {
  look(std::chrono::steady_clock::now());
}

void DiskWatch::look(std::chrono::steady_clock::time_point now) {
  if (now - looked_ < kLookInterval) return;
  looked_ = now;
  const std::uint64_t free_bytes = db_.free_bytes();
  // Also without a pause: a compaction may have met a full disk.
  if (can_write() && is_paused_.exchange(false)) {
    spdlog::warn("the crawl goes on: {} MB are free", megabytes(free_bytes));
  }
  if (free_bytes < free_bytes_min_) {
    pause(fmt::format("{} MB are free, and store.free_bytes_min is {} MB", megabytes(free_bytes),
                      megabytes(free_bytes_min_)));
  }
}

void DiskWatch::refused(const Error& error) { pause(error.message); }

bool DiskWatch::can_write() {
  return db_.free_bytes() >= free_bytes_min_ + free_bytes_min_ / 8 && db_.resume();
}

void DiskWatch::pause(const std::string& why) {
  if (is_paused_.exchange(true)) return;
  spdlog::error("disk full, the crawl pauses until there is space: {}", why);
}

}  // namespace anchord
