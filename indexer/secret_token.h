#pragma once

#include <string>
#include <string_view>

#include "storage/result.h"

// What tokens are made of and compared by: the door to OpenSSL's libcrypto.
namespace anchord {

inline constexpr std::size_t kSha256HexBytes = 64;

// 24 random bytes as 48 hexadecimal digits. Fails with kIo where the system has none.
Result<std::string> new_secret();

// SHA-256 in lower-case hexadecimal digits. A secret is long and random, so that this needs no salt
// and no slowness.
std::string sha256_hex(std::string_view text);

// Whether both are the same, in a time that tells nothing but whether they are equally long.
bool equals_in_constant_time(std::string_view a, std::string_view b);

}  // namespace anchord
