#include "indexer/v3_report.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "indexer/link_scan.h"
#include "storage/domain.h"
#include "storage/fingerprint.h"

namespace anchord {
namespace {

constexpr std::size_t kSumBytes = 224;  // that an anchor takes beside its bytes
constexpr std::uint64_t kRowsBetweenChecks = 64;

// Counts different things by a hash of 64 bits: among a million the odds are 1 in 10^7 that two are
// taken for one.
class DistinctCount {
 public:
  // Returns the bytes by which it grew.
  std::size_t add(std::uint64_t hash) {
    if (hashes_.size() == hashes_.capacity()) drop_repeated();
    const std::size_t before = hashes_.capacity();
    hashes_.push_back(hash);
    return (hashes_.capacity() - before) * sizeof(std::uint64_t);
  }
  std::int64_t count() {
    drop_repeated();
    return static_cast<std::int64_t>(hashes_.size());
  }

 private:
  void drop_repeated() {
    std::sort(hashes_.begin(), hashes_.end());
    hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
    // Room for as many again, so that sorting stays rare.
    hashes_.reserve(2 * hashes_.size());
  }

  std::vector<std::uint64_t> hashes_;
};

struct Sum {
  std::int64_t links = 0;
  std::int64_t dofollow = 0;
  DistinctCount pages{};
  DistinctCount domains{};
  Time first_seen = kNever;
};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};

// Sums by anchor, as far as the limits let them grow.
class Sums {
 public:
  Sums(const V3Query& query, const ReportLimits& limits) : query_(query), limits_(limits) {}

  void add(const LinkRow& row) {
    const std::string_view anchor = row.links->view(row.link->anchor);
    auto it = sums_.find(anchor);
    if (it == sums_.end()) {
      bytes_ += kSumBytes + anchor.size();
      it = sums_.emplace(std::string(anchor), Sum()).first;
    }
    Sum& sum = it->second;
    ++sum.links;
    if (!row.is_nofollow()) ++sum.dofollow;
    const std::string_view target = row.links->target(*row.link);
    if (query_.counts_pages) bytes_ += sum.pages.add(hash_of(target));
    if (query_.counts_domains) {
      bytes_ += sum.domains.add(hash_of(registrable_domain(host_of_href(target))));
    }
    const Time seen = row.dates ? row.dates->first_seen : kNever;
    if (sum.first_seen == kNever || seen < sum.first_seen) sum.first_seen = seen;
  }

  // To be asked for every row read.
  Status check() {
    if (bytes_ > limits_.bytes_max) {
      return limit_reached(
          "more different anchors and pages than a request may hold: ask for a smaller target, or "
          "for fewer links by where");
    }
    return rows_++ % kRowsBetweenChecks == 0 ? limits_.deadline.check() : Ok{};
  }

  std::vector<V3Group> take(Condition& having) {
    std::vector<V3Group> groups;
    while (!sums_.empty()) {
      auto node = sums_.extract(sums_.begin());
      V3Group group;
      group.anchor = std::move(node.key());
      group.links = node.mapped().links;
      group.dofollow = node.mapped().dofollow;
      group.pages = node.mapped().pages.count();
      group.domains = node.mapped().domains.count();
      group.first_seen = node.mapped().first_seen;
      if (having.matches(group)) groups.push_back(std::move(group));
    }
    return groups;
  }

 private:
  const V3Query& query_;
  const ReportLimits& limits_;
  std::unordered_map<std::string, Sum, TextHash, std::equal_to<>> sums_;
  std::size_t bytes_ = 0;
  std::uint64_t rows_ = 0;
};

bool comes_before(const std::vector<OrderTerm>& order_by, const V3Group& a, const V3Group& b) {
  for (const OrderTerm& term : order_by) {
    const Value value_a = term.column->of_group(a);
    const Value value_b = term.column->of_group(b);
    if (value_a != value_b) return (value_a < value_b) != term.descending;
  }
  if (order_by.empty() && a.links != b.links) return a.links > b.links;
  return a.anchor < b.anchor;
}

}  // namespace

Result<std::vector<V3Group>> v3_linked_anchors(const Snapshot& snapshot, V3Query query,
                                               const ReportLimits& limits) {
  Sums sums(query, limits);
  LinkScan scan(snapshot, query.target, LinkScan::Which::kLive, limits.deadline);
  while (const LinkRow* row = scan.next()) {
    if (auto within = sums.check(); !within) return tl::unexpected(within.error());
    if (row->link->internal == query.is_internal && query.where.matches(*row)) sums.add(*row);
  }
  if (!scan.status()) return tl::unexpected(scan.status().error());
  std::vector<V3Group> groups = sums.take(query.having);
  const std::size_t begin = std::min<std::uint64_t>(query.offset, groups.size());
  const std::size_t end = begin + std::min<std::uint64_t>(query.limit, groups.size() - begin);
  const auto at = [&](std::size_t i) { return groups.begin() + static_cast<std::ptrdiff_t>(i); };
  std::partial_sort(groups.begin(), at(end), groups.end(), [&](const V3Group& a, const V3Group& b) {
    return comes_before(query.order_by, a, b);
  });
  groups.erase(at(end), groups.end());
  groups.erase(groups.begin(), at(begin));
  return groups;
}

}  // namespace anchord
