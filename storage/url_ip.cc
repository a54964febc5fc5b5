#include "storage/url_ip.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "storage/url_percent.h"

namespace anchord {
namespace {

using Ipv6Pieces = std::array<std::uint16_t, 8>;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool has_hex_prefix(std::string_view text) {
  return text.size() >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

// The IPv4 number parser. A value beyond 32 bits is given as some value beyond 32 bits, so that
// no length of digits overflows.
std::optional<std::uint64_t> parse_ipv4_number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  unsigned radix = 10;
  if (has_hex_prefix(text)) {
    radix = 16;
    text.remove_prefix(2);
  } else if (text.size() >= 2 && text[0] == '0') {
    radix = 8;
    text.remove_prefix(1);
  }
  std::uint64_t value = 0;
  for (const char c : text) {
    const int digit = hex_value(c);
    if (digit < 0 || static_cast<unsigned>(digit) >= radix) return std::nullopt;
    if (value <= UINT32_MAX) value = value * radix + static_cast<unsigned>(digit);
  }
  return value;
}

void append_number(unsigned value, int radix, std::string& out) {
  std::array<char, 8> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, radix).ptr;
  out.append(digits.data(), end);
}

// The rest of an IPv6 address written as "1.2.3.4"; fills two pieces.
bool parse_embedded_ipv4(std::string_view input, std::uint16_t* pieces) {
  std::size_t at = 0;
  for (std::size_t seen = 0; seen < 4; ++seen) {
    if (seen > 0) {
      if (at == input.size() || input[at] != '.') return false;
      ++at;
    }
    if (at == input.size() || !is_digit(input[at])) return false;
    const bool leading_zero = input[at] == '0';
    unsigned value = 0;
    std::size_t digits = 0;
    for (; at < input.size() && is_digit(input[at]); ++at, ++digits) {
      value = value * 10 + static_cast<unsigned>(input[at] - '0');
      if ((leading_zero && digits > 0) || value > 255) return false;
    }
    pieces[seen / 2] = static_cast<std::uint16_t>(pieces[seen / 2] * 256U + value);
  }
  return at == input.size();
}

// Moves the pieces from `compress` up to `count` to the end of the address.
void expand_compression(Ipv6Pieces& pieces, std::size_t compress, std::size_t count) {
  std::move_backward(pieces.begin() + static_cast<std::ptrdiff_t>(compress),
                     pieces.begin() + static_cast<std::ptrdiff_t>(count), pieces.end());
  const std::size_t moved = count - compress;
  std::fill(pieces.begin() + static_cast<std::ptrdiff_t>(compress),
            pieces.end() - static_cast<std::ptrdiff_t>(moved), std::uint16_t{0});
}

std::optional<Ipv6Pieces> parse_ipv6(std::string_view input) {
  Ipv6Pieces pieces{};
  std::size_t count = 0;
  std::optional<std::size_t> compress;
  std::size_t at = 0;
  if (input.starts_with(':')) {
    if (!input.starts_with("::")) return std::nullopt;
    at = 2;
    compress = ++count;
  }
  while (at < input.size()) {
    if (count == pieces.size()) return std::nullopt;
    if (input[at] == ':') {
      if (compress) return std::nullopt;
      ++at;
      compress = ++count;
      continue;
    }
    const std::size_t piece_start = at;
    unsigned value = 0;
    for (; at < input.size() && at < piece_start + 4 && hex_value(input[at]) >= 0; ++at) {
      value = value * 16 + static_cast<unsigned>(hex_value(input[at]));
    }
    if (at < input.size() && input[at] == '.') {
      if (count > 6 || !parse_embedded_ipv4(input.substr(piece_start), &pieces[count])) {
        return std::nullopt;
      }
      count += 2;
      break;
    }
    if (at < input.size() && (input[at] != ':' || ++at == input.size())) return std::nullopt;
    pieces[count++] = static_cast<std::uint16_t>(value);
  }
  if (!compress && count != pieces.size()) return std::nullopt;
  if (compress) expand_compression(pieces, *compress, count);
  return pieces;
}

struct Run {
  std::size_t start = 8;
  std::size_t length = 1;
};

// The first longest run of at least two zero pieces; `start` is 8 where there is none.
Run find_compressed_run(const Ipv6Pieces& pieces) {
  Run longest;
  Run found{0, 0};
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i] != 0) {
      found = {i + 1, 0};
    } else if (++found.length > longest.length) {
      longest = found;
    }
  }
  return longest;
}

}  // namespace

bool ends_in_number(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  const std::string_view last = domain.substr(domain.rfind('.') + 1);
  if (last.empty() || !is_digit(last.front())) return false;
  return std::all_of(last.begin(), last.end(), is_digit) ||
         (has_hex_prefix(last) && parse_ipv4_number(last).has_value());
}

bool append_ipv4(std::string_view domain, std::string& out) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  std::uint64_t address = 0;
  for (std::size_t part = 0;; ++part) {
    const std::size_t dot = domain.find('.');
    const std::optional<std::uint64_t> number = parse_ipv4_number(domain.substr(0, dot));
    if (!number || part == 4) return false;
    if (dot == std::string_view::npos) {
      const std::size_t bits_left = 32 - 8 * part;
      if ((*number >> bits_left) != 0) return false;
      address = (address << bits_left) + *number;
      break;
    }
    if (*number > 255) return false;
    address = address * 256 + *number;
    domain.remove_prefix(dot + 1);
  }
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    append_number(static_cast<unsigned>(address >> shift) & 255U, 10, out);
    if (shift != 0) out.push_back('.');
  }
  return true;
}

bool append_ipv6(std::string_view input, std::string& out) {
  const std::optional<Ipv6Pieces> pieces = parse_ipv6(input);
  if (!pieces) return false;
  const Run compressed = find_compressed_run(*pieces);
  out.push_back('[');
  for (std::size_t i = 0; i < pieces->size();) {
    if (i == compressed.start) {
      out.append(i == 0 ? "::" : ":");
      i += compressed.length;
      continue;
    }
    append_number((*pieces)[i], 16, out);
    if (++i < pieces->size()) out.push_back(':');
  }
  out.push_back(']');
  return true;
}

}  // namespace anchord
