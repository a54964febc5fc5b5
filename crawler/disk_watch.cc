#include "crawler/disk_watch.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace anchord {
namespace {

constexpr std::chrono::seconds kLookInterval{1};

// An index that goes on first writes what it has in memory to tables, and RocksDB 7.8 waits for
// ever where these in turn find no space: so they and a compaction of them must fit.
std::uint64_t space_to_go_on(const Config::Store& config) {
  const std::uint64_t tables = 2 * std::uint64_t{config.write_buffer_bytes};
  return std::max(config.free_bytes_min + config.free_bytes_min / 8, tables);
}

std::uint64_t megabytes(std::uint64_t bytes) { return bytes >> 20U; }

}  // namespace

DiskWatch::DiskWatch(Database& db, const Config::Store& config, std::atomic<bool>& is_paused)
    : db_(db),
      free_bytes_min_(config.free_bytes_min),
      free_bytes_to_go_on_(space_to_go_on(config)),
      is_paused_(is_paused) {
  pause_if_short(db_.free_bytes());
}

Status DiskWatch::look(std::chrono::steady_clock::time_point now) {
  if (now - looked_ < kLookInterval) return Ok{};
  looked_ = now;
  const std::uint64_t free_bytes = db_.free_bytes();
  // Also without a pause: a compaction may have met a full disk.
  const auto writable = can_write();
  if (!writable) return tl::unexpected(writable.error());
  if (*writable && is_paused_.exchange(false)) {
    spdlog::warn("the crawl goes on: {} MB are free", megabytes(free_bytes));
  }
  pause_if_short(free_bytes);
  return Ok{};
}

void DiskWatch::refused(const Error& error) { pause(error.message); }

Result<bool> DiskWatch::can_write() {
  if (db_.free_bytes() < free_bytes_to_go_on_) return false;
  const Status resumed = db_.resume();
  if (resumed || resumed.error().code == ErrorCode::kDiskFull) return resumed.has_value();
  return tl::unexpected(resumed.error());
}

void DiskWatch::pause_if_short(std::uint64_t free_bytes) {
  if (free_bytes >= free_bytes_min_) return;
  pause(fmt::format("{} MB are free, and store.free_bytes_min is {} MB", megabytes(free_bytes),
                    megabytes(free_bytes_min_)));
}

void DiskWatch::pause(const std::string& why) {
  if (is_paused_.exchange(true)) return;
  spdlog::error("disk full, the crawl pauses until there is space: {}", why);
}

}  // namespace anchord
