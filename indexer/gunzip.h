#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// The only door to zlib: gzip files (RFC 1952).
namespace anchord {

// Whether the bytes begin as a gzip file does.
bool is_gzip(std::string_view bytes);

struct Gunzipped {
  std::string bytes;
  bool is_whole = false;  // false: damaged, cut off, or longer than the limit
};

// Inflates a gzip file, all its members one after the other, up to `bytes_max` bytes. Any bytes
// give something: what could be inflated before the damage. Linear in what it reads and gives.
Gunzipped gunzip(std::string_view file, std::size_t bytes_max);

}  // namespace anchord
