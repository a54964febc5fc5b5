#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "crawler/clock.h"
#include "crawler/config.h"
#include "crawler/crawl_stats.h"
#include "crawler/fetch_pool.h"
#include "crawler/frontier.h"
#include "crawler/pipeline.h"
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

  bool is_done() const { return fetch_pool_->is_done(); }
  const CrawlStats& stats() const { return stats_; }
  std::uint64_t waiting() const { return frontier_->waiting(); }

 private:
  Status commit_plan(const TargetPlan& plan, const std::string& meta_key,
                     const std::string& meta_value, Time now);

  Crawl(Scope scope, std::unique_ptr<Frontier> frontier)
      : scope_(std::move(scope)), frontier_(std::move(frontier)) {}

  CrawlStats stats_;
  Scope scope_;
  std::unique_ptr<Frontier> frontier_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<FetchPool> fetch_pool_;
  std::unique_ptr<SeedInbox> seed_inbox_;
};

}  // namespace anchord
