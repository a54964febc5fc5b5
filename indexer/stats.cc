#include "indexer/stats.h"

#include <functional>
#include <string_view>

#include "storage/format.h"

namespace anchord {
namespace {

using Visitor = std::function<Status(std::string_view key, std::string_view value)>;

Status for_each(const Snapshot& snapshot, Family family, const Visitor& visit) {
  Cursor cursor = snapshot.scan(family, {}, {}, false);
  for (; cursor.valid(); cursor.next()) {
    if (auto visited = visit(cursor.key(), cursor.value()); !visited) {
      return corruption(std::string(name_of(family)) + " family: " + visited.error().message);
    }
  }
  return cursor.status();
}

Status add_url(IndexStats& stats, std::string_view bytes) {
  const auto record = decode_url_record(bytes);
  if (!record) return tl::unexpected(record.error());
  ++stats.urls[static_cast<std::size_t>(record->state)];
  return Ok{};
}

Status add_page(IndexStats& stats, std::string_view bytes) {
  const auto record = decode_page_record(bytes);
  if (!record) return tl::unexpected(record.error());
  ++stats.pages;
  stats.links_dropped += record->links_dropped;
  return Ok{};
}

Status add_links(IndexStats& stats, std::string_view bytes) {
  const auto block = decode_link_block(bytes);
  if (!block) return tl::unexpected(block.error());
  for (std::size_t i = 0; i < block->links.links.size(); ++i) {
    auto& counts = i < block->live ? stats.links_live : stats.links_lost;
    ++counts[static_cast<std::size_t>(block->links.links[i].type)];
  }
  return Ok{};
}

Status add_anchor(IndexStats& stats, std::string_view key, std::string_view bytes) {
  const auto parsed = parse_anchor_key(key);
  const auto counts = decode_anchor_counts(bytes);
  if (!parsed || !counts) return corruption("a key or value does not decode");
  if (parsed->scope == AnchorScope::kDomain && *counts != AnchorCounts{}) ++stats.anchors;
  return Ok{};
}

Result<RefusalCounts> refusal_counts(const Database& db) {
  const auto stored = db.get(Family::kMeta, kRefusalCountsKey);
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return RefusalCounts{};
  return decode_refusal_counts(**stored);
}

}  // namespace

Result<IndexStats> index_stats(const Database& db) {
  using View = std::string_view;
  IndexStats stats;
  const Snapshot now(db);
  const std::array<std::pair<Family, Visitor>, 6> walks = {{
      {Family::kUrls, [&](View, View value) { return add_url(stats, value); }},
      {Family::kPages, [&](View, View value) { return add_page(stats, value); }},
      {Family::kLinks, [&](View, View value) { return add_links(stats, value); }},
      {Family::kAnchors, [&](View key, View value) { return add_anchor(stats, key, value); }},
      {Family::kHosts,
       [&](View, View) -> Status {
         ++stats.hosts;
         return Ok{};
       }},
      {Family::kFrontier,
       [&](View, View) -> Status {
         ++stats.frontier;
         return Ok{};
       }},
  }};
  for (const auto& [family, visit] : walks) {
    if (auto walked = for_each(now, family, visit); !walked) {
      return tl::unexpected(walked.error());
    }
  }
  const auto not_followed = refusal_counts(db);
  if (!not_followed) return tl::unexpected(not_followed.error());
  stats.not_followed = *not_followed;
  for (std::size_t i = 0; i < kFamilies; ++i) {
    stats.bytes_on_disk[i] = db.table_bytes(static_cast<Family>(i));
  }
  return stats;
}

}  // namespace anchord
