#include "indexer/case_fold.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/stringoptions.h>

#include <cstddef>

namespace anchord {

std::string_view CaseFolder::fold(std::string_view text) {
  folded_.resize(text.size());
  unsigned char seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char byte = text[i];
    seen |= static_cast<unsigned char>(byte);
    const bool is_upper = byte >= 'A' && byte <= 'Z';
    folded_[i] = static_cast<char>(byte + (is_upper ? 'a' - 'A' : 0));
  }
  if (seen < 0x80) return folded_;
  folded_.clear();
  icu::StringByteSink<std::string> sink(&folded_);
  UErrorCode error = U_ZERO_ERROR;
  icu::CaseMap::utf8Fold(U_FOLD_CASE_DEFAULT,
                         icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())),
                         sink, nullptr, error);
  return folded_;
}

}  // namespace anchord
