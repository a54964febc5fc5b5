#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "crawler/clock.h"
#include "crawler/config.h"
#include "crawler/crawl_stats.h"
#include "crawler/frontier.h"
#include "crawler/pipeline.h"
#include "indexer/retention.h"
#include "storage/database.h"

namespace anchord {

// Goes through the index once a day and removes what is remembered no longer, a piece at a time,
// each one commit beside those of the crawl. A round that is broken off begins anew. One thread of
// its own, at work for half of the time at most.
class RetentionRounds {
 public:
  // Starts. All are borrowed and must outlive this.
  RetentionRounds(const Database& db, const Config::History& config, Frontier& frontier,
                  Pipeline& pipeline, CrawlStats& stats, const Clock& clock);
  ~RetentionRounds() { ask_to_stop(); }
  RetentionRounds(const RetentionRounds&) = delete;
  RetentionRounds& operator=(const RetentionRounds&) = delete;

  // Begins to end: after the commit it waits for.
  void ask_to_stop();

 private:
  void run();
  Result<bool> is_due(Time now) const;
  Status make_round(Time now);
  Result<Removed> remove(const RetentionPiece& piece, const RetentionLimits& limits);
  bool is_stopped_within(std::chrono::milliseconds time);

  const Database& db_;
  const Config::History config_;
  Frontier& frontier_;
  Pipeline& pipeline_;
  CrawlStats& stats_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool is_stopping_ = false;
  std::jthread thread_;
};

}  // namespace anchord
