#include "indexer/control_shield.h"

#include <algorithm>
#include <cstddef>

#include "indexer/ascii.h"
#include "indexer/utf8.h"

namespace anchord {
namespace {

constexpr char32_t kShieldBase = 0x10FF00;
constexpr std::string_view kShieldStart = "\xF4\x8F";  // of U+10F000 to U+10FFFF
constexpr std::size_t kShieldBytes = 4;
constexpr char kC1Lead = '\xC2';
constexpr char32_t kControlMax = 0x9F;

constexpr unsigned char byte_of(char c) { return static_cast<unsigned char>(c); }

constexpr bool is_shielded_ascii(unsigned char byte) {
  const char c = static_cast<char>(byte);
  return (byte < 0x20 && byte != 0 && !is_html_space(c)) || byte == 0x7F;
}

// Looked at in blocks of a fixed size, which the compiler turns into vector instructions.
constexpr std::size_t kBlockBytes = 64;

bool may_have_control(const char* block) {
  unsigned hits = 0;
  for (std::size_t i = 0; i < kBlockBytes; ++i) {
    const unsigned byte = byte_of(block[i]);
    const unsigned is_low = byte < 0x20U && byte != 0x09U && byte != 0x0AU && byte != 0x0DU;
    hits |= is_low | (byte == 0x7FU ? 1U : 0U) | (byte == byte_of(kC1Lead) ? 1U : 0U);
  }
  return hits != 0;
}

bool is_control_at(std::string_view utf8, std::size_t at) {
  if (utf8[at] != kC1Lead) return is_shielded_ascii(byte_of(utf8[at]));
  return byte_of(utf8[at + 1]) <= kControlMax;
}

// Where the next control character is; the end of `utf8` where there is none.
std::size_t find_control(std::string_view utf8, std::size_t from) {
  std::size_t at = from;
  while (at < utf8.size()) {
    const std::size_t block = std::min(kBlockBytes, utf8.size() - at);
    if (block == kBlockBytes && !may_have_control(utf8.data() + at)) {
      at += kBlockBytes;
      continue;
    }
    for (const std::size_t end = at + block; at < end; ++at) {
      if (is_control_at(utf8, at)) return at;
    }
  }
  return utf8.size();
}

}  // namespace

bool has_controls(std::string_view utf8) { return find_control(utf8, 0) < utf8.size(); }

std::string shield_controls(std::string_view utf8) {
  std::string shielded;
  std::size_t at = 0;
  while (true) {
    const std::size_t control = find_control(utf8, at);
    shielded += utf8.substr(at, control - at);
    if (control == utf8.size()) return shielded;
    const bool is_c1 = utf8[control] == kC1Lead;
    append_code_point(kShieldBase + byte_of(utf8[control + (is_c1 ? 1 : 0)]), shielded);
    at = control + (is_c1 ? 2 : 1);
  }
}

std::string_view unshield_controls(std::string_view shielded, std::string& storage) {
  std::size_t found = shielded.find(kShieldStart);
  if (found == std::string_view::npos) return shielded;
  storage.clear();
  std::size_t at = 0;
  for (; found != std::string_view::npos; found = shielded.find(kShieldStart, found + 1)) {
    if (found + kShieldBytes > shielded.size()) break;
    const char32_t low =
        ((byte_of(shielded[found + 2]) & 0x3FU) << 6U) | (byte_of(shielded[found + 3]) & 0x3FU);
    const char32_t control = low - (kShieldBase & 0xFFFU);
    if (control > kControlMax) continue;
    storage += shielded.substr(at, found - at);
    append_code_point(control, storage);
    at = found + kShieldBytes;
  }
  storage += shielded.substr(at);
  return storage;
}

}  // namespace anchord
