#pragma once

#include <cstdlib>
#include <iterator>
#include <string_view>

// What the fuzzers share.
namespace anchord {

// Defined by each fuzzer: aborts where what it tests does not hold for `input`. Gets it in a block
// of just its size, so that a read beyond it is seen.
void check(std::string_view input);

inline void require(bool holds) {
  if (!holds) std::abort();
}

// Takes what stands before the next zero byte.
inline std::string_view take_field(std::string_view& rest) {
  const std::string_view field = rest.substr(0, rest.find('\0'));
  rest.remove_prefix(field.size() < rest.size() ? field.size() + 1 : rest.size());
  return field;
}

// Takes one byte and gives the entry of `table` that it chooses.
template <class Table>
auto take_choice(std::string_view& rest, const Table& table) {
  if (rest.empty()) return *std::begin(table);
  const auto byte = static_cast<unsigned char>(rest.front());
  rest.remove_prefix(1);
  return std::begin(table)[byte % std::size(table)];
}

}  // namespace anchord
