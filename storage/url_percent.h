#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace anchord {

// The percent-encode sets that the URL parser uses (URL Standard 1.3). Each is a bit, so that one
// table of bytes holds them all.
enum class PercentEncodeSet : std::uint8_t {
  kC0Control = 1,
  kFragment = 2,
  kQuery = 4,
  kSpecialQuery = 8,
  kPath = 16,
  kUserinfo = 32,
};

// Appends `input` to `out`, UTF-8 percent-encoded with `set`. What is already percent-encoded
// stays as it is; an ill-formed UTF-8 sequence becomes "%EF%BF%BD". Appends at most nine bytes for
// one of `input`, and printable ASCII only (the C0 control set leaves U+0020 as it is).
void append_percent_encoded(std::string_view input, PercentEncodeSet set, std::string& out);

// The bytes that `input` stands for; a percent sign without two hex digits stands for itself.
std::string percent_decode(std::string_view input);

// `input` with each maximal ill-formed subsequence replaced by U+FFFD, as the UTF-8 decoder of the
// Encoding Standard (8.1.1) does. A byte order mark is kept.
std::string to_well_formed_utf8(std::string_view input);

// The value of an ASCII hex digit, in either case; -1 of any other byte.
constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace anchord
