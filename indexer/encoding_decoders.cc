#include "indexer/encoding_decoders.h"

#include <cstdint>

#include "indexer/encoding_index.h"
#include "indexer/encoding_utf8.h"
#include "indexer/utf8.h"

namespace anchord {
namespace {

constexpr std::size_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

constexpr bool is_between(std::size_t byte, std::size_t min, std::size_t max) {
  return byte >= min && byte <= max;
}

// Appends ASCII in runs and asks `next` for a code point (and how many bytes it took) where a byte
// of 0x80 or more starts one. For the encodings that keep ASCII.
template <class Next>
void decode_by_steps(std::string_view bytes, std::string& out, Next next) {
  while (!bytes.empty()) {
    if (byte_at(bytes, 0) < 0x80) {
      const std::size_t run = ascii_length(bytes);
      out.append(bytes.substr(0, run));
      bytes.remove_prefix(run);
      continue;
    }
    const DecodedCodePoint step = next(bytes);
    append_code_point(step.code_point, out);
    bytes.remove_prefix(step.bytes);
  }
}

// The end of each two-byte decoder's step: the trail byte, where it is the second of `taken`, goes
// back where it is ASCII and no part of a character, so that no markup is swallowed.
DecodedCodePoint step_after_trail(char32_t code_point, std::size_t trail, std::size_t taken) {
  if (code_point != 0) return {code_point, taken};
  return {kReplacementCharacter, trail < 0x80 ? taken - 1 : taken};
}

DecodedCodePoint error_after(std::size_t taken) { return {kReplacementCharacter, taken}; }

DecodedCodePoint next_gb18030_four(std::string_view bytes) {
  if (bytes.size() < 3) return error_after(bytes.size());
  if (!is_between(byte_at(bytes, 2), 0x81, 0xFE)) return error_after(1);
  if (bytes.size() < 4) return error_after(3);
  if (!is_between(byte_at(bytes, 3), 0x30, 0x39)) return error_after(1);
  const std::size_t pointer = (byte_at(bytes, 0) - 0x81) * 12600 +
                              (byte_at(bytes, 1) - 0x30) * 1260 + (byte_at(bytes, 2) - 0x81) * 10 +
                              byte_at(bytes, 3) - 0x30;
  const char32_t code_point = gb18030_ranges_code_point(static_cast<std::uint32_t>(pointer));
  return {code_point != 0 ? code_point : kReplacementCharacter, 4};
}

DecodedCodePoint next_gb18030(std::string_view bytes, const Index& index) {
  const std::size_t lead = byte_at(bytes, 0);
  if (lead == 0x80) return {0x20AC, 1};
  if (lead == 0xFF || bytes.size() < 2) return error_after(1);
  const std::size_t trail = byte_at(bytes, 1);
  if (is_between(trail, 0x30, 0x39)) return next_gb18030_four(bytes);
  char32_t code_point = 0;
  if (is_between(trail, 0x40, 0x7E) || is_between(trail, 0x80, 0xFE)) {
    const std::size_t offset = trail < 0x7F ? 0x40 : 0x41;
    code_point = code_point_at(index, (lead - 0x81) * 190 + trail - offset);
  }
  return step_after_trail(code_point, trail, 2);
}

DecodedCodePoint next_big5(std::string_view bytes, const Index& index) {
  const std::size_t lead = byte_at(bytes, 0);
  if (!is_between(lead, 0x81, 0xFE) || bytes.size() < 2) return error_after(1);
  const std::size_t trail = byte_at(bytes, 1);
  char32_t code_point = 0;
  if (is_between(trail, 0x40, 0x7E) || is_between(trail, 0xA1, 0xFE)) {
    const std::size_t offset = trail < 0x7F ? 0x40 : 0x62;
    code_point = code_point_at(index, (lead - 0x81) * 157 + trail - offset);
  }
  return step_after_trail(code_point, trail, 2);
}

// The four characters of Big5 that Unicode has no one code point for; empty for any other.
std::string_view big5_pair(std::string_view bytes) {
  const std::string_view character = bytes.substr(0, 2);
  if (character == "\x88\x62") return "\u00CA\u0304";
  if (character == "\x88\x64") return "\u00CA\u030C";
  if (character == "\x88\xA3") return "\u00EA\u0304";
  if (character == "\x88\xA5") return "\u00EA\u030C";
  return {};
}

DecodedCodePoint next_euc_jp(std::string_view bytes, const Index& jis0208, const Index& jis0212) {
  std::size_t lead = byte_at(bytes, 0);
  const bool may_lead = lead == 0x8E || lead == 0x8F || is_between(lead, 0xA1, 0xFE);
  if (!may_lead || bytes.size() < 2) return error_after(1);
  std::size_t trail = byte_at(bytes, 1);
  if (lead == 0x8E && is_between(trail, 0xA1, 0xDF)) return {0xFF61 - 0xA1 + char32_t(trail), 2};
  std::size_t taken = 2;
  const bool three_bytes = lead == 0x8F && is_between(trail, 0xA1, 0xFE);
  if (three_bytes) {
    if (bytes.size() < 3) return error_after(2);
    lead = trail;
    trail = byte_at(bytes, 2);
    taken = 3;
  }
  char32_t code_point = 0;
  if (is_between(lead, 0xA1, 0xFE) && is_between(trail, 0xA1, 0xFE)) {
    code_point = code_point_at(three_bytes ? jis0212 : jis0208, (lead - 0xA1) * 94 + trail - 0xA1);
  }
  return step_after_trail(code_point, trail, taken);
}

// The user-defined rows of Shift_JIS, which stand for private use code points in order.
constexpr std::size_t kUserDefinedMin = 8836;
constexpr std::size_t kUserDefinedMax = 10715;

DecodedCodePoint next_shift_jis(std::string_view bytes, const Index& jis0208) {
  const std::size_t lead = byte_at(bytes, 0);
  if (lead == 0x80) return {0x80, 1};
  if (is_between(lead, 0xA1, 0xDF)) return {0xFF61 - 0xA1 + static_cast<char32_t>(lead), 1};
  const bool may_lead = is_between(lead, 0x81, 0x9F) || is_between(lead, 0xE0, 0xFC);
  if (!may_lead || bytes.size() < 2) return error_after(1);
  const std::size_t trail = byte_at(bytes, 1);
  char32_t code_point = 0;
  if (is_between(trail, 0x40, 0x7E) || is_between(trail, 0x80, 0xFC)) {
    const std::size_t pointer =
        (lead - (lead < 0xA0 ? 0x81 : 0xC1)) * 188 + trail - (trail < 0x7F ? 0x40 : 0x41);
    code_point = is_between(pointer, kUserDefinedMin, kUserDefinedMax)
                     ? static_cast<char32_t>(0xE000 + pointer - kUserDefinedMin)
                     : code_point_at(jis0208, pointer);
  }
  return step_after_trail(code_point, trail, 2);
}

DecodedCodePoint next_euc_kr(std::string_view bytes, const Index& index) {
  const std::size_t lead = byte_at(bytes, 0);
  if (!is_between(lead, 0x81, 0xFE) || bytes.size() < 2) return error_after(1);
  const std::size_t trail = byte_at(bytes, 1);
  const char32_t code_point =
      is_between(trail, 0x41, 0xFE) ? code_point_at(index, (lead - 0x81) * 190 + trail - 0x41) : 0;
  return step_after_trail(code_point, trail, 2);
}

}  // namespace

void decode_single_byte(std::string_view bytes, const Encoding& encoding, std::string& out) {
  const SingleByteIndex& index = single_byte_index(encoding);
  decode_by_steps(bytes, out, [&](std::string_view rest) -> DecodedCodePoint {
    const char32_t code_point = index[byte_at(rest, 0) - 0x80];
    return {code_point != 0 ? code_point : kReplacementCharacter, 1};
  });
}

void decode_gb18030(std::string_view bytes, std::string& out) {
  const Index& index = gb18030_index();
  decode_by_steps(bytes, out, [&](std::string_view rest) { return next_gb18030(rest, index); });
}

void decode_big5(std::string_view bytes, std::string& out) {
  const Index& index = big5_index();
  decode_by_steps(bytes, out, [&](std::string_view rest) -> DecodedCodePoint {
    const std::string_view pair = big5_pair(rest);
    if (pair.empty()) return next_big5(rest, index);
    out.append(pair.substr(0, 2));
    return {decode_utf8_code_point(pair.substr(2)).code_point, 2};
  });
}

void decode_euc_jp(std::string_view bytes, std::string& out) {
  const Index& jis0208 = jis0208_index();
  const Index& jis0212 = jis0212_index();
  decode_by_steps(bytes, out,
                  [&](std::string_view rest) { return next_euc_jp(rest, jis0208, jis0212); });
}

void decode_shift_jis(std::string_view bytes, std::string& out) {
  const Index& jis0208 = jis0208_index();
  decode_by_steps(bytes, out, [&](std::string_view rest) { return next_shift_jis(rest, jis0208); });
}

void decode_euc_kr(std::string_view bytes, std::string& out) {
  const Index& index = euc_kr_index();
  decode_by_steps(bytes, out, [&](std::string_view rest) { return next_euc_kr(rest, index); });
}

void decode_user_defined(std::string_view bytes, std::string& out) {
  decode_by_steps(bytes, out, [](std::string_view rest) -> DecodedCodePoint {
    return {static_cast<char32_t>(0xF780 + byte_at(rest, 0) - 0x80), 1};
  });
}

}  // namespace anchord
