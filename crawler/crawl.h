#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "crawler/clock.h"
#include "crawler/config.h"
#include "crawler/crawl_reading.h"
#include "crawler/crawl_stats.h"
#include "crawler/fetch_pool.h"
#include "crawler/frontier.h"
#include "crawler/pipeline.h"
#include "crawler/retention_rounds.h"
#include "crawler/seed_inbox.h"
#include "crawler/seeds.h"
#include "indexer/scope.h"
#include "storage/database.h"

namespace anchord {

struct CrawlPlan {
  std::vector<Seed> seeds;  // added to the targets that the index has
  bool once = false;
  bool recrawl = false;
  std::optional<std::filesystem::path> drop_dir;  // watched for files of seeds
};

// A running crawl: construction order is data order, destruction its reverse, so that what was
// answered is parsed and what was parsed is on disk before the index closes.
class Crawl {
 public:
  // Plants the seeds and starts. All are borrowed and must outlive this. Fails with kInvalidInput
  // where there is neither a seed nor a known target nor a directory to drop seeds into, and where
  // a target is not on this machine and nobody is named as its crawler's contact.
  static Result<std::unique_ptr<Crawl>> start(Database& db, Transport& transport,
                                              const Clock& clock, const Config& config,
                                              const CrawlPlan& plan);

  // Stops leasing, drains, commits. Fails where the index could not be read or written.
  Status stop();

  // Has a commit that does not return fail, and the crawl be done by that failure. Thread-safe.
  void give_up() { db_.give_up_writes(); }

  bool is_done() const { return fetch_pool_->is_done(); }
  const CrawlStats& stats() const { return stats_; }
  std::uint64_t waiting() const { return frontier_->waiting(); }

  // Whether the index had been crawled by an earlier run.
  bool ran_before() const { return ran_before_; }

  // What there is to tell of it at `now`, without its process; each host is shown to `visit`, where
  // there is one. Thread-safe, until stop().
  CrawlReading read(Instant now, const HostVisitor& visit = nullptr) const;

  // Settings that hold from now on. Thread-safe.
  void set_pace(const PaceOptions& pace) { frontier_->set_pace(pace); }

 private:
  Status commit_plan(const TargetPlan& plan, const std::string& meta_key,
                     const std::string& meta_value, Time now);

  Crawl(Database& db, Scope scope) : db_(db), scope_(std::move(scope)) {}

  Database& db_;
  bool ran_before_ = false;
  CrawlStats stats_;
  Scope scope_;
  std::unique_ptr<Frontier> frontier_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<FetchPool> fetch_pool_;
  std::unique_ptr<RetentionRounds> retention_;  // of a daemon
  std::unique_ptr<SeedInbox> seed_inbox_;
};

}  // namespace anchord
