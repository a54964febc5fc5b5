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

}  // namespace anchord
