#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/url.h"

namespace anchord {

// The special schemes (URL Standard 4.2) and all others.
enum class Scheme : std::uint8_t { kNotSpecial, kHttp, kHttps, kWs, kWss, kFtp, kFile };

// The URL record that the parser builds (4.1), kept as its serialisation. The parts are written in
// the order in which they stand there, since that is the order in which the parser meets them:
//
//   write_scheme ( open_host write_credentials? write_host? close_host write_port? | no_host )
//       path (append_segment, shorten_path, ...) close_path write_query? close_query
//       write_fragment? finish
//
// copy_authority() stands for everything before the path. All writing percent-encodes.
class UrlWriter {
 public:
  Scheme scheme() const { return scheme_; }
  bool is_special() const { return scheme_ != Scheme::kNotSpecial; }
  std::string_view scheme_name() const { return url_.scheme(); }

  // Starts with the scheme `name`, in any case, and room for `more_bytes` after it.
  void write_scheme(std::string_view name, std::size_t more_bytes);
  // Starts over with the scheme, credentials, host and port of `base`, and room for its path and
  // `more_bytes` after it.
  void copy_authority(const Url& base, std::size_t more_bytes);
  // Starts over behind the scheme.
  void drop_authority();

  void open_host();  // the two slashes
  void write_credentials(std::string_view user_and_password);
  bool write_host(std::string_view host);  // false on the host parser's failure
  void close_host();
  bool write_port(std::string_view digits);  // false where it is no port
  void no_host();

  void copy_path(const Url& base) { url_.href_.append(base.path()); }
  void append_segment(std::string_view segment);
  void append_empty_segment() { url_.href_.push_back('/'); }
  void shorten_path();
  void write_opaque_path(std::string_view path, bool encodes_last_space);
  void close_path();

  void copy_query(const Url& base);
  void write_query(std::string_view query, const QueryEncoder& encoder);
  void close_query() { url_.query_end_ = written(); }
  void write_fragment(std::string_view fragment);

  // The URL; nullopt where it is too long for 32-bit offsets. To be called once, at the end.
  std::optional<Url> finish();

 private:
  std::string_view path() const { return std::string_view(url_.href_).substr(url_.path_start_); }
  std::uint32_t written() const { return static_cast<std::uint32_t>(url_.href_.size()); }

  Scheme scheme_ = Scheme::kNotSpecial;
  Url url_;
};

// "C:" or "C|" (4.2, Windows drive letter); normalized is the one with a colon.
bool is_windows_drive_letter(std::string_view text);
bool is_normalized_windows_drive_letter(std::string_view text);

}  // namespace anchord
