#include "indexer/encoding_index.h"

#include <algorithm>
#include <string>

#include "indexer/encoding_icu.h"
#include "indexer/encoding_index_corrections.h"

namespace anchord {
namespace {

std::string two_bytes(std::size_t lead, std::size_t trail) {
  return {static_cast<char>(lead), static_cast<char>(trail)};
}

constexpr std::size_t big5_pointer(std::size_t bytes) {
  const std::size_t trail = bytes & 0xFFU;
  return ((bytes >> 8U) - 0x81) * 157 + trail - (trail < 0x7F ? 0x40 : 0x62);
}

constexpr std::size_t gb18030_pointer(std::size_t bytes) {
  const std::size_t trail = bytes & 0xFFU;
  return ((bytes >> 8U) - 0x81) * 190 + trail - (trail < 0x7F ? 0x40 : 0x41);
}

Index read_big5() {
  const IcuConverter icu("ibm-1375_P100-2008");
  Index index(std::size_t{126} * 157);
  for (std::size_t pointer = 0; pointer < index.size(); ++pointer) {
    const std::size_t trail = pointer % 157;
    index[pointer] =
        icu.decode(two_bytes(0x81 + pointer / 157, trail + (trail < 0x3F ? 0x40 : 0x62)));
  }
  for (const IndexCorrection& correction : kBig5Corrections) {
    index[big5_pointer(correction.bytes)] = correction.code_point;
  }
  // The pictures of the control characters, U+2400 to U+241F and U+2421.
  for (char16_t picture = 0; picture <= 0x20; ++picture) {
    const bool is_delete = picture == 0x20;
    index[big5_pointer(0xA3C0) + picture] = static_cast<char32_t>(0x2400 + picture + is_delete);
  }
  return index;
}

Index read_euc_kr() {
  const IcuConverter icu("windows-949-2000");
  Index index(std::size_t{126} * 190);
  for (std::size_t pointer = 0; pointer < index.size(); ++pointer) {
    index[pointer] = icu.decode(two_bytes(0x81 + pointer / 190, 0x41 + pointer % 190));
  }
  return index;
}

// As ICU has it: GB18030-2005.
Index read_gb18030_2005() {
  const IcuConverter icu("gb18030");
  Index index(std::size_t{126} * 190);
  for (std::size_t pointer = 0; pointer < index.size(); ++pointer) {
    const std::size_t trail = pointer % 190;
    index[pointer] = icu.decode_with_private_use(
        two_bytes(0x81 + pointer / 190, trail + (trail < 0x3F ? 0x40 : 0x41)));
  }
  return index;
}

Index read_gb18030() {
  Index index = read_gb18030_2005();
  for (const Gb18030Update& update : kGb18030Updates) {
    index[gb18030_pointer(update.bytes)] = update.code_point;
  }
  // Deployed pages have this code for the ideographic space.
  index[gb18030_pointer(0xA3A0)] = 0x3000;
  return index;
}

// From Shift_JIS, which has all 120 rows, two to a lead byte.
Index read_jis0208() {
  const IcuConverter icu("ibm-943_P15A-2003");
  Index index(std::size_t{120} * 94);
  for (std::size_t pointer = 0; pointer < index.size(); ++pointer) {
    const std::size_t lead = pointer / 188;
    const std::size_t trail = pointer % 188;
    index[pointer] = icu.decode(
        two_bytes(lead + (lead < 0x1F ? 0x81 : 0xC1), trail + (trail < 0x3F ? 0x40 : 0x41)));
  }
  return index;
}

Index read_jis0212() {
  // A row that ICU has and the standard has not: IBM's Roman numerals.
  constexpr std::size_t kIbmRow = 0xF3 - 0xA1;
  const IcuConverter icu("euc-jp-2007");
  Index index(std::size_t{94} * 94);
  for (std::size_t pointer = 0; pointer < index.size(); ++pointer) {
    const std::size_t row = pointer / 94;
    if (row == kIbmRow) continue;
    index[pointer] = icu.decode('\x8F' + two_bytes(0xA1 + row, 0xA1 + pointer % 94));
  }
  return index;
}

SingleByteIndex read_single_byte(const Encoding& encoding) {
  if (encoding.icu_converter == nullptr) return kIso885916;
  const IcuConverter icu(encoding.icu_converter);
  SingleByteIndex index{};
  for (std::size_t at = 0; at < index.size(); ++at) {
    const char byte = static_cast<char>(0x80 + at);
    index[at] = static_cast<char16_t>(icu.decode({&byte, 1}));
  }
  for (const SingleByteCorrection& correction : kSingleByteCorrections) {
    if (correction.encoding == encoding.name) {
      index[correction.byte - 0x80U] = correction.code_point;
    }
  }
  return index;
}

// The code points below U+10000 that the two-byte code of GB18030-2000 lacks, in order: what its
// four-byte code counts through. U+1E3F and U+E7C7 have changed places since.
struct Gb18030Ranges {
  Index code_points;                    // by pointer
  std::vector<std::uint16_t> pointers;  // by code point; those of no pointer are not asked for
};

constexpr char32_t kMovedIn = 0xE7C7;
constexpr char32_t kMovedOut = 0x1E3F;
constexpr std::uint32_t kSupplementaryPointer = 189000;

const Gb18030Ranges& gb18030_ranges() {
  static const Gb18030Ranges kRanges = [] {
    std::vector<bool> has_two_bytes(0x10000);
    for (const char32_t code_point : read_gb18030_2005()) has_two_bytes[code_point] = true;
    has_two_bytes[kMovedIn] = true;
    has_two_bytes[kMovedOut] = false;
    Gb18030Ranges ranges;
    ranges.pointers.resize(0x10000);
    for (char32_t code_point = 0x80; code_point < 0x10000; ++code_point) {
      if (has_two_bytes[code_point] || (code_point >= 0xD800 && code_point < 0xE000)) continue;
      const char32_t now = code_point == kMovedOut ? kMovedIn : code_point;
      ranges.pointers[now] = static_cast<std::uint16_t>(ranges.code_points.size());
      ranges.code_points.push_back(now);
    }
    return ranges;
  }();
  return kRanges;
}

}  // namespace

const std::array<Gb18030Update, 18> kGb18030Updates = {{
    {0xA6D9, 0xFE10, 0xE78D},
    {0xA6DA, 0xFE12, 0xE78E},
    {0xA6DB, 0xFE11, 0xE78F},
    {0xA6DC, 0xFE13, 0xE790},
    {0xA6DD, 0xFE14, 0xE791},
    {0xA6DE, 0xFE15, 0xE792},
    {0xA6DF, 0xFE16, 0xE793},
    {0xA6EC, 0xFE17, 0xE794},
    {0xA6ED, 0xFE18, 0xE795},
    {0xA6F3, 0xFE19, 0xE796},
    {0xFE59, 0x9FB4, 0xE81E},
    {0xFE61, 0x9FB5, 0xE826},
    {0xFE66, 0x9FB6, 0xE82B},
    {0xFE67, 0x9FB7, 0xE82C},
    {0xFE6D, 0x9FB8, 0xE832},
    {0xFE7E, 0x9FB9, 0xE843},
    {0xFE90, 0x9FBA, 0xE854},
    {0xFEA0, 0x9FBB, 0xE864},
}};

const SingleByteIndex& single_byte_index(const Encoding& encoding) {
  static const std::vector<SingleByteIndex> kIndexes = [] {
    std::vector<SingleByteIndex> indexes(kEncodings);
    for (const Encoding& each : all_encodings()) {
      if (each.kind == EncodingKind::kSingleByte)
        indexes[ordinal_of(each)] = read_single_byte(each);
    }
    return indexes;
  }();
  return kIndexes[ordinal_of(encoding)];
}

const Index& big5_index() {
  static const Index kIndex = read_big5();
  return kIndex;
}

const Index& euc_kr_index() {
  static const Index kIndex = read_euc_kr();
  return kIndex;
}

const Index& gb18030_index() {
  static const Index kIndex = read_gb18030();
  return kIndex;
}

const Index& jis0208_index() {
  static const Index kIndex = read_jis0208();
  return kIndex;
}

const Index& jis0212_index() {
  static const Index kIndex = read_jis0212();
  return kIndex;
}

char32_t gb18030_ranges_code_point(std::uint32_t pointer) {
  if (pointer >= kSupplementaryPointer) {
    const char32_t code_point = 0x10000 + (pointer - kSupplementaryPointer);
    return code_point <= 0x10FFFF ? code_point : 0;
  }
  return code_point_at(gb18030_ranges().code_points, pointer);
}

std::optional<std::uint32_t> gb18030_ranges_pointer(char32_t code_point) {
  if (code_point >= 0x10000) return kSupplementaryPointer + (code_point - 0x10000);
  const Gb18030Ranges& ranges = gb18030_ranges();
  const std::uint32_t pointer = ranges.pointers[code_point];
  if (ranges.code_points[pointer] != code_point) return std::nullopt;
  return pointer;
}

std::optional<std::uint32_t> ReverseIndex::first_pointer(char32_t code_point) const {
  const auto found = std::lower_bound(entries_.begin(), entries_.end(), Entry{code_point, 0});
  if (found == entries_.end() || found->first != code_point) return std::nullopt;
  return found->second;
}

std::optional<std::uint32_t> ReverseIndex::last_pointer(char32_t code_point) const {
  const auto after = std::lower_bound(entries_.begin(), entries_.end(), Entry{code_point + 1, 0});
  if (after == entries_.begin() || std::prev(after)->first != code_point) return std::nullopt;
  return std::prev(after)->second;
}

void ReverseIndex::sort() { std::sort(entries_.begin(), entries_.end()); }

}  // namespace anchord
