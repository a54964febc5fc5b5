#include "storage/url_host.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "storage/url_idna.h"
#include "storage/url_ip.h"
#include "storage/url_percent.h"

namespace anchord {
namespace {

enum ByteTrait : std::uint8_t {
  kForbiddenInHost = 1,
  kForbiddenInDomain = 2,
  kNeedsDecoding = 4,  // a percent sign, or beyond ASCII
};

constexpr std::array<std::uint8_t, 256> kTraits = [] {
  std::array<std::uint8_t, 256> table{};
  for (unsigned byte = 0; byte <= 0x20; ++byte) table[byte] = kForbiddenInDomain;
  table[0x7F] = kForbiddenInDomain;
  table['%'] = kForbiddenInDomain | kNeedsDecoding;
  for (unsigned byte = 0x80; byte < table.size(); ++byte) table[byte] = kNeedsDecoding;
  for (const unsigned char c : std::string_view("\0\t\n\r #/:<>?@[\\]^|", 17)) {
    table[c] = kForbiddenInHost | kForbiddenInDomain;
  }
  return table;
}();

bool has_any(std::string_view text, std::uint8_t trait) {
  return std::any_of(text.begin(), text.end(), [trait](char c) {
    return (kTraits[static_cast<unsigned char>(c)] & trait) != 0;
  });
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool append_opaque_host(std::string_view input, std::string& out) {
  if (has_any(input, kForbiddenInHost)) return false;
  append_percent_encoded(input, PercentEncodeSet::kC0Control, out);
  return true;
}

// The end of the standard's "domain parser": an ASCII domain is only lower-cased, even where it
// has A-labels that do not decode.
bool append_ascii_domain(std::string_view domain, std::string& out) {
  if (domain.empty() || has_any(domain, kForbiddenInDomain)) return false;
  for (const char c : domain) out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 32) : c);
  return true;
}

bool append_domain(std::string_view input, std::string& out) {
  if (!has_any(input, kNeedsDecoding)) return append_ascii_domain(input, out);
  const std::string domain =
      percent_decode(is_ascii(input) ? std::string(input) : to_well_formed_utf8(input));
  if (is_ascii(domain)) return append_ascii_domain(domain, out);
  std::string ascii;
  return append_domain_to_ascii(domain, ascii) && append_ascii_domain(ascii, out);
}

}  // namespace

bool append_host(std::string_view input, bool is_opaque, std::string& out) {
  if (input.starts_with('[')) {
    return input.ends_with(']') && append_ipv6(input.substr(1, input.size() - 2), out);
  }
  if (is_opaque) return append_opaque_host(input, out);
  const std::size_t start = out.size();
  if (!append_domain(input, out)) return false;
  if (!ends_in_number(std::string_view(out).substr(start))) return true;
  const std::string domain = out.substr(start);
  out.resize(start);
  return append_ipv4(domain, out);
}

}  // namespace anchord
