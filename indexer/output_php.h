#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/output.h"

namespace anchord {

// Appends a text as PHP's serialize() writes it: s:BYTES:"...";.
void append_php_string(std::string& out, std::string_view text);

// PHP's serialize() of an array with one array `rows` of arrays by column name. Dates are strings,
// a value that is not known is null.
class PhpWriter final : public RowWriter {
 public:
  // `count` rows and `tails` objects must follow, no more and no fewer: the format says first how
  // many there are.
  PhpWriter(std::string_view rows, std::uint64_t count,
            const std::vector<std::string_view>& columns, std::ostream& out, std::size_t tails = 0);
  void row(const std::vector<Value>& values) override;
  void tail(const TailObject& object) override;
  void finish() override;

 private:
  std::vector<std::string> names_;  // serialized
  std::ostream& out_;
  std::uint64_t rows_written_ = 0;
  bool in_rows_ = true;
  std::string text_;
};

}  // namespace anchord
