#pragma once

#include <string>
#include <string_view>

#include "indexer/case_fold.h"

namespace anchord {

// Takes text apart into words: maximal runs of letters, digits and the marks that belong to them
// (Unicode general categories L, N, M), with the joiners between them, case-folded. Keeps its
// buffers between calls. One a thread.
class WordFolder {
 public:
  // The words of `text`, a space before the first and after each; "" where there is none. So a
  // text has certain words in sequence where its own hold theirs. Valid until the next call.
  std::string_view words(std::string_view text);

 private:
  CaseFolder folder_;
  std::string words_;
};

}  // namespace anchord
