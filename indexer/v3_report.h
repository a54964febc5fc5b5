#pragma once

#include <vector>

#include "indexer/condition.h"
#include "indexer/report.h"
#include "indexer/v3_columns.h"
#include "storage/database.h"
#include "storage/target.h"

namespace anchord {

struct V3Query {
  Target target;
  bool is_internal = false;           // internal links instead of external ones
  Condition where{};                  // on links
  Condition having{};                 // on groups
  std::vector<OrderTerm> order_by{};  // of columns of v3_columns.h; else links_from_target down
  std::uint64_t limit = kReportRowsDefault;
  std::uint64_t offset = 0;
  bool counts_pages = true;    // else linked_pages is not counted, which takes the most memory ...
  bool counts_domains = true;  // ... nor linked_domains
};

// The anchors of a target's external, or internal, links; equal ones stand in byte order of their
// anchors. Always from the links. Fails with kLimit past the limits.
Result<std::vector<V3Group>> v3_linked_anchors(const Snapshot& snapshot, V3Query query,
                                               const ReportLimits& limits);

}  // namespace anchord
