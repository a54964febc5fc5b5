#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace anchord {

// An IPv4 or IPv6 address. An IPv4 one is kept as its mapped form (::ffff:a.b.c.d, RFC 4291,
// 2.5.5.2), so that both ways to write it are the same address.
class IpAddress {
 public:
  static constexpr std::size_t kBytes = 16;

  // Reads "192.0.2.1", "2001:db8::1" or, as a URL's host, "[2001:db8::1]". Nullopt for all else,
  // also for addresses with a zone.
  static std::optional<IpAddress> parse(std::string_view text);
  // From 4 or 16 bytes in network order; nullopt of another number.
  static std::optional<IpAddress> from_bytes(std::string_view bytes);

  bool is_v4() const;
  // "192.0.2.1" or "2001:db8::1"; the former for a mapped address too.
  std::string text() const;
  const std::array<std::uint8_t, kBytes>& bytes() const { return bytes_; }

  // The IPv4 address that the four bytes from `at` are.
  IpAddress embedded_v4(std::size_t at) const;

  bool operator==(const IpAddress&) const = default;

 private:
  std::array<std::uint8_t, kBytes> bytes_{};
};

// Addresses of one family that begin with the same bits.
class IpRange {
 public:
  // Reads "127.0.0.0/8", "fc00::/7" or one address. Nullopt for all else, also where a bit behind
  // the prefix is set, as in 10.1.2.3/8: which range is meant is then anybody's guess.
  static std::optional<IpRange> parse(std::string_view text);

  bool contains(const IpAddress& ip) const;
  std::string text() const;  // "127.0.0.0/8"

  bool operator==(const IpRange&) const = default;

 private:
  IpRange(const IpAddress& first, std::size_t prefix_bits)
      : first_(first), prefix_bits_(prefix_bits) {}

  IpAddress first_;
  std::size_t prefix_bits_;  // of the 128
};

}  // namespace anchord
