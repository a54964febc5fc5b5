#pragma once

#include <atomic>
#include <optional>
#include <thread>
#include <unordered_map>

#include "crawler/clock.h"
#include "crawler/config.h"
#include "crawler/crawl_stats.h"
#include "crawler/frontier.h"
#include "crawler/pipeline.h"
#include "crawler/transport.h"

namespace anchord {

// Asks for what the frontier leases, through the transport, as long as the pipeline has room, and
// delivers the answers. One thread of its own, which alone touches the transport.
class FetchPool {
 public:
  // All are borrowed and must outlive this. With `once` it ends when nothing is due any more.
  FetchPool(Frontier& frontier, Transport& transport, Pipeline& pipeline, const Clock& clock,
            const Config& config, CrawlStats& stats, bool once);
  ~FetchPool() { stop(); }
  FetchPool(const FetchPool&) = delete;
  FetchPool& operator=(const FetchPool&) = delete;

  // Stops leasing, waits a little for the answers that are underway, drops the rest: their URLs
  // stay waiting.
  void stop();

  // Requests underway. Thread-safe.
  std::size_t underway() const { return underway_; }

  // Whether there is nothing more to do: with `once` nothing is due, or the disk has failed.
  // Thread-safe.
  bool is_done() const { return is_done_; }

  // The index's failure that ended the leasing. To be asked after stop().
  const std::optional<Error>& failure() const { return failure_; }

 private:
  void run();
  void drain();
  // Leases as much as there is room for; returns how long to wait for answers at most.
  std::chrono::milliseconds lease_more();
  void ask(Lease lease);
  bool admit(FetchId id, std::string_view ip);
  void take_answer(Fetched fetched);
  void take_robots(Lease lease, const FetchOutcome& outcome, std::optional<PaceRecord> pace);

  Frontier& frontier_;
  Transport& transport_;
  Pipeline& pipeline_;
  const Clock& clock_;
  const Config config_;
  CrawlStats& stats_;
  const bool once_;

  std::unordered_map<FetchId, Lease> asked_;
  FetchId next_id_ = 1;
  std::atomic<std::size_t> underway_{0};
  std::optional<Error> failure_;
  std::atomic<bool> is_done_{false};
  std::atomic<bool> is_stopping_{false};
  std::jthread thread_;
};

}  // namespace anchord
