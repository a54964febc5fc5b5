#pragma once

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/output.h"

namespace anchord {

// A text as it may be shown on a terminal: control characters and those that reorder what is
// shown are escaped ("\x1b", "\u202e"), and what goes beyond `columns_max` terminal columns is cut
// and ends in "…". Ill-formed UTF-8 shows as U+FFFD.
struct TerminalText {
  std::string text;
  std::size_t columns = 0;  // that it takes: two for wide characters, none for combining ones
};
TerminalText terminal_text(std::string_view utf8, std::size_t columns_max);

inline constexpr std::size_t kTableColumnsMax = 60;         // of one field
inline constexpr std::size_t kErrorColumnsMax = 2000;       // of a message about bad input
inline constexpr std::size_t kTableColumnsAny = 1U << 20U;  // for readers that are no terminal
// Rows that are read before the first is written, to align by; later ones may be wider, and are cut
// on a terminal.
inline constexpr std::size_t kTableRowsAligned = 1000;

class TableWriter final : public RowWriter {
 public:
  // `columns_max`: of one field.
  TableWriter(const std::vector<std::string_view>& columns, std::ostream& out,
              std::size_t columns_max = kTableColumnsMax);
  void row(const std::vector<Value>& values) override;
  void finish() override;

 private:
  struct Field {
    TerminalText text;
    bool to_the_right = false;  // numbers
  };
  using Line = std::vector<Field>;

  void write_waiting();
  void write(const Line& line);

  std::ostream& out_;
  const std::size_t columns_max_;
  std::vector<std::size_t> widths_;
  std::vector<Line> waiting_;
  bool aligned_ = false;
};

}  // namespace anchord
