#include "indexer/check.h"

#include "indexer/check_parts.h"

namespace anchord {

Result<CheckReport> check_index(const Database& db) {
  CheckReport report;
  for (auto* const check : {check_pages, check_anchors, check_frontier, check_hosts_and_meta}) {
    if (auto checked = check(db, report); !checked) return tl::unexpected(checked.error());
  }
  return report;
}

}  // namespace anchord
