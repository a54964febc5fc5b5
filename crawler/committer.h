#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "crawler/config.h"
#include "crawler/crawl_stats.h"
#include "crawler/discovery.h"
#include "crawler/frontier.h"
#include "crawler/settlement.h"
#include "crawler/tally_sums.h"
#include "indexer/history.h"

namespace anchord {

// What an operator wants changed, staged on the committer's thread.
using Change = std::function<Status(Batch& batch, Discovery& discovery)>;

// Gathers settlements into groups, and writes each group as one synced batch: pages, links, anchor
// counts, newly found URLs and what the frontier settles. One thread.
class Committer {
 public:
  // All are borrowed and must outlive this.
  Committer(Database& db, Frontier& frontier, Scope& scope, CrawlStats& stats,
            const Config& config);

  // Adds a settlement to the group.
  Status stage(Settlement settlement);

  // Adds a change to the group.
  Status stage(const Change& change) { return change(batch_, discovery_); }

  bool has_staged() const { return !batch_.empty(); }
  // Whether the group has reached its limit in pages or bytes.
  bool is_full() const;
  std::size_t staged_bytes() const { return staged_bytes_; }
  std::size_t staged_count() const { return staged_count_; }

  // Writes the group; when this returns it is on disk, and the frontier knows. After kDiskFull the
  // group is as it was, and can be committed again; nothing may be added to it.
  Status commit();

  // The first URL refused of each host for each reason, since the last call.
  std::vector<Discovery::Refused> take_first_refused() { return discovery_.take_first_refused(); }

  // What redirects of seeds led to, in words, since the last call.
  std::vector<std::string> take_seed_redirects() { return std::exchange(seed_redirects_, {}); }

 private:
  void stage_pace(std::string_view host, const PaceRecord& pace);
  Status stage_asked(const Lease& lease);
  Status stage_visit(Settlement& settlement);
  Status stage_redirect(Settlement& settlement);
  Result<bool> widen_target(const Settlement& settlement);
  Status seal();
  Status stage_news();
  void count(const Settlement& settlement);

  Database& db_;
  Frontier& frontier_;
  Scope& scope_;
  CrawlStats& stats_;
  const Config::Pipeline limits_;
  History history_;
  Discovery discovery_;
  Batch batch_;
  bool is_sealed_ = false;  // the group has its sums, and takes no more
  Frontier::News news_;     // of the batch
  TallySums tallies_;
  std::vector<std::string> seed_redirects_;
  bool has_wider_scope_ = false;  // by the batch
  std::size_t staged_bytes_ = 0;  // of settlements, as Settlement::bytes()
  std::size_t staged_count_ = 0;
};

}  // namespace anchord
