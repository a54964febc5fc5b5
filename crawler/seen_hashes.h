#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace anchord {

// Remembers 64-bit hashes in constant memory: one in a slot, the newest wins. What it says to have
// seen it has, but for hashes that are equal, one look in 2^64. Not thread-safe.
class SeenHashes {
 public:
  explicit SeenHashes(std::size_t slots) : slots_(slots) {}

  bool contains(std::uint64_t hash) const { return slots_[hash % slots_.size()] == hash; }

  // False: it was there.
  bool insert(std::uint64_t hash) {
    std::uint64_t& slot = slots_[hash % slots_.size()];
    if (slot == hash) return false;
    slot = hash;
    return true;
  }

  void forget(std::uint64_t hash) {
    if (contains(hash)) slots_[hash % slots_.size()] = 0;
  }

  void clear() { std::fill(slots_.begin(), slots_.end(), 0); }

 private:
  std::vector<std::uint64_t> slots_;
};

}  // namespace anchord
