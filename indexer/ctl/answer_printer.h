#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "indexer/ctl/options.h"

namespace anchord {

// An answer of the API to standard output, piece by piece: as it is, or its rows, which are then
// ndjson, as a table. Not thread-safe.
class AnswerPrinter {
 public:
  static AnswerPrinter as_it_is() { return AnswerPrinter(false, {}); }
  static AnswerPrinter as_table(const std::vector<std::string_view>& columns) {
    return AnswerPrinter(true, columns);
  }

  // False where it cannot go on: standard output fails, or the piece holds no rows.
  bool take(std::string_view piece);

  // To be called once, at the end. Fails with kIo where something could not be written.
  Status finish();

 private:
  AnswerPrinter(bool is_table, const std::vector<std::string_view>& columns);

  bool print_row(std::string_view line);

  bool is_table_;
  std::vector<std::string_view> columns_;
  RowPrinter rows_;
  std::string unfinished_;  // line
};

}  // namespace anchord
