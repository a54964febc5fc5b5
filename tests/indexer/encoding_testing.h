#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/encoding.h"
#include "tests/testdata.h"

// What the tests of the encodings share.
namespace anchord {

inline std::filesystem::path data_file(const std::string& name) {
  return testdata() / "encoding" / name;
}

inline std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

#define SKIP_WITHOUT(path) \
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << (path)

// From a heap block of the exact size, so that AddressSanitizer sees one byte too many.
inline std::string decoded(std::string_view bytes, const Encoding& encoding) {
  const std::vector<char> block(bytes.begin(), bytes.end());
  std::string storage;
  return std::string(decode({block.data(), block.size()}, encoding, storage));
}

inline std::string decoded(std::string_view bytes, std::string_view label) {
  return decoded(bytes, *encoding_for_label(label));
}

inline std::string name_or_none(const Encoding* encoding) {
  return encoding == nullptr ? "none" : std::string(name_of(*encoding));
}

inline std::string from_base64(const std::string& text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char digit : text) {
    const std::size_t value = kDigits.find(digit);
    if (value == std::string_view::npos) break;
    bits = (bits << 6U | static_cast<unsigned>(value)) & 0xFFFFFFU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count);
  }
  return bytes;
}

}  // namespace anchord
