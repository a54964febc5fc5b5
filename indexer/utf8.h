#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Well-formed UTF-8, code point by code point.
namespace anchord {

// True where a code point starts: every byte but a continuation byte.
constexpr bool starts_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

// Appends the code point, which must be a scalar value.
inline void append_code_point(char32_t code_point, std::string& out) {
  const auto byte = [&](char32_t bits) { out += static_cast<char>(bits); };
  if (code_point < 0x80) {
    byte(code_point);
  } else if (code_point < 0x800) {
    byte(0xC0U | (code_point >> 6U));
    byte(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    byte(0xE0U | (code_point >> 12U));
    byte(0x80U | ((code_point >> 6U) & 0x3FU));
    byte(0x80U | (code_point & 0x3FU));
  } else {
    byte(0xF0U | (code_point >> 18U));
    byte(0x80U | ((code_point >> 12U) & 0x3FU));
    byte(0x80U | ((code_point >> 6U) & 0x3FU));
    byte(0x80U | (code_point & 0x3FU));
  }
}

// The longest start of `utf8` that has at most `bytes_max` bytes and ends between code points.
constexpr std::string_view cut_at_code_point(std::string_view utf8, std::size_t bytes_max) {
  if (utf8.size() <= bytes_max) return utf8;
  std::size_t size = bytes_max;
  while (size > 0 && !starts_code_point(utf8[size])) --size;
  return utf8.substr(0, size);
}

// Whether a code point is white space: Unicode's property White_Space.
constexpr bool is_white_space(char32_t code_point) {
  if (code_point < 0x80) return code_point == ' ' || (code_point >= 0x09 && code_point <= 0x0D);
  return code_point == 0x85 || code_point == 0xA0 || code_point == 0x1680 ||
         (code_point >= 0x2000 && code_point <= 0x200A) || code_point == 0x2028 ||
         code_point == 0x2029 || code_point == 0x202F || code_point == 0x205F ||
         code_point == 0x3000;
}

// Whether a code point joins or parts the letters around it within one word: U+200C and U+200D.
constexpr bool is_joiner(char32_t code_point) {
  return code_point == 0x200C || code_point == 0x200D;
}

// The first code point of `utf8`, which must not be empty.
constexpr char32_t first_code_point(std::string_view utf8) {
  const auto bits = [utf8](std::size_t at) {
    return at < utf8.size() ? static_cast<unsigned char>(utf8[at]) & 0x3FU : 0U;
  };
  const auto lead = static_cast<unsigned char>(utf8[0]);
  if (lead < 0x80) return lead;
  if (lead < 0xE0) return (lead & 0x1FU) << 6U | bits(1);
  if (lead < 0xF0) return (lead & 0x0FU) << 12U | bits(1) << 6U | bits(2);
  return (lead & 0x07U) << 18U | bits(1) << 12U | bits(2) << 6U | bits(3);
}

}  // namespace anchord
