#include "crawler/discovery.h"

#include <algorithm>

#include "crawler/revisit.h"
#include "storage/fingerprint.h"
#include "storage/format.h"

namespace anchord {
namespace {

std::uint8_t one_deeper(std::uint8_t depth) {
  return depth < UINT8_MAX ? static_cast<std::uint8_t>(depth + 1) : depth;
}

bool is_followed(const Link& link, bool follow_nofollow) {
  return link.type != LinkType::kForm && (follow_nofollow || link.rel == 0);
}

constexpr std::size_t kRisenPerBatchMax = 10'000;

// Of a URL at one depth.
std::uint64_t hash_at(std::string_view href, std::uint8_t depth) {
  return fingerprint_of(href, std::uint64_t{depth} + 1).low;
}

}  // namespace

Discovery::Discovery(const Database& db, const Scope& scope, bool follow_nofollow,
                     const TrapLimits& traps, const Config::Revisit& revisit)
    : db_(db),
      scope_(scope),
      follow_nofollow_(follow_nofollow),
      revisit_(revisit),
      trap_guard_(db, traps) {}

Status Discovery::stage_links(Batch& batch, const LinkSet& links, bool page_is_nofollow,
                              std::uint8_t depth, Time now) {
  if (page_is_nofollow && !follow_nofollow_) return Ok{};
  const std::uint8_t deeper = one_deeper(depth);
  std::vector<std::string> keys;
  link_counts_.next_page();
  for (const Link& link : links.links) {
    if (is_followed(link, follow_nofollow_)) add_key(links.target(link), deeper, keys);
  }
  return stage_unknown(batch, keys, Finding::kPage, {.depth = deeper}, now);
}

Status Discovery::stage_redirect(Batch& batch, std::string_view href, const UrlRecord& page,
                                 bool page_is_nofollow, bool is_in_scope, Time now) {
  if (page_is_nofollow && !follow_nofollow_) return Ok{};
  const auto url = Url::parse(href);
  if (!url) return Ok{};
  UrlRecord found{.depth = page.depth, .redirects = page.redirects};
  if (found.redirects < kFreeRedirectsMax) {
    ++found.redirects;
  } else {
    found.depth = one_deeper(page.depth);
  }
  std::vector<std::string> keys = {page_key(*url)};
  is_in_scope |= scope_.place_of(keys[0], found.depth).fit == Scope::Fit::kWithin;
  if (!is_in_scope) return Ok{};
  seen_.insert(hash_of(href));
  const Finding finding = page.is_sitemap ? Finding::kSitemap : Finding::kPage;
  return stage_unknown(batch, keys, finding, found, now);
}

Status Discovery::stage_listed(Batch& batch, const std::vector<SitemapEntry>& listed,
                               Finding finding, bool page_is_nofollow, std::uint8_t depth,
                               Time now) {
  if (page_is_nofollow && !follow_nofollow_) return Ok{};
  const std::uint8_t deeper = one_deeper(depth);
  std::vector<std::string> keys;
  for (const SitemapEntry& entry : listed) add_key(entry.href, deeper, keys);
  return stage_unknown(batch, keys, finding, {.depth = deeper}, now);
}

Status Discovery::stage_changed(Batch& batch, const std::vector<SitemapEntry>& listed,
                                std::string_view host, Time now) {
  for (const SitemapEntry& entry : listed) {
    if (!entry.lastmod || *entry.lastmod > now) continue;
    const auto url = Url::parse(entry.href);
    if (!url) continue;
    std::string key = page_key(*url);
    if (host_of_key(key) != host || settled_.contains(key)) continue;
    const auto bytes = db_.get(Family::kUrls, key);
    if (!bytes) return tl::unexpected(bytes.error());
    if (!*bytes) continue;
    auto record = decode_url_record(**bytes);
    if (!record) return corruption("URL record of " + entry.href);
    const auto due = due_by_lastmod(*record, *entry.lastmod, now, revisit_);
    if (!due) continue;
    record->due = *due;
    record->lastmod_led = true;
    batch.put(Family::kUrls, key, encode(*record));
    rescheduled_.push_back({std::move(key), *due});
  }
  return Ok{};
}

Status Discovery::stage_sitemaps(Batch& batch, const std::vector<SitemapEntry>& sitemaps,
                                 Time now) {
  std::vector<std::string> keys;
  for (const SitemapEntry& sitemap : sitemaps) add_key(sitemap.href, 0, keys);
  return stage_unknown(batch, keys, Finding::kSitemap, {}, now);
}

void Discovery::add_key(std::string_view href, std::uint8_t depth, std::vector<std::string>& keys) {
  const std::uint64_t hash = hash_of(href);
  count_link(hash, href);
  if (!seen_.insert(hash)) return;
  const auto url = Url::parse(href);
  if (!url) return;
  std::string key = page_key(*url);
  switch (scope_.place_of(key, depth).fit) {
    case Scope::Fit::kOutside:
      return;
    case Scope::Fit::kPattern:
      return refuse(Refusal::kTargetPattern, key, depth);
    case Scope::Fit::kTooDeep:
      return refuse(Refusal::kTargetDepth, key, depth);
    case Scope::Fit::kWithin:
      keys.push_back(std::move(key));
  }
}

void Discovery::count_link(std::uint64_t hash, std::string_view href) {
  const auto links_class = link_counts_.add(hash);
  if (!links_class || risen_.size() == kRisenPerBatchMax) return;
  if (const auto url = Url::parse(href)) risen_.push_back({page_key(*url), *links_class});
}

Status Discovery::stage_risen(Batch& batch) {
  for (Risen& risen : std::exchange(risen_, {})) {
    if (settled_.contains(risen.key) || staged_.contains(risen.key)) continue;
    if (moved_.contains(risen.key)) continue;
    const auto bytes = db_.get(Family::kUrls, risen.key);
    if (!bytes) return tl::unexpected(bytes.error());
    if (!*bytes) continue;
    auto record = decode_url_record(**bytes);
    if (!record) return corruption("URL record of " + href_of_key(risen.key));
    const bool has_risen =
        record->state == FetchState::kWaiting && record->links_class < risen.links_class;
    if (!has_risen) continue;
    batch.remove(Family::kFrontier, frontier_key(risen.key, *record));
    record->links_class = risen.links_class;
    batch.put(Family::kUrls, risen.key, encode(*record));
    std::string place = frontier_key(risen.key, *record);
    batch.put(Family::kFrontier, place, {});
    moved_.emplace(std::move(risen.key), std::move(place));
  }
  return Ok{};
}

Result<std::string> Discovery::place_of_waiting(const std::string& page_key) const {
  if (const auto it = moved_.find(page_key); it != moved_.end()) return it->second;
  const auto bytes = db_.get(Family::kUrls, page_key);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto record = *bytes ? decode_url_record(**bytes) : Result<UrlRecord>(UrlRecord{});
  if (!record) return corruption("URL record of " + href_of_key(page_key));
  return frontier_key(page_key, *record);
}

std::vector<std::string> Discovery::take_moved() {
  std::vector<std::string> places;
  for (auto& [key, place] : moved_) places.push_back(std::move(place));
  moved_.clear();
  return places;
}

Status Discovery::stage_seeds(Batch& batch, std::vector<std::string> seeds, Time now) {
  return stage_unknown(batch, seeds, Finding::kSeed, {}, now);
}

Status Discovery::stage_unknown(Batch& batch, std::vector<std::string>& keys, Finding finding,
                                UrlRecord found, Time now) {
  std::erase_if(keys, [this](const std::string& key) { return staged_.contains(key); });
  if (keys.empty()) return Ok{};
  const auto known = db_.get_many(Family::kUrls, {keys.begin(), keys.end()});
  if (!known) return tl::unexpected(known.error());
  found.is_sitemap = finding == Finding::kSitemap;
  found.last_attempt = now;
  found.due = now;
  const std::string value = encode(found);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if ((*known)[i] || staged_.contains(keys[i])) continue;
    if (finding != Finding::kSeed) {
      const auto trap = trap_guard_.judge(keys[i], found.depth, now, staged_);
      if (!trap) return tl::unexpected(trap.error());
      if (*trap) {
        refuse(**trap, keys[i], found.depth);
        continue;
      }
    }
    staged_.insert(keys[i]);
    batch.put(Family::kUrls, keys[i], value);
    found_.push_back(frontier_key(keys[i], found));
    batch.put(Family::kFrontier, found_.back(), {});
  }
  return Ok{};
}

