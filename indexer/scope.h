#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indexer/robots_pattern.h"
#include "storage/crawl_policy.h"
#include "storage/database.h"
#include "storage/target.h"

namespace anchord {

// What a seed stands for is another thing than before.
struct TargetChange {
  Url seed;
  std::optional<TargetRecord> before;  // nullopt: it was no target
  std::optional<TargetRecord> after;   // nullopt: it is none any more
};

// The targets that are crawled: a link within one is fetched, every other is only indexed. Kept in
// the index, so that a restart goes on with them.
//
// In memory, seeds that stand for the same are one entry, and those of mode `exact` are a number
// for each host: they are looked up in the index. Thread-safe.
class Scope {
 public:
  // Reads the targets that `db` holds, which is borrowed and must outlive this.
  static Result<Scope> load(const Database& db);

  // Stages a change in `batch`. It counts at once, for `exact` targets once the batch is written.
  // Returns whether it changes what is in scope: one more seed that stands for the same does not.
  bool change(Batch& batch, const TargetChange& change);

  // Adds the target that a seed stands for, in place of the one that the same seed stood for: as
  // the index, not the batch, has it.
  Status add(Batch& batch, const Url& seed, const TargetRecord& record);

  // One target, as its seed named it: the first of several that stand for the same.
  struct Entry {
    std::string page;             // page key of the seed
    std::vector<Target> targets;  // around the seed, then of the hosts that a redirect added
    TargetRecord record;
    std::vector<RobotsPattern> include;
    std::vector<RobotsPattern> exclude;
  };
  // Where a URL lies. From worse to better: the best of all targets counts.
  enum class Fit : std::uint8_t {
    kOutside,
    kPattern,  // left out by the target's patterns
    kTooDeep,  // below the target's max_depth
    kWithin,
  };
  struct Place {
    Fit fit = Fit::kOutside;
    // Of the target; null outside. Shared with the scope, which may lose it meanwhile.
    std::shared_ptr<const Entry> entry;
  };
  // Where the URL of a page key lies that was found `depth` links from a seed. The cost does not
  // grow with the number of hosts that have targets, nor with that of `exact` targets. An index
  // that cannot be read has none of the latter: the next commit fails by itself.
  Place place_of(std::string_view page_key, std::uint8_t depth) const;

  // What the targets that a host (host key) has pages in ask of it together; of a host's `exact`
  // ones the first 1,000 are looked at.
  struct HostTerms {
    std::optional<std::chrono::milliseconds> delay;  // the longest that one names
    std::uint8_t priority = kPriorityDefault;        // the highest
    bool has_target = false;
    std::shared_ptr<const Entry> sole;  // all its pages lie in this one alone; null: in none so
  };
  HostTerms terms_of(std::string_view host_key) const;

  // What a seed stands for with this record: as Entry::targets.
  static std::vector<Target> targets_of(const Url& seed, const TargetRecord& record);
  // Where the URL of a page key, found at that depth, lies in this target alone.
  static Fit fit_of(const Url& seed, const TargetRecord& record, std::string_view page_key,
                    std::uint8_t depth);

  bool empty() const;

  // A host that has a target and for which `is_wanted`; nullopt: there is none.
  std::optional<std::string> host_where(bool (*is_wanted)(std::string_view host)) const;

 private:
  struct Shared {
    std::shared_ptr<const Entry> entry;
    std::size_t seeds = 0;  // that stand for it
  };
  struct OfHost {
    std::vector<Shared> wide;     // of every mode but `exact`
    std::size_t exact_count = 0;  // in the index
  };

  explicit Scope(const Database& db) : db_(&db), mutex_(std::make_unique<std::shared_mutex>()) {}
  // Both return whether that changes what is in scope.
  bool remember(const Url& seed, const TargetRecord& record);
  bool forget(const Url& seed, const TargetRecord& record);
  static std::vector<Shared>::iterator find(std::vector<Shared>& wide, const Entry& entry);
  static void add_wide_terms(const std::shared_ptr<const Entry>& entry, const KeyRange& pages,
                             HostTerms& terms);
  void add_exact_terms(std::string_view host_key, HostTerms& terms) const;
  void look_up_exact(std::string_view page_key, std::string_view path, std::uint8_t depth,
                     Place& best) const;

  const Database* db_;
  std::unique_ptr<std::shared_mutex> mutex_;
  std::unordered_map<std::string, OfHost> targets_;  // by labels key of their host
};

}  // namespace anchord
