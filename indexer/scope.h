#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indexer/robots_pattern.h"
#include "storage/crawl_policy.h"
#include "storage/database.h"
#include "storage/target.h"

namespace anchord {

// The targets that are crawled: a link within one is fetched, every other is only indexed. Kept in
// the index, so that a restart goes on with them. Not thread-safe; for reading it is.
class Scope {
 public:
  // Reads the targets that `db` holds.
  static Result<Scope> load(const Database& db);

  // Adds the target that a seed stands for, and stages it in `batch`. It takes the place of the one
  // that the same seed stood for before.
  void add(Batch& batch, const Url& seed, const TargetRecord& record);

  // One target, as its seed named it.
  struct Entry {
    std::string page;  // page key of the seed
    Target target;
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
    const Entry* entry = nullptr;  // of the target; nullptr outside. Until the next add()
  };
  // Where the URL of a page key lies that was found `depth` links from a seed. The cost does not
  // grow with the number of hosts that have targets.
  Place place_of(std::string_view page_key, std::uint8_t depth) const;

  bool empty() const { return targets_.empty(); }

  // A host that has a target and for which `is_wanted`; nullopt: there is none.
  std::optional<std::string> host_where(bool (*is_wanted)(std::string_view host)) const;

 private:
  Scope() = default;
  void remember(Entry entry);

  std::unordered_map<std::string, std::vector<Entry>> targets_;  // by labels key of their host
};

}  // namespace anchord
