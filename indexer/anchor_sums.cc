#include "indexer/anchor_sums.h"

#include <algorithm>
#include <bit>

#include "storage/fingerprint.h"

namespace anchord {
namespace {

constexpr std::size_t kSlotsMin = 1024;

}  // namespace

void AnchorSums::add(std::string_view anchor, const AnchorCounts& counts) {
  if (hashed_ < sums_.size() || slots_.size() < 2 * (sums_.size() + 1)) make_slots();
  const std::uint64_t hash = hash_of(anchor);
  std::size_t slot = hash & (slots_.size() - 1);
  while (slots_[slot] != kNone) {
    Sum& sum = sums_[slots_[slot]];
    if (sum.hash == hash && this->anchor(slots_[slot]) == anchor) {
      sum.counts.internal += counts.internal;
      sum.counts.external += counts.external;
      return;
    }
    slot = (slot + 1) & (slots_.size() - 1);
  }
  slots_[slot] = static_cast<std::uint32_t>(sums_.size());
  add_new(anchor, counts);
  sums_.back().hash = hash;
  ++hashed_;
}

void AnchorSums::add_new(std::string_view anchor, const AnchorCounts& counts) {
  sums_.push_back({0, texts_.size(), anchor.size(), counts});
  texts_ += anchor;
}

std::size_t AnchorSums::bytes() const {
  return texts_.capacity() + sums_.capacity() * sizeof(Sum) +
         slots_.capacity() * sizeof(std::uint32_t);
}

// For all there are, and as many again.
void AnchorSums::make_slots() {
  for (; hashed_ < sums_.size(); ++hashed_) sums_[hashed_].hash = hash_of(anchor(hashed_));
  slots_.assign(std::max(kSlotsMin, std::bit_ceil(4 * sums_.size())), kNone);
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    std::size_t slot = sums_[i].hash & (slots_.size() - 1);
    while (slots_[slot] != kNone) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = static_cast<std::uint32_t>(i);
  }
}

}  // namespace anchord
