#include "indexer/report.h"

#include <algorithm>
#include <string>
#include <utility>

#include "indexer/anchor_sums.h"
#include "indexer/link_scan.h"
#include "storage/domain.h"
#include "storage/format.h"

namespace anchord {
namespace {

constexpr std::uint64_t kRowsBetweenChecks = 64;

// Sums as far as the limits let them grow.
class Groups {
 public:
  explicit Groups(const ReportLimits& limits) : limits_(limits) {}

  void add(std::string_view anchor, const AnchorCounts& counts) { sums_.add(anchor, counts); }
  void add_new(std::string_view anchor, const AnchorCounts& counts) {
    sums_.add_new(anchor, counts);
  }

  // To be asked for every row read.
  Status check() {
    if (sums_.bytes() > limits_.bytes_max) {
      return limit_reached(
          "more different anchors than a request may hold: ask for a smaller "
          "target, or for fewer links by where");
    }
    return rows_++ % kRowsBetweenChecks == 0 ? limits_.deadline.check() : Ok{};
  }

  const AnchorSums& sums() const { return sums_; }

 private:
  const ReportLimits& limits_;
  AnchorSums sums_;
  std::uint64_t rows_ = 0;
};

Status group_links(const Snapshot& snapshot, AnchorsQuery& query, const ReportLimits& limits,
                   Groups& groups) {
  LinkScan scan(snapshot, query.target, LinkScan::Which::kLive, limits.deadline, kReadsNothing,
                &query.where);
  while (const LinkRow* row = scan.next()) {
    if (auto within = groups.check(); !within) return within;
    const bool internal = row->link->internal;
    groups.add(row->links->view(row->link->anchor), {internal ? 1 : 0, internal ? 0 : 1});
  }
  return scan.status();
}

// Every page at or below a registrable domain belongs to it, or to a registrable domain further
// below (of a public suffix in between): rows of domains are fewer than those of hosts.
AnchorScope scope_for(const Target& target) {
  const std::string_view host = target.url().host();
  const bool is_domain =
      target.mode() == TargetMode::kSubdomains && registrable_domain(host) == host;
  return is_domain ? AnchorScope::kDomain : AnchorScope::kHost;
}

Status sum_counts(const Snapshot& snapshot, const Target& target, Groups& groups) {
  const KeyRange hosts = target.hosts();
  const std::string scope(1, static_cast<char>(scope_for(target)));
  std::string first;    // host or domain
  bool is_sole = true;  // so far there is no other, and no anchor comes twice
  Cursor cursor = snapshot.scan(Family::kAnchors, scope + hosts.begin, scope + hosts.end);
  for (; cursor.valid(); cursor.next()) {
    if (auto within = groups.check(); !within) return within;
    const auto key = parse_anchor_key(cursor.key());
    const auto counts = decode_anchor_counts(cursor.value());
    if (!key || !counts) return corruption("anchor counts of " + std::string(target.url().host()));
    if (first.empty()) first = key->host;
    is_sole = is_sole && key->host == first;
    if (is_sole) {
      groups.add_new(key->anchor, *counts);
    } else {
      groups.add(key->anchor, *counts);
    }
  }
  return cursor.status();
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

// The first rows in an order, and no more of them than are wanted.
class FirstRows {
  auto before() const {
    return [this](const AnchorGroup& a, const AnchorGroup& b) {
      return comes_before(order_by_, a, b);
    };
  }

 public:
  FirstRows(const std::vector<OrderTerm>& order_by, std::uint64_t rows_max)
      : order_by_(order_by), rows_max_(rows_max) {}

  void add(const AnchorGroup& row) {
    if (rows_.size() < rows_max_) {
      rows_.push_back(row);
      if (rows_.size() == rows_max_) std::make_heap(rows_.begin(), rows_.end(), before());
    } else if (rows_max_ > 0 && comes_before(order_by_, row, rows_.front())) {
      std::pop_heap(rows_.begin(), rows_.end(), before());
      rows_.back() = row;
      std::push_heap(rows_.begin(), rows_.end(), before());
    }
  }

  std::vector<AnchorGroup> take() {
    std::sort(rows_.begin(), rows_.end(), before());
    return std::move(rows_);
  }

 private:
  const std::vector<OrderTerm>& order_by_;
  const std::uint64_t rows_max_;
  std::vector<AnchorGroup> rows_;  // a heap, the last one first, once it is full
};

AnchorsReport answer(const AnchorSums& sums, AnchorsQuery& query) {
  AnchorsReport report;
  FirstRows first(query.order_by, query.limit + std::min(query.offset, UINT64_MAX - query.limit));
  AnchorGroup group;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const AnchorCounts& counts = sums.counts(i);
    if (counts == AnchorCounts{}) continue;
    group.anchor = sums.anchor(i);
    group.internal = counts.internal;
    group.external = counts.external;
    if (!query.having.matches(group)) continue;
    ++report.totals.groups;
    report.totals.internal += group.internal;
    report.totals.external += group.external;
    if (query.after && !comes_before(query.order_by, *query.after, group)) continue;
    first.add(group);
  }
  report.rows = first.take();
  const std::size_t offset = std::min<std::uint64_t>(query.offset, report.rows.size());
  report.rows.erase(report.rows.begin(), report.rows.begin() + static_cast<std::ptrdiff_t>(offset));
  return report;
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

Result<std::vector<const Column*>> parse_select(std::string_view text, Clause clause) {
  std::vector<const Column*> selected;
  if (text == "*") {
    for (const Column& column : columns()) {
      if (column.may_stand_in(clause)) selected.push_back(&column);
    }
    return selected;
  }
  for (const std::string_view name : split_at_commas(text)) {
    const auto column = column_in_clause(name, clause);
    if (!column) return in_clause(clause, column.error());
    if (std::find(selected.begin(), selected.end(), *column) != selected.end()) {
      return invalid_input("select: \"" + std::string(name) + "\" stands there twice");
    }
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
    if (std::any_of(order.begin(), order.end(),
                    [&](const OrderTerm& term) { return term.column == *column; })) {
      return invalid_input("order_by: \"" + std::string((*column)->name) + "\" stands there twice");
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

Result<AnchorsReport> report_anchors(const Snapshot& snapshot, AnchorsQuery query,
                                     const ReportLimits& limits) {
  Groups groups(limits);
  auto read = is_answered_by_counts(query) ? sum_counts(snapshot, query.target, groups)
                                           : group_links(snapshot, query, limits, groups);
  if (!read) return tl::unexpected(read.error());
  return answer(groups.sums(), query);
}

Result<std::vector<AnchorGroup>> linked_anchors(const Snapshot& snapshot, AnchorsQuery query,
                                                const ReportLimits& limits) {
  auto report = report_anchors(snapshot, std::move(query), limits);
  if (!report) return tl::unexpected(report.error());
  return std::move(report->rows);
}

Result<std::vector<AnchorGroup>> linked_anchors_from_links(const Snapshot& snapshot,
                                                           AnchorsQuery query,
                                                           const ReportLimits& limits) {
  Groups groups(limits);
  if (auto grouped = group_links(snapshot, query, limits, groups); !grouped) {
    return tl::unexpected(grouped.error());
  }
  return std::move(answer(groups.sums(), query).rows);
}

}  // namespace anchord
