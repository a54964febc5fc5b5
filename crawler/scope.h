#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "storage/database.h"
#include "storage/target.h"

namespace anchord {

// The targets that are crawled: a link within one is fetched, every other is only indexed. Kept in
// the index, so that a restart goes on with them. Not thread-safe.
class Scope {
 public:
  // Reads the targets that `db` holds.
  static Result<Scope> load(const Database& db);

  // Adds the target that a seed stands for, and stages it in `batch`.
  void add(Batch& batch, const Url& seed, TargetMode mode);

  // Whether `url` (http or https, in stored form) lies within a target. Its cost does not grow with
  // the number of hosts that have targets.
  bool covers(const Url& url) const;

  bool empty() const { return targets_.empty(); }

  // A host that has a target and is not this machine; nullopt: there is none.
  std::optional<std::string> host_elsewhere() const;

 private:
  Scope() = default;
  void remember(const Target& target);

  std::unordered_map<std::string, std::vector<Target>> targets_;  // by labels key of their host
};

}  // namespace anchord
