#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace anchord {

// A link or page whose URL is longer than this is dropped and counted, never cut.
inline constexpr std::size_t kUrlBytesMax = 8192;

// Percent-encodes the code points of a query as bytes of a page's legacy encoding (WHATWG URL
// Standard, "percent-encode after encoding"). Gets the query as UTF-8, before any
// percent-encoding, and whether the scheme is special; returns printable ASCII.
using QueryEncoder = std::function<std::string(std::string_view query, bool is_special)>;

// A valid URL by the WHATWG URL Standard (https://url.spec.whatwg.org/). It cannot exist unless
// valid and is canonical from birth: parsing href() again gives the same href(). Values are
// independent of each other and of what they were parsed from; no function throws but for memory.
class Url {
 public:
  // The basic URL parser with `base` (null: none) and the given query encoder (null: UTF-8).
  // Total: returns nullopt for what the standard calls failure, and never anything but that for
  // any bytes; ill-formed UTF-8 in `input` is read as U+FFFD. Memory stays within a small multiple
  // of the input's length.
  static std::optional<Url> parse(std::string_view input, const Url* base = nullptr,
                                  const QueryEncoder& query_encoder = nullptr);

  // The serialisation (URL Standard 4.5); printable ASCII only.
  std::string_view href() const { return href_; }

  // Views into href(), valid as long as this object. Each is empty where the URL has no such part.
  std::string_view scheme() const;    // "https", without the colon
  std::string_view username() const;
  std::string_view password() const;
  std::string_view host() const;      // "example.com", "127.0.0.1", "[::1]"
  std::optional<std::uint16_t> port() const;  // nullopt: none, or the scheme's default
  std::string_view path() const;      // "/a/b" or, of an opaque path, "user@example.com"
  std::string_view query() const;     // without the question mark
  std::string_view fragment() const;  // without the number sign
  // Path, and the question mark and query where there is a query: what HTTP asks for.
  std::string_view path_and_query() const;

  bool has_query() const;
  bool has_fragment() const;
  bool is_http() const;  // scheme is http or https

  // This URL as a page or a link target is stored: without fragment, user name and password.
  Url stored_form() const;

  bool operator==(const Url& other) const { return href_ == other.href_; }

 private:
  Url() = default;
  friend class UrlParser;

  std::string href_;
  // TODO by the implementer: offsets of the parts.
};

}  // namespace anchord
