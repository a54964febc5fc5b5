#include "crawler/ip_range.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "indexer/ascii.h"

namespace anchord {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr std::size_t kV4Bytes = IpAddress::kBytes - kMappedPrefix.size();
constexpr std::size_t kBits = 8 * IpAddress::kBytes;
constexpr std::size_t kMappedBits = 8 * kMappedPrefix.size();

// Whether `a` and `b` agree in their first `bits` bits.
bool same_prefix(const IpAddress& a, const IpAddress& b, std::size_t bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(a.bytes().begin(), a.bytes().begin() + static_cast<std::ptrdiff_t>(whole),
                  b.bytes().begin())) {
    return false;
  }
  const unsigned rest = bits % 8;
  return rest == 0 || ((a.bytes()[whole] ^ b.bytes()[whole]) >> (8U - rest)) == 0;
}

bool is_zero_behind(const IpAddress& ip, std::size_t bits) {
  for (std::size_t bit = bits; bit < kBits; ++bit) {
    if ((ip.bytes()[bit / 8] & (0x80U >> (bit % 8))) != 0) return false;
  }
  return true;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  std::copy(text.begin(), text.end(), terminated.begin());
  std::array<char, kBytes> bytes{};
  if (inet_pton(AF_INET, terminated.data(), bytes.data()) == 1) {
    return from_bytes({bytes.data(), kV4Bytes});
  }
  if (inet_pton(AF_INET6, terminated.data(), bytes.data()) == 1) {
    return from_bytes({bytes.data(), bytes.size()});
  }
  return std::nullopt;
}

std::optional<IpAddress> IpAddress::from_bytes(std::string_view bytes) {
  IpAddress ip;
  if (bytes.size() == kV4Bytes) {
    std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), ip.bytes_.begin());
  } else if (bytes.size() != kBytes) {
    return std::nullopt;
  }
  std::memcpy(ip.bytes_.data() + (kBytes - bytes.size()), bytes.data(), bytes.size());
  return ip;
}

bool IpAddress::is_v4() const {
  return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes_.begin());
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (is_v4()) {
    inet_ntop(AF_INET, bytes_.data() + kMappedPrefix.size(), text.data(), text.size());
  } else {
    inet_ntop(AF_INET6, bytes_.data(), text.data(), text.size());
  }
  return text.data();
}

IpAddress IpAddress::embedded_v4(std::size_t at) const {
  IpAddress ip;
  std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), ip.bytes_.begin());
  std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at), kV4Bytes,
              ip.bytes_.begin() + kMappedPrefix.size());
  return ip;
}

std::optional<IpRange> IpRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  const auto first = IpAddress::parse(address);
  if (!first || address.starts_with('[')) return std::nullopt;
  const bool is_dotted = address.find(':') == std::string_view::npos;
  std::size_t bits = kBits;
  if (slash != std::string_view::npos) {
    const auto prefix = parse_number<std::size_t>(text.substr(slash + 1));
    if (!prefix || *prefix > (is_dotted ? kBits - kMappedBits : kBits)) return std::nullopt;
    bits = *prefix + (is_dotted ? kMappedBits : 0);
  }
  if (!is_zero_behind(*first, bits)) return std::nullopt;
  return IpRange(*first, bits);
}

bool IpRange::contains(const IpAddress& ip) const {
  return ip.is_v4() == first_.is_v4() && same_prefix(ip, first_, prefix_bits_);
}

std::string IpRange::text() const {
  const std::size_t bits = first_.is_v4() ? prefix_bits_ - kMappedBits : prefix_bits_;
  return first_.text() + "/" + std::to_string(bits);
}

}  // namespace anchord
