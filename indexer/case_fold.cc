#include "indexer/case_fold.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/stringoptions.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace anchord {
namespace {

// Copies ASCII folded; returns whether all of `text` is ASCII.
bool fold_ascii(std::string_view text, char* folded) {
  unsigned char seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char byte = text[i];
    seen |= static_cast<unsigned char>(byte);
    const bool is_upper = byte >= 'A' && byte <= 'Z';
    folded[i] = static_cast<char>(byte + (is_upper ? 'a' - 'A' : 0));
  }
  return seen < 0x80;
}

bool is_ascii(char byte) { return (byte & 0x80) == 0; }

}  // namespace

std::string_view CaseFolder::fold(std::string_view text) {
  folded_.resize(text.size());
  if (fold_ascii(text, folded_.data())) return folded_;
  // Folding heeds one code point at a time, so that what is not ASCII folds by itself.
  std::swap(folded_, ascii_folded_);
  const std::string_view ascii_folded = ascii_folded_;
  folded_.clear();
  icu::StringByteSink<std::string> sink(&folded_);
  for (const char* at = ascii_folded.begin(); at != ascii_folded.end();) {
    const char* const begin = at;
    at = std::find_if_not(at, ascii_folded.end(), is_ascii);
    folded_.append(begin, at);
    const char* const beyond = at;
    at = std::find_if(at, ascii_folded.end(), is_ascii);
    if (beyond == at) break;
    UErrorCode error = U_ZERO_ERROR;
    icu::CaseMap::utf8Fold(U_FOLD_CASE_DEFAULT,
                           icu::StringPiece(beyond, static_cast<std::int32_t>(at - beyond)), sink,
                           nullptr, error);
  }
  return folded_;
}

}  // namespace anchord
