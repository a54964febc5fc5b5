#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

#include "crawler/bounded_queue.h"
#include "crawler/committer.h"
#include "crawler/config.h"
#include "crawler/disk_watch.h"
#include "crawler/settlement.h"

namespace anchord {

// From answers to the disk: parse workers, then one committer thread, with bounded queues between.
//
//   deliver() --> [deliveries] --> parse workers --> [settlements] --> committer --> one batch
class Pipeline {
 public:
  // All are borrowed and must outlive this. No visit is stored as earlier than `not_before`.
  // `on_commit` is called on the committer's thread after each commit, and at its end.
  Pipeline(Database& db, Frontier& frontier, Scope& scope, CrawlStats& stats, const Config& config,
           Time not_before, std::function<void()> on_commit);
  ~Pipeline() { stop(); }
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // Settles and commits everything that was delivered; nothing may be delivered after it.
  void stop();

  // Hands an answer in; never waits longer than has_room() being false. Thread-safe.
  void deliver(Delivery delivery);
  void deliver_host(Lease lease, std::optional<HostRecord> record, std::optional<PaceRecord> pace);

  // Has the committer stage `change` and commit it at once, and waits for that. The index then has
  // all that was staged before. Fails as that does, and with kIo once the pipeline has stopped.
  // Thread-safe.
  Status commit(Change change);

  // Whether another lease may be taken, `leased` being out already and holding `bytes`: what is
  // underway is bounded in URLs and in bytes, and on a full disk there is none. Thread-safe.
  bool has_room(std::size_t leased, std::size_t bytes) const;

  // What is on the way: answers to be parsed, pages to be stored, and the bytes of both with the
  // group being gathered. Thread-safe.
  struct Depths {
    std::size_t to_parse = 0;
    std::size_t to_commit = 0;
    std::size_t uncommitted = 0;
    std::size_t bytes = 0;
  };
  Depths depths() const;

  // The disk's failure that ended the committer, a full disk only where it was stopped; nothing is
  // committed after it. Thread-safe.
  std::optional<Error> failure() const;

 private:
  struct AwaitedChange {
    Change change;
    std::promise<Status> committed;
  };
  using Work = std::variant<Settlement, AwaitedChange>;  // for the committer

  void parse(Station& station);
  void commit_loop();
  void fail(const Error& error);
  Status commit_group(Committer& committer);
  Status take_in(Committer& committer, std::chrono::steady_clock::time_point& group_since);
  Status commit_or_wait(Committer& committer);
  Status look_at_disk();
  void hand_on(Settlement settlement);

  const Config config_;
  Database& db_;
  Frontier& frontier_;
  Scope& scope_;
  CrawlStats& stats_;
  const Time not_before_;
  const std::function<void()> on_commit_;
  DiskWatch disk_;  // the committer's

  std::atomic<std::size_t> bytes_{0};  // of bodies and links on the way
  std::atomic<std::size_t> pages_{0};  // deliveries not yet committed
  mutable std::mutex failure_mutex_;
  std::optional<Error> failure_;

  BoundedQueue<Delivery> deliveries_;
  BoundedQueue<Work> settlements_;
  std::vector<std::jthread> workers_;
  std::jthread committer_;
};

}  // namespace anchord
