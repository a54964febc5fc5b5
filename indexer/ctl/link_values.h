#pragma once

#include <string_view>
#include <vector>

#include "indexer/columns.h"

// Links as `links` and `extract` print them: every column, in the order of the table.
namespace anchord {

inline std::vector<std::string_view> link_column_names() {
  std::vector<std::string_view> names;
  for (const Column& column : columns()) names.push_back(column.name);
  return names;
}

// Views are into what the row borrows.
inline void read_link_values(const LinkRow& row, std::vector<Value>& values) {
  values.clear();
  for (const Column& column : columns()) values.push_back(column.of_link(row));
}

}  // namespace anchord
