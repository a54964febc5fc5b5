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

}  // namespace

Discovery::Discovery(const Database& db, const Scope& scope, bool follow_nofollow,
                     Config::Revisit revisit)
    : db_(db), scope_(scope), follow_nofollow_(follow_nofollow), revisit_(revisit) {}

bool Discovery::SeenUrls::insert(std::string_view href) {
  const std::uint64_t hash = fingerprint_of(href).low;
  std::uint64_t& slot = slots_[hash % slots_.size()];
  if (slot == hash) return false;
  slot = hash;
  return true;
}

Status Discovery::stage_links(Batch& batch, const LinkSet& links, bool page_is_nofollow,
                              std::uint8_t depth, Time now) {
  if (page_is_nofollow && !follow_nofollow_) return Ok{};
  std::vector<std::string> keys;
  for (const Link& link : links.links) {
    if (is_followed(link, follow_nofollow_)) add_key(links.target(link), keys);
  }
  return stage_unknown(batch, keys, one_deeper(depth), now);
}

Status Discovery::stage_listed(Batch& batch, const std::vector<SitemapEntry>& listed,
                               bool page_is_nofollow, std::uint8_t depth, Time now) {
  if (page_is_nofollow && !follow_nofollow_) return Ok{};
  std::vector<std::string> keys;
  for (const SitemapEntry& entry : listed) add_key(entry.href, keys);
  return stage_unknown(batch, keys, one_deeper(depth), now);
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
  for (const SitemapEntry& sitemap : sitemaps) add_key(sitemap.href, keys);
  return stage_unknown(batch, keys, 0, now);
}

void Discovery::add_key(std::string_view href, std::vector<std::string>& keys) {
  if (!seen_.insert(href)) return;
  const auto url = Url::parse(href);
  if (url && scope_.covers(*url)) keys.push_back(page_key(*url));
}

Status Discovery::stage_seed(Batch& batch, const Url& url, Time now) {
  std::vector<std::string> keys = {page_key(url)};
  return stage_unknown(batch, keys, 0, now);
}

Status Discovery::stage_unknown(Batch& batch, std::vector<std::string>& keys, std::uint8_t depth,
                                Time now) {
  std::erase_if(keys, [this](const std::string& key) { return staged_.contains(key); });
  if (keys.empty()) return Ok{};
  const auto known = db_.get_many(Family::kUrls, {keys.begin(), keys.end()});
  if (!known) return tl::unexpected(known.error());
  UrlRecord record;
  record.depth = depth;
  record.last_attempt = now;
  record.due = now;
  const std::string value = encode(record);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if ((*known)[i] || !staged_.insert(keys[i]).second) continue;
    batch.put(Family::kUrls, keys[i], value);
    found_.push_back(frontier_key(keys[i], depth, now));
    batch.put(Family::kFrontier, found_.back(), {});
  }
  return Ok{};
}

std::vector<Frontier::Rescheduled> Discovery::take_rescheduled() {
  settled_.clear();
  return std::exchange(rescheduled_, {});
}

std::vector<std::string> Discovery::take_found() {
  staged_.clear();
  return std::exchange(found_, {});
}

}  // namespace anchord
