#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "indexer/columns.h"
#include "storage/result.h"
#include "storage/time.h"

// The columns of version 3 of the API, over the same links as those of columns.h.
namespace anchord {

// A row of the reports of version 3: the links of a target, external or internal, with one anchor.
struct V3Group : AnchorGroup {
  std::int64_t links = 0;
  std::int64_t dofollow = 0;
  std::int64_t pages = 0;    // different targets
  std::int64_t domains = 0;  // different registrable domains of targets
  Time first_seen = kNever;
};

enum class V3List : std::uint8_t {
  kNone,   // no list
  kOne,    // a list of one entry
  kEmpty,  // a list that is not known here, and has none
};

struct V3Column {
  // of_group, where there is one, is only to be given a V3Group: then the column may be selected
  // and ordered by, and a filter sees the group. Else a filter sees the link; `anchor` has both.
  Column column;
  V3List list = V3List::kNone;    // else a filter says list_is
  bool is_external_only = false;  // not of the internal report
  std::uint64_t units = 1;        // what it costs a row

  bool may_be_selected() const { return column.of_group != nullptr; }
};

std::span<const V3Column> v3_columns();
// The host of a canonical URL.
std::string_view host_of_href(std::string_view href);
// Null where there is none of that name, or the internal report has it not.
const V3Column* v3_column_named(std::string_view name, bool is_internal);
// The names of those wanted, with commas between them.
std::string v3_names(bool is_internal, bool (*is_wanted)(const V3Column&));

}  // namespace anchord
