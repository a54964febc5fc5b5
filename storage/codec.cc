#include "storage/codec.h"

namespace anchord {

void put_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80U));
    value >>= 7U;
  }
  out.push_back(static_cast<char>(value));
}

void put_str(std::string& out, std::string_view value) {
  put_varint(out, value.size());
  out += value;
}

void put_fixed64(std::string& out, std::uint64_t value) {
  for (unsigned shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>(value >> shift));
}

std::uint64_t Reader::long_varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && at_ != end_; shift += 7) {
    const auto piece = static_cast<std::uint8_t>(*at_++);
    const std::uint64_t bits = piece & 0x7FU;
    if (shift == 63 && bits > 1) break;
    value |= bits << shift;
    if (piece < 0x80) return value;
  }
  ok_ = false;
  return 0;
}

std::string_view Reader::bytes(std::uint64_t size) {
  if (size > left()) {
    ok_ = false;
    return {};
  }
  const std::string_view piece(at_, static_cast<std::size_t>(size));
  at_ += size;
  return piece;
}

std::uint64_t Reader::fixed64() {
  const std::string_view piece = bytes(8);
  std::uint64_t value = 0;
  for (std::size_t i = piece.size(); i-- > 0;) {
    value = value << 8U | static_cast<std::uint8_t>(piece[i]);
  }
  return value;
}

}  // namespace anchord
