#include "indexer/anchor_counting.h"

#include <map>

#include "storage/domain.h"

namespace anchord {

// What stayed cancels out in the sums.
void AnchorCounting::replace(const Url& page, const LinkBlock& before, const LinkBlock& after) {
  const auto [host, is_first] = counts_.try_emplace(host_key(page));
  if (is_first) host->second.domain = labels_key(registrable_domain(page.host()));
  count(before, -1, host->second.anchors);
  count(after, +1, host->second.anchors);
}

void AnchorCounting::count(const LinkBlock& block, std::int64_t by, CountsByAnchor& counts) {
  for (std::size_t i = 0; i < block.live; ++i) {
    const Link& link = block.links.links[i];
    const std::string_view anchor = block.links.view(link.anchor);
    auto it = counts.find(anchor);
    if (it == counts.end()) it = counts.try_emplace(std::string(anchor)).first;
    (link.internal ? it->second.internal : it->second.external) += by;
  }
}

// In the order of the keys, which is the cheapest one to insert them in.
void AnchorCounting::stage(Batch& batch) {
  std::map<std::string, AnchorCounts> sums;
  for (const auto& [host, of_host] : counts_) {
    for (const auto& [anchor, counts] : of_host.anchors) {
      if (counts == AnchorCounts{}) continue;
      sums.try_emplace(anchor_key(AnchorScope::kHost, host, anchor), counts);
      AnchorCounts& sum = sums[anchor_key(AnchorScope::kDomain, of_host.domain, anchor)];
      sum.internal += counts.internal;
      sum.external += counts.external;
    }
  }
  for (const auto& [key, sum] : sums) {
    if (sum != AnchorCounts{}) batch.merge(Family::kAnchors, key, encode(sum));
  }
  counts_.clear();
}

}  // namespace anchord
