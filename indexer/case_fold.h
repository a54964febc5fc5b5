#pragma once

#include <string>
#include <string_view>

namespace anchord {

// Folds text so that texts that differ in case only become equal: full Unicode case folding, by
// ICU. Keeps its buffer between calls. One a thread.
class CaseFolder {
 public:
  // `text` in UTF-8; ill-formed bytes become U+FFFD. The view is valid until the next call.
  std::string_view fold(std::string_view text);

 private:
  std::string folded_;
  std::string ascii_folded_;
};

}  // namespace anchord
