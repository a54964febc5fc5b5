#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "storage/result.h"

// The primitives that format.h is written in.
namespace anchord {

inline void put_byte(std::string& out, std::uint8_t value) {
  out.push_back(static_cast<char>(value));
}
void put_varint(std::string& out, std::uint64_t value);
inline void put_svarint(std::string& out, std::int64_t value) {
  put_varint(out,
             (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63));
}
void put_str(std::string& out, std::string_view value);
void put_fixed64(std::string& out, std::uint64_t value);  // little-endian

// Reads what the functions above wrote. Reading past the end or a malformed number gives zeroes and
// makes ok() false for good, so that a decoder asks once, at its end. Views are into the input.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

  std::uint8_t byte();
  std::uint64_t varint();
  std::int64_t svarint() {
    const std::uint64_t raw = varint();
    return static_cast<std::int64_t>(raw >> 1U) ^ -static_cast<std::int64_t>(raw & 1U);
  }
  std::string_view str() { return bytes(varint()); }
  std::string_view bytes(std::uint64_t size);
  std::uint64_t fixed64();
  // A varint that fits; another is malformed.
  template <class Number>
  Number number() {
    const std::uint64_t value = varint();
    if (static_cast<Number>(value) != value) fail();
    return static_cast<Number>(value);
  }

  void fail() { ok_ = false; }
  bool ok() const { return ok_; }
  bool at_end() const { return at_ == end_; }
  // Whether all of the bytes were read, and none was malformed.
  bool is_finished() const { return ok() && at_end(); }
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

 private:
  std::uint64_t long_varint();

  const char* at_;
  const char* end_;
  bool ok_ = true;
};

// What a decoder fails with: "NAME does not decode".
inline tl::unexpected<Error> damaged(std::string_view name) {
  return corruption(std::string(name) + " does not decode");
}

inline std::uint8_t Reader::byte() {
  if (at_ == end_) {
    ok_ = false;
    return 0;
  }
  return static_cast<std::uint8_t>(*at_++);
}

inline std::uint64_t Reader::varint() {
  if (at_ != end_ && static_cast<std::uint8_t>(*at_) < 0x80) {
    return static_cast<std::uint8_t>(*at_++);
  }
  return long_varint();
}

}  // namespace anchord
