#include "indexer/regex.h"

#include <re2/re2.h>

#include <string>

namespace anchord {

Result<Regex> Regex::compile(std::string_view pattern) {
  if (pattern.size() > kRegexBytesMax) {
    return invalid_input("a regular expression may have " + std::to_string(kRegexBytesMax) +
                         " bytes");
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(static_cast<std::int64_t>(kRegexMemoryMax));
  Regex regex;
  const auto compiled =
      std::make_shared<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
  if (!compiled->ok()) return invalid_input("regular expression: " + compiled->error());
  regex.compiled_ = compiled;
  return regex;
}

Result<Regex> Regex::compile_phrase(std::string_view text) {
  const std::string quoted = re2::RE2::QuoteMeta(re2::StringPiece(text.data(), text.size()));
  return compile("(?:^|[^\\pL\\pN\\pM])" + quoted + "(?:$|[^\\pL\\pN\\pM])");
}

bool Regex::matches(std::string_view text) const {
  return compiled_ != nullptr &&
         re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

}  // namespace anchord
