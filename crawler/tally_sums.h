#pragma once

#include <map>
#include <string>
#include <string_view>

#include "storage/database.h"
#include "storage/format.h"

namespace anchord {

// Sums what a batch changes of the tallies, so that each is one merge a batch. Not thread-safe.
class TallySums {
 public:
  // `name`: as of tally_key().
  void add(TallyScope scope, std::string_view name, const Tally& change) {
    Tally& sum = sums_[tally_key(scope, name)];
    sum.asked += change.asked;
    sum.waiting += change.waiting;
  }

  // Stages the sums, and begins anew.
  void stage(Batch& batch) {
    for (const auto& [key, sum] : sums_) batch.merge(Family::kTallies, key, encode(sum));
    sums_.clear();
  }

 private:
  std::map<std::string, Tally> sums_;  // by tally key
};

}  // namespace anchord
