#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/url.h"
#include "storage/url_writer.h"

namespace anchord {

// The basic URL parser (URL Standard 4.4) of one input, without state overrides. A function here
// does the work of the state it is named after, for a whole run of code points, and ends in the
// state that follows. There is no way back to an earlier state, so the calls nest no deeper than
// there are states. Each returns false for the standard's failure.
class UrlParser {
 public:
  // The arguments of Url::parse(), which must outlive the parser.
  UrlParser(std::string_view input, const Url* base, const QueryEncoder& query_encoder);

  // To be called once.
  std::optional<Url> run();

 private:
  bool scheme_state(std::size_t scheme_length);
  bool no_scheme_state();
  bool relative_state();
  bool relative_slash_state();
  bool path_or_authority_state();
  bool special_authority_ignore_slashes_state();
  bool authority_state();
  bool host_state(std::string_view host_and_port);
  bool file_state();
  bool file_slash_state();
  bool file_host_state();
  bool path_start_state();
  bool path_state();
  bool opaque_path_state();
  bool query_state();
  bool fragment_state();

  // The URL up to its query is the base's; a fragment may follow.
  bool same_document();
  bool base_is_file() const { return base_ != nullptr && base_->scheme() == "file"; }
  void copy_base_authority() { writer_.copy_authority(*base_, rest_.size() + 1); }

  bool is_slash(char c) const { return c == '/' || (c == '\\' && writer_.is_special()); }
  bool next_is(char c) const { return rest_.starts_with(c); }
  bool next_is_slash() const { return !rest_.empty() && is_slash(rest_.front()); }
  bool path_is_over() const { return rest_.empty() || next_is('?') || next_is('#'); }
  // Cuts from `rest_` what stands before the first slash, question mark or number sign.
  std::string_view take_until_delimiter();

  std::string cleaned_;    // the input without tabs and newlines, where it had any
  std::string_view rest_;  // what is not parsed yet
  const Url* base_;
  const QueryEncoder& query_encoder_;
  UrlWriter writer_;
};

}  // namespace anchord
