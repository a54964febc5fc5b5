#include "crawler/retention_rounds.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "storage/codec.h"
#include "storage/format.h"

namespace anchord {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::hours kRoundInterval{24};
constexpr milliseconds kLook{1000};     // how late a round begins
constexpr milliseconds kRestMin{10};    // after a piece
constexpr milliseconds kRestMax{1000};  // after one that took longer, its own time

Time before(Time now, std::chrono::days kept) { return kept.count() > 0 ? now - kept : kNever; }

milliseconds since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
}

}  // namespace

RetentionRounds::RetentionRounds(const Database& db, const Config::History& config,
                                 Frontier& frontier, Pipeline& pipeline, CrawlStats& stats,
                                 const Clock& clock)
    : db_(db),
      config_(config),
      frontier_(frontier),
      pipeline_(pipeline),
      stats_(stats),
      clock_(clock),
      thread_([this] { run(); }) {}

void RetentionRounds::ask_to_stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  stop_.notify_all();
}

bool RetentionRounds::is_stopped_within(milliseconds time) {
  std::unique_lock lock(mutex_);
  return stop_.wait_for(lock, time, [this] { return is_stopping_; });
}

void RetentionRounds::run() {
  bool has_complained = false;
  do {
    const Time now = to_seconds(clock_.now());
    const auto due = is_due(now);
    Status made = due ? Status(Ok{}) : tl::unexpected(due.error());
    if (due && *due) made = make_round(now);
    if (!made && !is_stopped_within(milliseconds(0)) && !std::exchange(has_complained, true)) {
      spdlog::warn("retention: {}; tried again", made.error().message);
    }
  } while (!is_stopped_within(kLook));
}

Result<bool> RetentionRounds::is_due(Time now) const {
  const auto stored = db_.get(Family::kMeta, kRetentionKey);
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return true;
  Reader reader(**stored);
  const Time made{std::chrono::seconds(static_cast<std::int64_t>(reader.varint()))};
  return now - made >= kRoundInterval || made > now;
}

Status RetentionRounds::make_round(Time now) {
  const RetentionLimits limits{.lost_links_before = before(now, config_.keep_days),
                               .dead_pages_before = before(now, config_.dead_pages_days)};
  Removed removed;
  std::uint64_t looked_at = 0;
  RetentionPiece piece;
  do {
    const auto start = std::chrono::steady_clock::now();
    auto found = find_outdated(db_, piece.next, limits);
    if (!found) return tl::unexpected(found.error());
    piece = *std::move(found);
    looked_at += piece.looked_at;
    const auto gone = remove(piece, limits);
    if (!gone) return tl::unexpected(gone.error());
    removed.lost_links += gone->lost_links;
    removed.dead_pages += gone->dead_pages;
    if (is_stopped_within(std::clamp(since(start), kRestMin, kRestMax))) return Ok{};
  } while (!piece.next.empty());
  spdlog::info("retention: {} lost links and {} dead pages removed, of {} pages",
               removed.lost_links, removed.dead_pages, looked_at);
  return pipeline_.commit([now](Batch& batch, Discovery&) {
    std::string value;
    put_varint(value, static_cast<std::uint64_t>(now.time_since_epoch().count()));
    batch.put(Family::kMeta, kRetentionKey, value);
    return Status(Ok{});
  });
}

Result<Removed> RetentionRounds::remove(const RetentionPiece& piece,
                                        const RetentionLimits& limits) {
  Removed removed;
  if (piece.pages.empty()) return removed;
  const auto committed = pipeline_.commit([&](Batch& batch, Discovery&) -> Status {
    const auto may_change = [this](std::string_view page, const UrlRecord& url) {
      return frontier_.is_idle(std::string(page), url, clock_.now());
    };
    const auto staged = stage_removal(db_, batch, piece.pages, limits, may_change);
    if (!staged) return tl::unexpected(staged.error());
    removed = *staged;
    return Ok{};
  });
  if (!committed) return tl::unexpected(committed.error());
  stats_.lost_links_removed += removed.lost_links;
  stats_.dead_pages_removed += removed.dead_pages;
  return removed;
}

}  // namespace anchord
