#include <optional>
#include <string>

#include "indexer/api_request.h"
#include "storage/codec.h"

// Cursors: the fields one after the other (storage/codec.h), in hexadecimal.
namespace anchord {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

std::optional<std::string> bytes_of(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const std::size_t high = kDigits.find(digits[i]);
    const std::size_t low = kDigits.find(digits[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes.push_back(static_cast<char>(high << 4U | low));
  }
  return bytes;
}

}  // namespace

std::string cursor_of(const ApiPlace& place, std::uint64_t fingerprint) {
  std::string bytes;
  put_fixed64(bytes, fingerprint);
  put_svarint(bytes, place.group.internal);
  put_svarint(bytes, place.group.external);
  put_str(bytes, place.group.anchor);
  put_str(bytes, place.place.page);
  put_varint(bytes, place.place.index);
  std::string digits;
  for (const char byte : bytes) {
    digits.push_back(kDigits[static_cast<unsigned char>(byte) >> 4U]);
    digits.push_back(kDigits[static_cast<unsigned char>(byte) & 15U]);
  }
  return digits;
}

std::optional<ApiPlace> place_of_cursor(std::string_view cursor, std::uint64_t fingerprint) {
  const std::optional<std::string> bytes = bytes_of(cursor);
  if (!bytes) return std::nullopt;
  Reader reader(*bytes);
  if (reader.fixed64() != fingerprint) return std::nullopt;
  ApiPlace place;
  place.group.internal = reader.svarint();
  place.group.external = reader.svarint();
  place.group.anchor = reader.str();
  place.place.page = reader.str();
  place.place.index = reader.number<std::uint32_t>();
  if (!reader.is_finished()) return std::nullopt;
  return place;
}

}  // namespace anchord
