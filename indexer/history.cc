#include "indexer/history.h"

#include <algorithm>
#include <map>
#include <vector>

#include "storage/domain.h"

namespace anchord {
namespace {

// What makes a link the same link on another visit.
struct Identity {
  LinkType type;
  std::string_view target;
  std::string_view anchor;
  std::string_view alt;
  bool operator==(const Identity&) const = default;
};

struct IdentityHash {
  std::size_t operator()(const Identity& identity) const {
    const std::hash<std::string_view> hash;
    std::size_t sum = static_cast<std::size_t>(identity.type);
    for (const std::string_view part : {identity.target, identity.anchor, identity.alt}) {
      sum = sum * 0x9E3779B97F4A7C15ULL + hash(part);
    }
    return sum;
  }
};

Identity identity_of(const LinkSet& links, const Link& link) {
  return {link.type, links.target(link), links.view(link.anchor), links.view(link.alt)};
}

// Finds the n-th link of an identity among those stored: live ones first, then lost ones.
class Matcher {
 public:
  explicit Matcher(const LinkBlock& stored) : links_(stored.links) {
    const std::vector<Link>& links = links_.links;
    next_same_.assign(links.size(), kNone);
    first_.reserve(links.size());
    for (std::size_t i = links.size(); i-- > 0;) {
      const auto [it, is_new] = first_.try_emplace(identity_of(links_, links[i]), i);
      if (is_new) continue;
      next_same_[i] = it->second;
      it->second = i;
    }
  }

