#include "storage/fingerprint.h"

#include <xxhash.h>

namespace anchord {

Fingerprint fingerprint_of(std::string_view bytes, std::uint64_t seed) {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(bytes.data(), bytes.size(), seed);
  return {hash.high64, hash.low64};
}

}  // namespace anchord
