#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace anchord {

// A link or page whose URL is longer than this is dropped and counted, never cut. Whoever takes a
// URL from outside compares; Url::parse() does not.
inline constexpr std::size_t kUrlBytesMax = 8192;

// Percent-encodes the code points of a query as bytes of a page's legacy encoding (WHATWG URL
// Standard, "percent-encode after encoding"). Gets the query as well-formed UTF-8, before any
// percent-encoding, and whether the scheme is special; returns printable ASCII without '#'. It is
// asked only where the standard heeds the encoding: special schemes other than ws and wss.
using QueryEncoder = std::function<std::string(std::string_view query, bool is_special)>;

// A valid URL by the WHATWG URL Standard (https://url.spec.whatwg.org/). It cannot exist unless
// valid and is canonical from birth: parsing href() again gives the same href(). Values are
// independent of each other and of what they were parsed from; no function throws but for memory.
class Url {
 public:
  // The basic URL parser with `base` (null: none) and the given query encoder (null: UTF-8).
  // Total: returns nullopt for what the standard calls failure (and for inputs over 128 MiB), and
  // never anything but that for any bytes; ill-formed UTF-8 in `input` is read as U+FFFD. Takes
  // time and memory linear in the lengths of `input` and `base`.
  static std::optional<Url> parse(std::string_view input, const Url* base = nullptr,
                                  const QueryEncoder& query_encoder = nullptr);

  // The serialisation (URL Standard 4.5); printable ASCII only.
  std::string_view href() const { return href_; }

  // Views into href(), valid as long as this object. Each is empty where the URL has no such part.
  std::string_view scheme() const;            // "https", without the colon
  std::string_view username() const;          // percent-encoded
  std::string_view password() const;          // percent-encoded
  std::string_view host() const;              // "example.com", "127.0.0.1", "[::1]"
  std::optional<std::uint16_t> port() const;  // nullopt: none, or the scheme's default
  std::string_view path() const;              // "/a/b" or, of an opaque path, "user@example.com"
  std::string_view query() const;             // without the question mark
  std::string_view fragment() const;          // without the number sign
  // Path, and the question mark and query where there is a query: what HTTP asks for.
  std::string_view path_and_query() const;

  bool has_query() const { return query_end_ != path_end_; }
  bool has_fragment() const { return href_.size() != query_end_; }
  bool is_http() const;  // scheme is http or https

  // This URL as a page or a link target is stored: without fragment, user name and password.
  Url stored_form() const;

  bool operator==(const Url& other) const { return href_ == other.href_; }

 private:
  friend class UrlParser;
  friend class UrlWriter;

  Url() = default;

  std::string_view slice(std::size_t from, std::size_t to) const;
  // False of a URL whose host is null, as in "mailto:a@b"; the empty host of "file:///" is one.
  bool has_host() const { return host_start_ > scheme_end_ + 1; }
  bool has_opaque_path() const { return !has_host() && !path().starts_with('/'); }
  // Where scheme, credentials, host and port end.
  std::uint32_t authority_end() const { return has_host() ? path_start_ : host_end_; }

  // The parts lie in href_ in the order of these offsets:
  //
  //   https://user:pass@example.com:8080/foo/bar?baz#quux
  //        |      |     |          |    |       |   |
  //        |      |     host_start_|    |       |   query_end_, = path_end_ without a query
  //        |      |         host_end_   |       path_end_
  //        |      username_end_         path_start_
  //        scheme_end_
  //
  // Where the host is null, the three in the middle stand behind the colon, and "/." may stand
  // before path_start_, to keep a path that starts with two slashes from being read as a host.
  std::string href_;
  std::uint32_t scheme_end_ = 0;
  std::uint32_t username_end_ = 0;
  std::uint32_t host_start_ = 0;
  std::uint32_t host_end_ = 0;
  std::uint32_t path_start_ = 0;
  std::uint32_t path_end_ = 0;
  std::uint32_t query_end_ = 0;
  std::optional<std::uint16_t> port_;
};

}  // namespace anchord
