#include "crawler/trap_guard.h"

#include <algorithm>

#include "indexer/session_id.h"
#include "indexer/trap_rules.h"
#include "indexer/url_template.h"
#include "storage/fingerprint.h"
#include "storage/format.h"

namespace anchord {
namespace {

std::uint64_t template_hash(std::string_view host_key, std::string_view path) {
  return fingerprint_of(template_of(path), hash_of(host_key)).low;
}

// `page_key` with `path` for its path and query.
std::string with_path(std::string_view page_key, std::string_view path) {
  std::string key(host_of_key(page_key));
  key.append(1, kPathSeparator).append(path);
  return key.append(page_key.substr(page_key.size() - 2));
}

}  // namespace

std::array<std::size_t, 2> TemplateCounts::slots_of(std::uint64_t hash) {
  return {static_cast<std::uint32_t>(hash) % kTemplateSlots, (hash >> 32U) % kTemplateSlots};
}

std::uint32_t TemplateCounts::of(std::uint64_t hash) const {
  const auto slots = slots_of(hash);
  return std::min(rows_[0][slots[0]], rows_[1][slots[1]]);
}

// Raising the lower count alone keeps both no lower than the truth.
void TemplateCounts::add(std::uint64_t hash) {
  const std::uint32_t count = of(hash) + 1;
  if (count == 0) return;
  const auto slots = slots_of(hash);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    rows_[i][slots[i]] = std::max(rows_[i][slots[i]], count);
  }
}

Result<std::optional<Refusal>> TrapGuard::judge(std::string_view page_key, std::uint8_t depth,
                                                Time now,
                                                const std::unordered_set<std::string>& staged) {
  const std::string_view path = path_of_key(page_key);
  const std::string_view host = host_of_key(page_key);
  if (const auto trap = trap_of(path, depth, limits_, now)) return trap;
  if (auto met = meet_host(host); !met) return tl::unexpected(met.error());
  const auto bare = without_session(path);
  if (bare) {
    const auto known = is_known_without_session(page_key, *bare, staged);
    if (!known) return tl::unexpected(known.error());
    if (*known) return Refusal::kSession;
  }
  const std::uint64_t form = template_hash(host, path);
  if (counts_.of(form) >= limits_.template_urls_max) return Refusal::kTemplate;
  counts_.add(form);
  if (bare) sessions_.insert(hash_of(with_path(page_key, *bare)));
  return std::nullopt;
}

Result<bool> TrapGuard::is_known_without_session(
    std::string_view page_key, std::string_view path,
    const std::unordered_set<std::string>& staged) const {
  const std::string bare_key = with_path(page_key, path);
  if (sessions_.contains(hash_of(bare_key)) || staged.contains(bare_key)) return true;
  const auto known = db_.get(Family::kUrls, bare_key);
  if (!known) return tl::unexpected(known.error());
  return known->has_value();
}

Status TrapGuard::meet_host(std::string_view host_key) {
  const std::size_t bit = hash_of(host_key) % hosts_met_.size();
  if (hosts_met_[bit]) return Ok{};
  hosts_met_[bit] = true;
  const KeyRange pages = pages_of_host(host_key);
  Cursor cursor = db_.scan(Family::kUrls, pages.begin, pages.end, false);
  for (std::size_t i = 0; cursor.valid() && i < kUrlsRecountedMax; ++i, cursor.next()) {
    const std::string_view path = path_of_key(cursor.key());
    counts_.add(template_hash(host_key, path));
    const auto bare = without_session(path);
    if (bare) sessions_.insert(hash_of(with_path(cursor.key(), *bare)));
  }
  return cursor.status();
}

}  // namespace anchord
