#pragma once

#include <gtest/gtest.h>

#include <filesystem>
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

}  // namespace anchord
