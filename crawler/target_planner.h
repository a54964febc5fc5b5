#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crawler/config.h"
#include "crawler/seed_order.h"
#include "indexer/scope.h"
#include "storage/database.h"

namespace anchord {

// What a batch of orders changes.
struct TargetPlan {
  std::vector<TargetChange> changes;  // at most one a seed, which makes something different
  std::vector<std::string> seeds;     // page keys: to wait to be asked for, where not known yet
};

// Turns orders into changes of the targets that the index holds. Whoever writes targets goes
// through one: the changes of a plan must be on disk before the next plan is begun. One thread.
class TargetPlanner {
 public:
  // `db` is borrowed and must outlive this.
  TargetPlanner(const Database& db, const Config::Crawler& config) : db_(db), config_(config) {}

  // Adds an order to the plan. Returns what comes of it, in words: "added", "changed", "unchanged",
  // "removed", "paused", "resumed", with the URL, and, of a seed that the crawl has been redirected
  // from before, where that leads. Fails with kInvalidInput where it is refused:
  // another's host and no contact, or no such target. A seed given again keeps its target paused.
  Result<std::string> add(const SeedOrder& order);

  // The plan so far; a new one begins.
  TargetPlan take();

 private:
  struct Planned {
    Url seed;
    std::optional<TargetRecord> before;
    std::optional<TargetRecord> after;
    bool is_seed = false;
  };

  Result<Planned*> planned(const Url& seed);
  Result<Planned*> planned_target(const SeedOrder& order);
  Result<std::string> add_seed(const Seed& seed);
  Result<std::string> follow_redirects(const Url& seed, TargetRecord& record);

  const Database& db_;
  const Config::Crawler config_;
  // By page key: the order of the keys is the cheapest one to write them in.
  std::map<std::string, Planned> planned_;
  std::vector<std::string> redirected_to_;  // page keys that are to wait like seeds
};

}  // namespace anchord
