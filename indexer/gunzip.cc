#include "indexer/gunzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace anchord {
namespace {

constexpr std::size_t kStepBytes = 64U << 10U;
constexpr int kGzipWindow = 16 + MAX_WBITS;  // zlib: gzip header and trailer, largest window

struct Inflater {
  z_stream stream{};
  bool is_ready = inflateInit2(&stream, kGzipWindow) == Z_OK;

  Inflater() = default;
  ~Inflater() {
    if (is_ready) inflateEnd(&stream);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
};

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1F\x8B"); }

Gunzipped gunzip(std::string_view file, std::size_t bytes_max) {
  Gunzipped result;
  Inflater inflater;
  if (!inflater.is_ready || file.size() > std::numeric_limits<uInt>::max()) return result;
  z_stream& stream = inflater.stream;
  // zlib reads only, though its C interface does not say so in every build.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(file.data()));
  stream.avail_in = static_cast<uInt>(file.size());
  std::array<char, kStepBytes> step{};
  int state = Z_OK;
  while (state == Z_OK && result.bytes.size() < bytes_max) {
    stream.next_out = reinterpret_cast<Bytef*>(step.data());
    stream.avail_out = static_cast<uInt>(std::min(step.size(), bytes_max - result.bytes.size()));
    const uInt room = stream.avail_out;
    state = inflate(&stream, Z_NO_FLUSH);
    result.bytes.append(step.data(), room - stream.avail_out);
    const bool is_last_member = !is_gzip(
        {reinterpret_cast<const char*>(stream.next_in), static_cast<std::size_t>(stream.avail_in)});
    if (state == Z_STREAM_END && !is_last_member) state = inflateReset(&stream);
  }
  result.is_whole = state == Z_STREAM_END;
  return result;
}

}  // namespace anchord
