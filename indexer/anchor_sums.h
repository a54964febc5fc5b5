#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/format.h"

namespace anchord {

// Counts summed by anchor text. Grows by appending alone, so that a report over millions of links
// costs few allocations. Not thread-safe.
class AnchorSums {
 public:
  void add(std::string_view anchor, const AnchorCounts& counts);
  // The same for an anchor of which there are no counts yet, in half the time.
  void add_new(std::string_view anchor, const AnchorCounts& counts);

  std::size_t size() const { return sums_.size(); }
  // In the order in which they first came. The view is valid until the next add().
  std::string_view anchor(std::size_t index) const {
    const Sum& sum = sums_[index];
    return std::string_view(texts_).substr(sum.begin, sum.size);
  }
  const AnchorCounts& counts(std::size_t index) const { return sums_[index].counts; }

  // What it holds in memory.
  std::size_t bytes() const;

 private:
  struct Sum {
    std::uint64_t hash;
    std::size_t begin;  // in texts_
    std::size_t size;
    AnchorCounts counts;
  };
  static constexpr std::uint32_t kNone = UINT32_MAX;

  void make_slots();

  std::string texts_;
  std::vector<Sum> sums_;
  std::size_t hashed_ = 0;  // so many have a hash, and a slot
  // Open addressing over the low bits of the hash, at most half full: indexes of sums_, or kNone.
  std::vector<std::uint32_t> slots_;
};

}  // namespace anchord
