#include "indexer/words.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

#include "indexer/utf8.h"

namespace anchord {
namespace {

bool is_word_char(UChar32 c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

}  // namespace

std::string_view WordFolder::words(std::string_view text) {
  const std::string_view folded = folder_.fold(text);
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(folded.data());
  const auto size = static_cast<std::int32_t>(folded.size());
  words_.clear();
  bool in_word = false;
  std::string_view joiners;  // since the last letter
  for (std::int32_t at = 0; at < size;) {
    const std::int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    if (in_word && c >= 0 && is_joiner(static_cast<char32_t>(c))) {
      const auto start = static_cast<std::size_t>(begin) - joiners.size();
      joiners = folded.substr(start, static_cast<std::size_t>(at) - start);
      continue;
    }
    const bool is_part = c >= 0 && is_word_char(c);
    if (is_part) words_ += joiners;
    joiners = {};
    if (is_part != in_word && (in_word || words_.empty())) words_.push_back(' ');
    if (is_part)
      words_.append(folded, static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
    in_word = is_part;
  }
  if (in_word) words_.push_back(' ');
  return words_;
}

}  // namespace anchord