  std::optional<std::size_t> take(const LinkSet& found, const Link& link) {
    const auto it = first_.find(identity_of(found, link));
    if (it == first_.end() || it->second == kNone) return std::nullopt;
    const std::size_t index = it->second;
    it->second = next_same_[index];
    return index;
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  const LinkSet& links_;
  std::unordered_map<Identity, std::size_t, IdentityHash> first_;
  std::vector<std::size_t> next_same_;
};

std::uint32_t copy_attributes(const LinkSet& from, const Link& link, LinkSet& to) {
  if (link.attributes == 0) return 0;
  LinkAttributes attributes = from.attributes(link);
  for (Span LinkAttributes::*which : kLinkAttributes) {
    Span& span = attributes.*which;
    span = span.size == 0 ? Span{} : to.add_text(from.view(span));
  }
  return to.add_attributes(attributes);
}

// Where the last of a link's texts ends.
std::size_t end_of_texts(const LinkSet& links, const Link& link) {
  const LinkAttributes attributes = links.attributes(link);
  std::size_t end = 0;
  for (const Span& span :
       {link.text_pre, link.anchor, link.text_post, link.alt, attributes.aria_label,
        attributes.title, attributes.hreflang, attributes.media_type}) {
    if (span.size > 0) end = std::max<std::size_t>(end, span.begin + span.size);
  }
  return end;
}

// Appends the links of `before` that `taken` has not, as lost ones.
void keep_lost_links(LinkBlock& block, const LinkBlock& before, const std::vector<bool>& taken,
                     const UrlRecord& page, Time forget_before) {
  std::vector<std::pair<std::size_t, LinkHistory>> lost;
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (taken[i]) continue;
    const LinkDates dates = dates_of(before, i, page);
    if (dates.last_visited < forget_before) continue;
    lost.emplace_back(i, LinkHistory{.first_seen = dates.first_seen,
                                     .last_seen = dates.last_visited,
                                     .prev_seen = dates.prev_visited});
  }
  if (lost.size() > kLostLinksPerPageMax) {
    std::stable_sort(lost.begin(), lost.end(), [](const auto& a, const auto& b) {
      return a.second.last_seen > b.second.last_seen;
    });
    lost.resize(kLostLinksPerPageMax);
  }
  const LinkSet& old = before.links;
  LinkSet& links = block.links;
  for (const auto& [index, history] : lost) {
    Link link = old.links[index];
    link.target = links.add_target(old.target(link));
    for (Span* span : {&link.text_pre, &link.anchor, &link.text_post, &link.alt}) {
      *span = span->size == 0 ? Span{} : links.add_text(old.view(*span));
    }
    link.attributes = copy_attributes(old, old.links[index], links);
    links.links.push_back(link);
    block.histories.push_back(history);
  }
}

}  // namespace

UrlRecord visited(const UrlRecord& before, Time at, int http_status) {
  UrlRecord after = before;
  at = std::max(at, before.last_visited + std::chrono::seconds(1));
  after.state = FetchState::kVisited;
  after.http_status = static_cast<std::uint16_t>(http_status);
  after.failures = 0;
  after.last_attempt = at;
  after.prev_visited = before.last_visited;
  after.last_visited = at;
  if (before.first_visited == kNever) after.first_visited = at;
  return after;
}

LinkBlock merge_links(const LinkBlock& before, LinkSet found, const UrlRecord& page, Time at,
                      Time forget_before) {
  LinkBlock block;
  block.live = found.links.size();
  block.histories.reserve(found.links.size());
  Matcher matcher(before);
  std::vector<bool> taken(before.links.links.size());
  for (const Link& link : found.links) {
    const auto index = matcher.take(found, link);
    if (!index) {
      block.histories.push_back({.first_seen = at});
      continue;
    }
    taken[*index] = true;
    LinkHistory history = before.histories[*index];
    if (*index >= before.live) {
      history.returned = at;
      history.prev_seen = kNever;
    }
    block.histories.push_back(history);
  }
  block.links = std::move(found);
  keep_lost_links(block, before, taken, page, forget_before);
  return block;
}

LinkBlock without_lost(const LinkBlock& before, Time forget_before, const UrlRecord& page) {
  const LinkSet& old = before.links;
  LinkBlock block;
  block.live = before.live;
  std::size_t text_end = 0;
  std::uint32_t targets = 0;
  for (std::size_t i = 0; i < before.live; ++i) {
    const Link& link = old.links[i];
    targets = std::max(targets, link.target + 1);
    text_end = std::max(text_end, end_of_texts(old, link));
  }
  block.links.text = old.text.substr(0, text_end);
  for (std::uint32_t i = 0; i < targets; ++i) block.links.add_target(old.target(i));
  for (std::size_t i = 0; i < before.live; ++i) {
    Link link = old.links[i];
    if (link.attributes != 0) link.attributes = block.links.add_attributes(old.attributes(link));
    block.links.links.push_back(link);
    block.histories.push_back(before.histories[i]);
  }
  std::vector<bool> taken(old.links.size());
  std::fill_n(taken.begin(), before.live, true);
  keep_lost_links(block, before, taken, page, forget_before);
  return block;
}

Result<LinkBlock> History::stored_links(std::string_view key) const {
  const auto bytes = db_.get(Family::kLinks, key);
  if (!bytes) return tl::unexpected(bytes.error());
  if (!*bytes) return LinkBlock{};
  auto block = decode_link_block(**bytes);
  if (!block) return corruption("links of " + href_of_key(key) + ": " + block.error().message);
  return block;
}

Status History::stage_visit(Batch& batch, Visit visit, const UrlRecord& after) {
  const bool first = !visit.page_before;
  if (first || visit.page.link_set != visit.page_before->link_set) {
    if (auto staged = stage_links(batch, visit, std::move(visit.links), after.last_visited);
        !staged) {
      return staged;
    }
  }
  if (first || visit.page != *visit.page_before) {
    batch.put(Family::kPages, visit.key, encode(visit.page));
  }
  stage_attempt(batch, visit.key, after);
  return Ok{};
}

Status History::stage_gone(Batch& batch, const Visit& visit, const UrlRecord& after) {
  const bool has_links = visit.page_before && visit.page_before->link_set != Fingerprint{};
  if (has_links) {
    if (auto staged = stage_links(batch, visit, LinkSet{}, visit.at); !staged) return staged;
    PageRecord page = *visit.page_before;
    page.http_status = static_cast<std::uint16_t>(visit.http_status);
    page.content = {};
    page.link_set = {};
    page.etag.clear();
    page.last_modified.clear();
    batch.put(Family::kPages, visit.key, encode(page));
  }
  stage_attempt(batch, visit.key, after);
  return Ok{};
}

void History::stage_attempt(Batch& batch, std::string_view key, const UrlRecord& after) {
  batch.put(Family::kUrls, key, encode(after));
}

Status History::stage_links(Batch& batch, const Visit& visit, LinkSet found, Time at) {
  LinkBlock before;
  if (visit.page_before) {
    auto stored = stored_links(visit.key);
    if (!stored) return tl::unexpected(stored.error());
    before = std::move(*stored);
  }
  const LinkBlock after =
      merge_links(before, std::move(found), visit.before, at, at - options_.keep_lost);
  count_changes(visit.url, before, after, at);
  if (!after.links.links.empty()) {
    batch.put(Family::kLinks, visit.key, encode(after));
  } else if (!before.links.links.empty()) {
    batch.remove(Family::kLinks, visit.key);
  }
  return Ok{};
}

// Takes all live links before away and adds all after: what stayed cancels out in the sums.
void History::count_changes(const Url& page, const LinkBlock& before, const LinkBlock& after,
                            Time at) {
  const auto [host, is_first] = counts_.try_emplace(host_key(page));
  if (is_first) host->second.domain = labels_key(registrable_domain(page.host()));
  CountsByAnchor& counts = host->second.anchors;
  for (std::size_t i = 0; i < before.live; ++i) {
    count(before.links, before.links.links[i], -1, counts);
  }
  for (std::size_t i = 0; i < after.live; ++i) count(after.links, after.links.links[i], +1, counts);
  const auto is_new = [at](const LinkHistory& link) {
    return link.first_seen == at || link.returned == at;
  };
  const auto live_end = after.histories.begin() + static_cast<std::ptrdiff_t>(after.live);
  const auto added =
      static_cast<std::uint64_t>(std::count_if(after.histories.begin(), live_end, is_new));
  totals_.links_new += added;
  totals_.links_lost += before.live + added - after.live;
}

void History::count(const LinkSet& links, const Link& link, std::int64_t by,
                    CountsByAnchor& counts) {
  const std::string_view anchor = links.view(link.anchor);
  auto it = counts.find(anchor);
  if (it == counts.end()) it = counts.try_emplace(std::string(anchor)).first;
  (link.internal ? it->second.internal : it->second.external) += by;
}

// In the order of the keys, which is the cheapest one to insert them in.
void History::stage_anchor_counts(Batch& batch) {
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
