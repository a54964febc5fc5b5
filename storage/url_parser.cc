#include "storage/url_parser.h"

#include <algorithm>
#include <cstddef>

#include "storage/url_percent.h"

namespace anchord {
namespace {

// Percent-encoding makes nine bytes of one at most. With this bound what it makes of an input can
// be counted in 32 bits, so that only a base that is as long can lead beyond them.
constexpr std::size_t kInputBytesMax = std::size_t{1} << 27;

bool is_c0_control_or_space(char c) { return static_cast<unsigned char>(c) <= 0x20; }
bool is_tab_or_newline(char c) { return c == '\t' || c == '\n' || c == '\r'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_scheme_char(char c) {
  return is_alpha(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

std::string_view trimmed(std::string_view input) {
  while (!input.empty() && is_c0_control_or_space(input.front())) input.remove_prefix(1);
  while (!input.empty() && is_c0_control_or_space(input.back())) input.remove_suffix(1);
  return input;
}

// The length of the scheme that `input` starts with, without the colon; 0 where there is none.
std::size_t find_scheme(std::string_view input) {
  if (input.empty() || !is_alpha(input.front())) return 0;
  const auto end = std::find_if_not(input.begin(), input.end(), is_scheme_char);
  return end != input.end() && *end == ':' ? static_cast<std::size_t>(end - input.begin()) : 0;
}

bool starts_with_windows_drive_letter(std::string_view text) {
  constexpr std::string_view kEnds = "/\\?#";
  return is_windows_drive_letter(text.substr(0, 2)) &&
         (text.size() == 2 || kEnds.find(text[2]) != std::string_view::npos);
}

std::string_view first_path_segment(const Url& url) {
  const std::string_view path = url.path().substr(std::min<std::size_t>(1, url.path().size()));
  return path.substr(0, path.find('/'));
}

// The number of dots that make up a path segment, some of them perhaps as "%2e": 1 for a
// single-dot segment, 2 for a double-dot segment, 0 for any other.
int dots_of_segment(std::string_view segment) {
  constexpr std::size_t kDoubleDotBytesMax = 6;
  if (segment.size() > kDoubleDotBytesMax) return 0;
  int dots = 0;
  while (!segment.empty()) {
    if (segment.front() == '.') {
      segment.remove_prefix(1);
    } else if (segment.starts_with("%2e") || segment.starts_with("%2E")) {
      segment.remove_prefix(3);
    } else {
      return 0;
    }
    ++dots;
  }
  return dots <= 2 ? dots : 0;
}

std::size_t find_port_colon(std::string_view host_and_port) {
  bool inside_brackets = false;
  for (std::size_t i = 0; i < host_and_port.size(); ++i) {
    const char c = host_and_port[i];
    if (c == ':' && !inside_brackets) return i;
    if (c == '[') inside_brackets = true;
    if (c == ']') inside_brackets = false;
  }
  return std::string_view::npos;
}

}  // namespace

UrlParser::UrlParser(std::string_view input, const Url* base, const QueryEncoder& query_encoder)
    : rest_(trimmed(input)), base_(base), query_encoder_(query_encoder) {}

std::optional<Url> UrlParser::run() {
  if (rest_.size() > kInputBytesMax) return std::nullopt;
  if (std::any_of(rest_.begin(), rest_.end(), is_tab_or_newline)) {
    // Made well-formed first, lest bytes that a tab kept apart become one code point.
    cleaned_ = to_well_formed_utf8(rest_);
    std::erase_if(cleaned_, is_tab_or_newline);
    rest_ = cleaned_;
  }
  const std::size_t scheme_length = find_scheme(rest_);
  const bool is_valid = scheme_length > 0 ? scheme_state(scheme_length) : no_scheme_state();
  return is_valid ? writer_.finish() : std::nullopt;
}

std::string_view UrlParser::take_until_delimiter() {
  std::size_t end = 0;
  while (end < rest_.size() && !is_slash(rest_[end]) && rest_[end] != '?' && rest_[end] != '#') {
    ++end;
  }
  const std::string_view taken = rest_.substr(0, end);
  rest_.remove_prefix(end);
  return taken;
}

bool UrlParser::scheme_state(std::size_t scheme_length) {
  const std::string_view name = rest_.substr(0, scheme_length);
  rest_.remove_prefix(scheme_length + 1);
  writer_.write_scheme(name, rest_.size() + 2);
  if (writer_.scheme() == Scheme::kFile) return file_state();
  if (writer_.is_special()) {
    const bool has_base = base_ != nullptr && base_->scheme() == writer_.scheme_name();
    const bool is_relative = has_base && !rest_.starts_with("//");
    return is_relative ? relative_state() : special_authority_ignore_slashes_state();
  }
  return next_is('/') ? path_or_authority_state() : opaque_path_state();
}

bool UrlParser::no_scheme_state() {
  if (base_ == nullptr) return false;
  if (base_->has_opaque_path()) return next_is('#') && same_document();
  return base_is_file() ? file_state() : relative_state();
}

bool UrlParser::same_document() {
  copy_base_authority();
  writer_.copy_path(*base_);
  writer_.close_path();
  writer_.copy_query(*base_);
  return fragment_state();
}

bool UrlParser::path_or_authority_state() {
  rest_.remove_prefix(1);
  if (next_is('/')) {
    rest_.remove_prefix(1);
    return authority_state();
  }
  writer_.no_host();
  return path_state();
}

bool UrlParser::relative_state() {
  if (rest_.empty() || next_is('#')) return same_document();
  copy_base_authority();
  if (next_is_slash()) return relative_slash_state();
  writer_.copy_path(*base_);
  if (next_is('?')) return query_state();
  writer_.shorten_path();
  return path_state();
}

bool UrlParser::relative_slash_state() {
  rest_.remove_prefix(1);
  if (!next_is_slash()) return path_state();
  writer_.drop_authority();
  if (writer_.is_special()) return special_authority_ignore_slashes_state();
  rest_.remove_prefix(1);
  return authority_state();
}

bool UrlParser::special_authority_ignore_slashes_state() {
  while (next_is_slash()) rest_.remove_prefix(1);
  return authority_state();
}

bool UrlParser::authority_state() {
  std::string_view authority = take_until_delimiter();
  writer_.open_host();
  const std::size_t at_sign = authority.rfind('@');
  if (at_sign != std::string_view::npos) {
    writer_.write_credentials(authority.substr(0, at_sign));
    authority.remove_prefix(at_sign + 1);
    if (authority.empty()) return false;
  }
  return host_state(authority);
}

bool UrlParser::host_state(std::string_view host_and_port) {
  const std::size_t colon = find_port_colon(host_and_port);
  const bool has_port = colon != std::string_view::npos;
  const std::string_view host = host_and_port.substr(0, colon);
  if (host.empty() ? has_port || writer_.is_special() : !writer_.write_host(host)) return false;
  writer_.close_host();
  if (has_port && !writer_.write_port(host_and_port.substr(colon + 1))) return false;
  return path_start_state();
}

bool UrlParser::file_state() {
  if (base_is_file()) {
    if (rest_.empty() || next_is('#')) return same_document();
    copy_base_authority();
    if (next_is_slash()) return file_slash_state();
    if (!starts_with_windows_drive_letter(rest_)) writer_.copy_path(*base_);
    if (next_is('?')) return query_state();
    writer_.shorten_path();
    return path_state();
  }
  writer_.open_host();
  writer_.close_host();
  return next_is_slash() ? file_slash_state() : path_state();
}

bool UrlParser::file_slash_state() {
  rest_.remove_prefix(1);
  if (next_is_slash()) return file_host_state();
  if (base_is_file() && !starts_with_windows_drive_letter(rest_)) {
    const std::string_view segment = first_path_segment(*base_);
    if (is_normalized_windows_drive_letter(segment)) writer_.append_segment(segment);
  }
  return path_state();
}

bool UrlParser::file_host_state() {
  rest_.remove_prefix(1);
  writer_.drop_authority();
  writer_.open_host();
  const std::string_view host_and_path = rest_;
  const std::string_view host = take_until_delimiter();
  if (is_windows_drive_letter(host)) {
    rest_ = host_and_path;
    writer_.close_host();
    return path_state();
  }
  if (!host.empty() && !writer_.write_host(host)) return false;
  writer_.close_host();
  return path_start_state();
}

bool UrlParser::path_start_state() {
  if (!writer_.is_special() && path_is_over()) return query_state();
  if (next_is_slash()) rest_.remove_prefix(1);
  return path_state();
}

bool UrlParser::path_state() {
  for (;;) {
    const std::string_view segment = take_until_delimiter();
    const bool is_last = path_is_over();
    const int dots = dots_of_segment(segment);
    if (dots == 2) writer_.shorten_path();
    if (dots == 0) {
      writer_.append_segment(segment);
    } else if (is_last) {
      writer_.append_empty_segment();
    }
    if (is_last) return query_state();
    rest_.remove_prefix(1);
  }
}

bool UrlParser::opaque_path_state() {
  const std::string_view path = rest_.substr(0, rest_.find_first_of("?#"));
  rest_.remove_prefix(path.size());
  writer_.no_host();
  writer_.write_opaque_path(path, /*encodes_last_space=*/path.ends_with(' ') && !rest_.empty());
  return query_state();
}

bool UrlParser::query_state() {
  writer_.close_path();
  if (next_is('?')) {
    const std::string_view query = rest_.substr(1, rest_.find('#') - 1);
    rest_.remove_prefix(query.size() + 1);
    writer_.write_query(query, query_encoder_);
  }
  return fragment_state();
}

bool UrlParser::fragment_state() {
  writer_.close_query();
  if (next_is('#')) writer_.write_fragment(rest_.substr(1));
  return true;
}

}  // namespace anchord
