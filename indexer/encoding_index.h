#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "indexer/encoding_table.h"

// The indexes of the Encoding Standard (section 5). Taken from ICU's converters when first asked
// for (a few milliseconds each) and corrected where these differ; kept until the process ends.
// All are thread-safe.
namespace anchord {

// Code points of the bytes 0x80 to 0xFF; 0 where there is none.
using SingleByteIndex = std::array<char16_t, 128>;
const SingleByteIndex& single_byte_index(const Encoding& encoding);  // of kind kSingleByte

// A standard's index: code points by pointer, 0 where there is none.
using Index = std::vector<char32_t>;

// 0 also for a pointer past the end.
inline char32_t code_point_at(const Index& index, std::size_t pointer) {
  return pointer < index.size() ? index[pointer] : 0;
}

const Index& big5_index();     // pointers 157 a lead byte
const Index& euc_kr_index();   // 190 a lead byte
const Index& gb18030_index();  // 190 a lead byte
const Index& jis0208_index();  // 94 a row, 120 rows: the standard's, with IBM's extensions
const Index& jis0212_index();  // 94 a row

// "Index gb18030 ranges": the four-byte code, all code points that the two-byte one lacks. 0 and
// nullopt where there is none.
char32_t gb18030_ranges_code_point(std::uint32_t pointer);
std::optional<std::uint32_t> gb18030_ranges_pointer(char32_t code_point);

// The eighteen code points that GB18030-2022 gave a two-byte code to in place of private-use ones.
struct Gb18030Update {
  std::uint16_t bytes;
  char16_t code_point;
  char16_t private_use;  // what the code meant before; still encoded as these bytes
};
extern const std::array<Gb18030Update, 18> kGb18030Updates;

// An index the other way round.
class ReverseIndex {
 public:
  // Takes the pointers for which `takes` is true.
  template <class Takes>
  ReverseIndex(const Index& index, Takes takes) {
    for (std::uint32_t pointer = 0; pointer < index.size(); ++pointer) {
      if (index[pointer] != 0 && takes(pointer)) entries_.emplace_back(index[pointer], pointer);
    }
    sort();
  }

  std::optional<std::uint32_t> first_pointer(char32_t code_point) const;
  std::optional<std::uint32_t> last_pointer(char32_t code_point) const;

 private:
  using Entry = std::pair<char32_t, std::uint32_t>;  // code point, pointer

  void sort();

  std::vector<Entry> entries_;
};

}  // namespace anchord
