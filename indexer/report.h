#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "indexer/columns.h"
#include "indexer/condition.h"
#include "indexer/deadline.h"
#include "storage/database.h"
#include "storage/result.h"
#include "storage/target.h"

// The report linked_anchors: every anchor text of a target with its internal and external links.
namespace anchord {

inline constexpr std::uint64_t kReportRowsDefault = 1000;
inline constexpr std::uint64_t kReportRowsMax = 5'000'000;

struct OrderTerm {
  const Column* column;
  bool descending = false;
};

// "*" or column names with commas between them; `clause` is kSelect or kLinkSelect. Fails with
// kInvalidInput.
Result<std::vector<const Column*>> parse_select(std::string_view text,
                                                Clause clause = Clause::kSelect);
// Column names with commas between them, each followed by ":asc" (as without) or ":desc". Empty
// text is an empty order. Fails with kInvalidInput.
Result<std::vector<OrderTerm>> parse_order_by(std::string_view text);

struct AnchorsQuery {
  Target target;
  Condition where{};   // on links, before they are grouped
  Condition having{};  // on groups
  // Empty: internal and external links together, descending. Equal groups always stand in
  // ascending byte order of their anchors.
  std::vector<OrderTerm> order_by{};
  std::uint64_t limit = kReportRowsDefault;
  std::uint64_t offset = 0;
  // Only what comes after this row, which need not be there (any more). Where counts change
  // between two questions, a group whose place moves may show twice, or not at all; no other does.
  std::optional<AnchorGroup> after{};
};

struct AnchorTotals {
  std::int64_t groups = 0;
  std::int64_t internal = 0;
  std::int64_t external = 0;
  bool operator==(const AnchorTotals&) const = default;
};

struct AnchorsReport {
  std::vector<AnchorGroup> rows;
  AnchorTotals totals;  // of all groups that fulfil `where` and `having`, shown or not
};

// What a report may take.
struct ReportLimits {
  Deadline deadline{};
  // Of the target's different anchors, all of which are held at once.
  std::size_t bytes_max = std::numeric_limits<std::size_t>::max();
};

// Groups without links do not show. Reads the stored counts where they answer the query, else the
// links. Fails with kLimit past the limits.
Result<AnchorsReport> report_anchors(const Snapshot& snapshot, AnchorsQuery query,
                                     const ReportLimits& limits = {});
// Its rows alone.
Result<std::vector<AnchorGroup>> linked_anchors(const Snapshot& snapshot, AnchorsQuery query,
                                                const ReportLimits& limits = {});

// Whether the stored counts answer the query.
bool is_answered_by_counts(const AnchorsQuery& query);
// The same groups from the links, whatever the query: what the counts must agree with.
Result<std::vector<AnchorGroup>> linked_anchors_from_links(const Snapshot& snapshot,
                                                           AnchorsQuery query,
                                                           const ReportLimits& limits = {});

}  // namespace anchord
