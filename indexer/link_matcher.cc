#include "indexer/link_matcher.h"

#include <functional>

namespace anchord {

std::size_t LinkMatcher::IdentityHash::operator()(const Identity& identity) const {
  const std::hash<std::string_view> hash;
  std::size_t sum = static_cast<std::size_t>(identity.type);
  for (const std::string_view part : {identity.target, identity.anchor, identity.alt}) {
    sum = sum * 0x9E3779B97F4A7C15ULL + hash(part);
  }
  return sum;
}

LinkMatcher::LinkMatcher(const LinkBlock& stored)
    : stored_(stored), taken_(stored.links.links.size()) {
  chain(stored.links.links.size(), true, first_, next_);
}

void LinkMatcher::chain(std::size_t count, bool with_words, First& first,
                        std::vector<std::size_t>& next) {
  const LinkSet& links = stored_.links;
  next.assign(count, kNone);
  first.reserve(count);
  for (std::size_t i = count; i-- > 0;) {
    const Link& link = links.links[i];
    Identity identity{link.type, links.target(link), {}, {}};
    if (with_words) {
      identity.anchor = links.view(link.anchor);
      identity.alt = links.view(link.alt);
    }
    const auto [it, is_new] = first.try_emplace(identity, i);
    if (is_new) continue;
    next[i] = it->second;
    it->second = i;
  }
}

std::size_t LinkMatcher::take(const LinkSet& found, const Link& link) {
  const auto it =
      first_.find({link.type, found.target(link), found.view(link.anchor), found.view(link.alt)});
  if (it == first_.end() || it->second == kNone) return kNone;
  const std::size_t index = it->second;
  it->second = next_[index];
  taken_[index] = true;
  return index;
}

void LinkMatcher::know_targets() {
  if (next_of_target_.size() == stored_.live) return;
  chain(stored_.live, false, first_of_target_, next_of_target_);
}

std::size_t LinkMatcher::take_by_target(const LinkSet& found, const Link& link) {
  know_targets();
  const auto it = first_of_target_.find({link.type, found.target(link), {}, {}});
  if (it == first_of_target_.end()) return kNone;
  while (it->second != kNone && taken_[it->second]) it->second = next_of_target_[it->second];
  const std::size_t index = it->second;
  if (index != kNone) taken_[index] = true;
  return index;
}

bool LinkMatcher::has_target(const LinkSet& found, const Link& link) {
  know_targets();
  return first_of_target_.contains({link.type, found.target(link), {}, {}});
}

}  // namespace anchord