std::vector<Frontier::Rescheduled> Discovery::take_rescheduled() {
  settled_.clear();
  return std::exchange(rescheduled_, {});
}

void Discovery::refuse(Refusal why, std::string_view page_key, std::uint8_t depth) {
  std::string href = href_of_key(page_key);
  if (why == Refusal::kDepth || why == Refusal::kTargetDepth) {
    // Nearer to a seed it may pass.
    seen_.forget(hash_of(href));
    if (!seen_.insert(hash_at(href, depth))) return;
  }
  ++refused_[static_cast<std::size_t>(why)];
  const std::string_view host = host_of_key(page_key);
  if (!hosts_refused_.insert(hash_at(host, static_cast<std::uint8_t>(why)))) return;
  first_refused_.push_back({why, std::move(href)});
}

Status Discovery::stage_refused(Batch& batch) {
  if (refused_ == refused_staged_) return Ok{};
  RefusalCounts total{};
  const auto stored = db_.get(Family::kMeta, kRefusalCountsKey);
  if (!stored) return tl::unexpected(stored.error());
  if (*stored) {
    const auto decoded = decode_refusal_counts(**stored);
    if (!decoded) return tl::unexpected(decoded.error());
    total = *decoded;
  }
  for (std::size_t i = 0; i < kRefusals; ++i) total[i] += refused_[i] - refused_staged_[i];
  batch.put(Family::kMeta, kRefusalCountsKey, encode(total));
  refused_staged_ = refused_;
  return Ok{};
}

std::vector<std::string> Discovery::take_found() {
  staged_.clear();
  return std::exchange(found_, {});
}

}  // namespace anchord
