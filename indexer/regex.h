#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "storage/result.h"

namespace re2 {
class RE2;
}

namespace anchord {

inline constexpr std::size_t kRegexBytesMax = 1000;
inline constexpr std::size_t kRegexMemoryMax = 1U << 20U;  // of one, compiled, with its states

// A regular expression over UTF-8, by RE2: linear in the text, in bounded memory. A value; copies
// share what was compiled. Thread-safe.
class Regex {
 public:
  // Found nowhere.
  Regex() = default;
  // Fails with kInvalidInput where it is none, is too long or needs too much memory.
  static Result<Regex> compile(std::string_view pattern);

  // One that finds `text` as it stands, where no letter or digit is next to it.
  static Result<Regex> compile_phrase(std::string_view text);

  // Whether it is found anywhere in `text`.
  bool matches(std::string_view text) const;

 private:
  std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace anchord
