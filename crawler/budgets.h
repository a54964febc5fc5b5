#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "storage/database.h"

namespace anchord {

// How many URLs of a target or a registrable domain were asked for, those in flight included, by
// the key of its tally. What is on disk (family tallies) is read once and counted on in memory, so
// one question costs the same however many URLs there are. Remembers what is in use. Not
// thread-safe.
class Budgets {
 public:
  // `db` is borrowed and must outlive this.
  explicit Budgets(const Database& db) : db_(db) {}

  // Remembered from here on.
  Result<std::uint64_t> asked(const std::string& tally_key);
  void add(const std::string& tally_key, std::int64_t asked);

  // A host that counts on this key is in memory between the two; once there is none it is
  // forgotten. By drop() what the host had asked for must be on disk.
  Status use(const std::string& tally_key);
  void drop(const std::string& tally_key);

 private:
  struct Used {
    std::uint64_t asked = 0;
    std::size_t users = 0;
  };

  const Database& db_;
  std::unordered_map<std::string, Used> used_;
};

}  // namespace anchord
