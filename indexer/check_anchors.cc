#include <algorithm>
#include <string>
#include <unordered_map>

#include "indexer/check_parts.h"
#include "storage/domain.h"
#include "storage/format.h"

namespace anchord {
namespace {

using Recount = std::unordered_map<std::string, AnchorCounts>;

std::string name_of(AnchorScope scope, std::string_view host, std::string_view anchor) {
  const std::string owner = scope == AnchorScope::kHost ? "host " : "domain ";
  return "anchors of " + owner + host_text_of_key(host) + ", \"" + std::string(anchor) + "\"";
}

std::string text_of(const AnchorCounts& counts) {
  return std::to_string(counts.internal) + " internal, " + std::to_string(counts.external) +
         " external";
}

// The owner of a page's links in either scope, as anchors keys have it.
std::string owner_of(AnchorScope scope, std::string_view page_key) {
  const std::string_view host = host_of_key(page_key);
  if (scope == AnchorScope::kHost) return std::string(host);
  const std::string text = host_text_of_key(host.substr(0, host.find(kPortSeparator)));
  return labels_key(registrable_domain(text));
}

// Counts the live links that belong to `owner`. Blocks that do not decode have been named.
Result<Recount> recount(const Database& db, AnchorScope scope, std::string_view owner) {
  Recount counts;
  const std::string begin = std::string(owner).append(1, kPathSeparator);
  const char last = scope == AnchorScope::kHost ? kPathSeparator : kLabelSeparator;
  const std::string end = std::string(owner).append(1, static_cast<char>(last + 1));
  Cursor cursor = db.scan(Family::kLinks, begin, end, false);
  for (; cursor.valid(); cursor.next()) {
    if (scope == AnchorScope::kDomain && owner_of(scope, cursor.key()) != owner) continue;
    const auto block = decode_link_block(cursor.value());
    if (!block) continue;
    for (std::size_t i = 0; i < block->live; ++i) {
      const Link& link = block->links.links[i];
      AnchorCounts& sum = counts[std::string(block->links.view(link.anchor))];
      ++(link.internal ? sum.internal : sum.external);
    }
  }
  if (auto read = cursor.status(); !read) return tl::unexpected(read.error());
  return counts;
}

// Compares the stored counts of one owner, at which `cursor` stands, with a recount; leaves the
// cursor behind them.
Status check_owner(const Database& db, Cursor& cursor, AnchorScope scope, const std::string& owner,
                   CheckReport& report) {
  auto counts = recount(db, scope, owner);
  if (!counts) return tl::unexpected(counts.error());
  for (; cursor.valid(); cursor.next()) {
    const auto key = parse_anchor_key(cursor.key());
    if (!key || key->scope != scope || key->host != owner) break;
    ++report.anchor_counts;
    const std::string name = name_of(scope, owner, key->anchor);
    const auto node = counts->extract(std::string(key->anchor));
    const auto stored = decode_anchor_counts(cursor.value());
    if (!stored) {
      report.add(name + ": " + stored.error().message);
      continue;
    }
    const AnchorCounts counted = node.empty() ? AnchorCounts{} : node.mapped();
    if (*stored != counted) {
      report.add(name + ": stored " + text_of(*stored) + "; counted " + text_of(counted));
    }
  }
  for (const auto& [anchor, counted] : *counts) {
    report.add(name_of(scope, owner, anchor) + ": not stored; counted " + text_of(counted));
  }
  return Ok{};
}

// Owners without any stored count are met on the side of the pages only.
Status check_owner_is_stored(const Database& db, AnchorScope scope, const std::string& owner,
                             CheckReport& report) {
  const std::string begin = anchor_key(scope, owner, {});
  std::string end = begin;
  end.back() = '\x01';
  const Cursor cursor = db.scan(Family::kAnchors, begin, end);
  if (!cursor.valid()) report.add(name_of(scope, owner, "") + ": none stored, but there are links");
  return cursor.status();
}

Status check_owners_of_links(const Database& db, CheckReport& report) {
  std::string host_before;
  Cursor cursor = db.scan(Family::kLinks, {}, {}, false);
  for (; cursor.valid(); cursor.next()) {
    const std::string_view host = host_of_key(cursor.key());
    if (host == host_before) continue;
    const auto block = decode_link_block(cursor.value());
    if (!block || block->live == 0) continue;
    host_before = host;
    for (const AnchorScope scope : {AnchorScope::kHost, AnchorScope::kDomain}) {
      const std::string owner = owner_of(scope, cursor.key());
      if (auto checked = check_owner_is_stored(db, scope, owner, report); !checked) return checked;
    }
  }
  return cursor.status();
}

}  // namespace

Status check_anchors(const Database& db, CheckReport& report) {
  Cursor cursor = db.scan(Family::kAnchors, {}, {}, false);
  while (cursor.valid()) {
    const auto key = parse_anchor_key(cursor.key());
    if (!key) {
      report.add("anchors: a key that does not decode");
      cursor.next();
      continue;
    }
    const AnchorScope scope = key->scope;
    const std::string owner(key->host);
    if (auto checked = check_owner(db, cursor, scope, owner, report); !checked) return checked;
  }
  if (auto read = cursor.status(); !read) return read;
  return check_owners_of_links(db, report);
}

}  // namespace anchord
