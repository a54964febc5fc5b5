#include "indexer/report.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "indexer/link_scan.h"
#include "storage/domain.h"
#include "storage/format.h"

namespace anchord {
namespace {

// Looked up by view, so that only a new anchor costs an allocation.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};
using Groups = std::unordered_map<std::string, AnchorCounts, TextHash, std::equal_to<>>;

AnchorCounts& counts_of(Groups& groups, std::string_view anchor) {
  const auto it = groups.find(anchor);
  return it != groups.end() ? it->second : groups[std::string(anchor)];
}

Result<Groups> group_links(const Database& db, AnchorsQuery& query) {
  Groups groups;
  LinkScan scan(db, query.target, LinkScan::Which::kLive);
  while (const LinkRow* row = scan.next()) {
    if (!query.where.matches(*row)) continue;
    AnchorCounts& counts = counts_of(groups, row->links->view(row->link->anchor));
    ++(row->link->internal ? counts.internal : counts.external);
  }
  if (!scan.status()) return tl::unexpected(scan.status().error());
  return groups;
}

// Every page at or below a registrable domain belongs to it, or to a registrable domain further
// below (of a public suffix in between): rows of domains are fewer than those of hosts.
AnchorScope scope_for(const Target& target) {
  const std::string_view host = target.url().host();
  const bool is_domain =
      target.mode() == TargetMode::kSubdomains && registrable_domain(host) == host;
  return is_domain ? AnchorScope::kDomain : AnchorScope::kHost;
}

Result<Groups> sum_counts(const Database& db, const Target& target) {
  Groups groups;
  const KeyRange hosts = target.hosts();
  const std::string scope(1, static_cast<char>(scope_for(target)));
  Cursor cursor = db.scan(Family::kAnchors, scope + hosts.begin, scope + hosts.end, false);
  for (; cursor.valid(); cursor.next()) {
    const auto key = parse_anchor_key(cursor.key());
    const auto counts = decode_anchor_counts(cursor.value());
    if (!key || !counts) return corruption("anchor counts of " + std::string(target.url().host()));
    AnchorCounts& sum = counts_of(groups, key->anchor);
    sum.internal += counts->internal;
    sum.external += counts->external;
  }
  if (auto read = cursor.status(); !read) return tl::unexpected(read.error());
  return groups;
}

// By the columns asked for and at last by the anchor, so that no two groups are equal.
bool comes_before(const std::vector<OrderTerm>& order_by, const AnchorGroup& a,
                  const AnchorGroup& b) {
  for (const OrderTerm& term : order_by) {
    const Value value_a = term.column->of_group(a);
    const Value value_b = term.column->of_group(b);
    if (value_a != value_b) return (value_a < value_b) != term.descending;
  }
  const std::int64_t total_a = a.internal + a.external;
  const std::int64_t total_b = b.internal + b.external;
  if (order_by.empty() && total_a != total_b) return total_a > total_b;
  return a.anchor < b.anchor;
}

std::vector<AnchorGroup> answer(Groups groups, AnchorsQuery& query) {
  std::vector<AnchorGroup> rows;
  for (auto it = groups.begin(); it != groups.end();) {
    auto node = groups.extract(it++);
    AnchorGroup group{std::move(node.key()), node.mapped().internal, node.mapped().external};
    if (group.internal == 0 && group.external == 0) continue;
    if (query.having.matches(group)) rows.push_back(std::move(group));
  }
  const std::size_t offset = std::min<std::uint64_t>(query.offset, rows.size());
  const std::size_t end = offset + std::min<std::uint64_t>(query.limit, rows.size() - offset);
  const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(end);
  std::partial_sort(rows.begin(), middle, rows.end(),
                    [&](const AnchorGroup& a, const AnchorGroup& b) {
                      return comes_before(query.order_by, a, b);
                    });
  rows.erase(middle, rows.end());
  rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(offset));
  return rows;
}

// The parts of `text` between commas, spaces around them taken off.
std::vector<std::string_view> split_at_commas(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    parts.push_back(part);
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

tl::unexpected<Error> in_clause(Clause clause, const Error& error) {
  return invalid_input(std::string(name_of(clause)) + ": " + error.message);
}

}  // namespace

Result<std::vector<const Column*>> parse_select(std::string_view text) {
  std::vector<const Column*> selected;
  if (text == "*") {
    for (const Column& column : columns()) {
      if (column.may_stand_in(Clause::kSelect)) selected.push_back(&column);
    }
    return selected;
  }
  for (const std::string_view name : split_at_commas(text)) {
    const auto column = column_in_clause(name, Clause::kSelect);
    if (!column) return in_clause(Clause::kSelect, column.error());
    selected.push_back(*column);
  }
  return selected;
}

Result<std::vector<OrderTerm>> parse_order_by(std::string_view text) {
  std::vector<OrderTerm> order;
  if (text.empty()) return order;
  for (const std::string_view part : split_at_commas(text)) {
    const std::size_t colon = part.find(':');
    const auto column = column_in_clause(part.substr(0, colon), Clause::kOrderBy);
    if (!column) return in_clause(Clause::kOrderBy, column.error());
    const std::string_view way = colon == std::string_view::npos ? "asc" : part.substr(colon + 1);
    if (way != "asc" && way != "desc") {
      return invalid_input("order_by: \"" + std::string(part) + "\": want :asc or :desc");
    }
    order.push_back({*column, way == "desc"});
  }
  return order;
}

bool is_answered_by_counts(const AnchorsQuery& query) {
  const TargetMode mode = query.target.mode();
  return query.where.empty() && query.target.is_whole_range() &&
         (mode == TargetMode::kDomain || mode == TargetMode::kSubdomains);
}

Result<std::vector<AnchorGroup>> linked_anchors(const Database& db, AnchorsQuery query) {
  if (!is_answered_by_counts(query)) return linked_anchors_from_links(db, std::move(query));
  auto groups = sum_counts(db, query.target);
  if (!groups) return tl::unexpected(groups.error());
  return answer(std::move(*groups), query);
}

Result<std::vector<AnchorGroup>> linked_anchors_from_links(const Database& db, AnchorsQuery query) {
  auto groups = group_links(db, query);
  if (!groups) return tl::unexpected(groups.error());
  return answer(std::move(*groups), query);
}

}  // namespace anchord
