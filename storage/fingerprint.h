#pragma once

#include <cstdint>
#include <string_view>

namespace anchord {

// XXH3-128 of some bytes, to tell whether they changed. Not a defence against forgery: whoever
// forges one hides a change of their own page from us, nothing else. Zero: none taken.
struct Fingerprint {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  bool operator==(const Fingerprint&) const = default;
};

// Continues from `seed`, so that several pieces make one fingerprint.
Fingerprint fingerprint_of(std::string_view bytes, std::uint64_t seed = 0);

// Half of it, to find things by.
inline std::uint64_t hash_of(std::string_view bytes) { return fingerprint_of(bytes).low; }

}  // namespace anchord
