#include "indexer/encoding_decoders.h"
#include "indexer/encoding_utf8.h"
#include "indexer/utf8.h"

namespace anchord {
namespace {

constexpr bool is_lead_surrogate(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
constexpr bool is_trail_surrogate(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

}  // namespace

void decode_utf16(std::string_view bytes, bool big_endian, std::string& out) {
  const auto unit_at = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(big_endian ? first << 8U | second : second << 8U | first);
  };
  std::size_t at = 0;
  while (bytes.size() - at >= 2) {
    const char32_t unit = unit_at(at);
    at += 2;
    if (is_lead_surrogate(unit)) {
      // The end cuts the pair: one error for all that is left.
      if (bytes.size() - at < 2) {
        append_code_point(kReplacementCharacter, out);
        return;
      }
      const char32_t trail = unit_at(at);
      if (is_trail_surrogate(trail)) {
        append_code_point(0x10000 + ((unit - 0xD800) << 10U) + (trail - 0xDC00), out);
        at += 2;
        continue;
      }
    }
    const bool unpaired = is_lead_surrogate(unit) || is_trail_surrogate(unit);
    append_code_point(unpaired ? kReplacementCharacter : unit, out);
  }
  if (at < bytes.size()) append_code_point(kReplacementCharacter, out);
}

}  // namespace anchord
