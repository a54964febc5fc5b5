#pragma once

#include <span>
#include <string_view>

#include "indexer/columns.h"
#include "indexer/page_scan.h"

namespace anchord {

// The columns of a report of one row a page, as `anchorctl pages` prints them.
struct PageColumn {
  std::string_view name;
  // What only a visit tells is not known before the first. Views are into `page`.
  Value (*of_page)(const StoredPage& page);
};
std::span<const PageColumn> page_columns();

}  // namespace anchord
