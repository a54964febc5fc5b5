#include "storage/url_percent.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace anchord {
namespace {

constexpr std::string_view kReplacementUtf8 = "\xEF\xBF\xBD";

constexpr bool contains(std::string_view set, char c) {
  return set.find(c) != std::string_view::npos;
}

constexpr std::uint8_t sets_with(unsigned byte) {
  constexpr std::uint8_t kAll = 63;
  if (byte < 0x20 || byte > 0x7E) return kAll;
  const char c = static_cast<char>(byte);
  const bool in_query = contains(" \"#<>", c);
  const bool in_path = in_query || contains("?^`{}", c);
  unsigned sets = 0;
  if (contains(" \"<>`", c)) sets |= static_cast<unsigned>(PercentEncodeSet::kFragment);
  if (in_query) sets |= static_cast<unsigned>(PercentEncodeSet::kQuery);
  if (in_query || c == '\'') sets |= static_cast<unsigned>(PercentEncodeSet::kSpecialQuery);
  if (in_path) sets |= static_cast<unsigned>(PercentEncodeSet::kPath);
  if (in_path || contains("/:;=@[\\]|", c)) {
    sets |= static_cast<unsigned>(PercentEncodeSet::kUserinfo);
  }
  return static_cast<std::uint8_t>(sets);
}

constexpr std::array<std::uint8_t, 256> kSetsOfByte = [] {
  std::array<std::uint8_t, 256> table{};
  for (unsigned byte = 0; byte < 256; ++byte) table[byte] = sets_with(byte);
  return table;
}();

constexpr unsigned byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

void append_percent_encoded_bytes(std::string_view bytes, std::string& out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out.push_back('%');
    out.push_back(kDigits[byte_at(bytes, i) >> 4]);
    out.push_back(kDigits[byte_at(bytes, i) & 15]);
  }
}

struct Utf8Sequence {
  std::size_t length;
  bool is_well_formed;
};

// The sequence at the start of `text`, which is not empty: one code point, or a maximal ill-formed
// subsequence.
Utf8Sequence first_sequence(std::string_view text) {
  const unsigned lead = byte_at(text, 0);
  if (lead < 0x80) return {1, true};
  if (lead < 0xC2 || lead > 0xF4) return {1, false};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  unsigned lower = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned upper = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  for (std::size_t i = 1; i < length; ++i) {
    if (i == text.size() || byte_at(text, i) < lower || byte_at(text, i) > upper) return {i, false};
    lower = 0x80;
    upper = 0xBF;
  }
  return {length, true};
}

}  // namespace

void append_percent_encoded(std::string_view input, PercentEncodeSet set, std::string& out) {
  const auto mask = static_cast<unsigned>(set);
  while (!input.empty()) {
    std::size_t plain = 0;
    while (plain < input.size() && (kSetsOfByte[byte_at(input, plain)] & mask) == 0) ++plain;
    out.append(input.data(), plain);
    input.remove_prefix(plain);
    if (input.empty()) return;
    const Utf8Sequence sequence = first_sequence(input);
    append_percent_encoded_bytes(
        sequence.is_well_formed ? input.substr(0, sequence.length) : kReplacementUtf8, out);
    input.remove_prefix(sequence.length);
  }
}

std::string percent_decode(std::string_view input) {
  std::string out;
  out.reserve(input.size());
  for (std::size_t i = 0; i < input.size(); ++i) {
    const int high = input[i] == '%' && i + 2 < input.size() ? hex_value(input[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(input[i + 2]) : -1;
    if (low < 0) {
      out.push_back(input[i]);
    } else {
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  return out;
}

std::string to_well_formed_utf8(std::string_view input) {
  std::string out;
  out.reserve(input.size());
  while (!input.empty()) {
    const Utf8Sequence sequence = first_sequence(input);
    out.append(sequence.is_well_formed ? input.substr(0, sequence.length) : kReplacementUtf8);
    input.remove_prefix(sequence.length);
  }
  return out;
}

}  // namespace anchord
