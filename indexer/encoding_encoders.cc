#include "indexer/encoding_encoders.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "indexer/encoding_index.h"

namespace anchord {
namespace {

template <class... Bytes>
bool put(std::string& out, Bytes... bytes) {
  (out.push_back(static_cast<char>(bytes)), ...);
  return true;
}

// The half-width katakana U+FF61 to U+FF9F, full-width (index ISO-2022-JP katakana).
constexpr std::u16string_view kFullWidthKatakana =
    u"。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホ"
    u"マミムメモヤユヨラリルレロワン゛゜";

constexpr bool is_half_width_katakana(char32_t code_point) {
  return code_point >= 0xFF61 && code_point <= 0xFF9F;
}

constexpr auto kAnyPointer = [](std::uint32_t) { return true; };

const ReverseIndex& jis0208_pointers() {
  static const ReverseIndex kPointers(jis0208_index(), kAnyPointer);
  return kPointers;
}

bool put_single_byte(const Encoding& encoding, char32_t code_point, std::string& out) {
  const SingleByteIndex& index = single_byte_index(encoding);
  const auto found = std::find(index.begin(), index.end(), code_point);
  return code_point != 0 && found != index.end() && put(out, 0x80 + (found - index.begin()));
}

bool put_gb18030_four(std::uint32_t pointer, std::string& out) {
  return put(out, 0x81 + pointer / 12600, 0x30 + pointer / 1260 % 10, 0x81 + pointer / 10 % 126,
             0x30 + pointer % 10);
}

bool put_gb18030(bool is_gbk, char32_t code_point, std::string& out) {
  static const ReverseIndex kPointers(gb18030_index(), kAnyPointer);
  if (code_point == 0xE5E5) return false;
  if (is_gbk && code_point == 0x20AC) return put(out, 0x80);
  for (const Gb18030Update& update : kGb18030Updates) {
    if (code_point == update.private_use) return put(out, update.bytes >> 8, update.bytes & 0xFF);
  }
  if (const std::optional<std::uint32_t> pointer = kPointers.first_pointer(code_point)) {
    const std::uint32_t trail = *pointer % 190;
    return put(out, 0x81 + *pointer / 190, trail + (trail < 0x3F ? 0x40 : 0x41));
  }
  if (is_gbk) return false;
  const std::optional<std::uint32_t> pointer = gb18030_ranges_pointer(code_point);
  return pointer && put_gb18030_four(*pointer, out);
}

bool put_big5(char32_t code_point, std::string& out) {
  // Hong Kong's characters are read and never written.
  static const ReverseIndex kPointers(
      big5_index(), [](std::uint32_t pointer) { return pointer >= (0xA1 - 0x81) * 157; });
  constexpr std::u32string_view kLastOfSeveral = U"\u2550\u255E\u2561\u256A\u5341\u5345";
  const bool last = kLastOfSeveral.find(code_point) != std::u32string_view::npos;
  const std::optional<std::uint32_t> pointer =
      last ? kPointers.last_pointer(code_point) : kPointers.first_pointer(code_point);
  if (!pointer) return false;
  const std::uint32_t trail = *pointer % 157;
  return put(out, 0x81 + *pointer / 157, trail + (trail < 0x3F ? 0x40 : 0x62));
}

bool put_euc_jp(char32_t code_point, std::string& out) {
  if (code_point == 0xA5) return put(out, 0x5C);
  if (code_point == 0x203E) return put(out, 0x7E);
  if (is_half_width_katakana(code_point)) return put(out, 0x8E, code_point - 0xFF61 + 0xA1);
  const std::optional<std::uint32_t> pointer =
      jis0208_pointers().first_pointer(code_point == 0x2212 ? 0xFF0D : code_point);
  return pointer && *pointer < 94 * 94 && put(out, 0xA1 + *pointer / 94, 0xA1 + *pointer % 94);
}

bool put_shift_jis(char32_t code_point, std::string& out) {
  // The standard's "index Shift_JIS pointer": NEC's selection of IBM's extensions is not written.
  static const ReverseIndex kPointers(
      jis0208_index(), [](std::uint32_t pointer) { return pointer < 8272 || pointer > 8835; });
  if (code_point == 0x80) return put(out, 0x80);
  if (code_point == 0xA5) return put(out, 0x5C);
  if (code_point == 0x203E) return put(out, 0x7E);
  if (is_half_width_katakana(code_point)) return put(out, code_point - 0xFF61 + 0xA1);
  const std::optional<std::uint32_t> pointer =
      kPointers.first_pointer(code_point == 0x2212 ? 0xFF0D : code_point);
  if (!pointer) return false;
  const std::uint32_t lead = *pointer / 188;
  const std::uint32_t trail = *pointer % 188;
  return put(out, lead + (lead < 0x1F ? 0x81 : 0xC1), trail + (trail < 0x3F ? 0x40 : 0x41));
}

bool put_euc_kr(char32_t code_point, std::string& out) {
  static const ReverseIndex kPointers(euc_kr_index(), kAnyPointer);
  const std::optional<std::uint32_t> pointer = kPointers.first_pointer(code_point);
  return pointer && put(out, 0x81 + *pointer / 190, 0x41 + *pointer % 190);
}

bool put_user_defined(char32_t code_point, std::string& out) {
  const bool has_byte = code_point >= 0xF780 && code_point <= 0xF7FF;
  return has_byte && put(out, code_point - 0xF780 + 0x80);
}

bool put_non_ascii(const Encoding& encoding, char32_t code_point, std::string& out) {
  switch (encoding.kind) {
    case EncodingKind::kSingleByte:
      return put_single_byte(encoding, code_point, out);
    case EncodingKind::kGbk:
      return put_gb18030(true, code_point, out);
    case EncodingKind::kGb18030:
      return put_gb18030(false, code_point, out);
    case EncodingKind::kBig5:
      return put_big5(code_point, out);
    case EncodingKind::kEucJp:
      return put_euc_jp(code_point, out);
    case EncodingKind::kShiftJis:
      return put_shift_jis(code_point, out);
    case EncodingKind::kEucKr:
      return put_euc_kr(code_point, out);
    case EncodingKind::kUserDefined:
      return put_user_defined(code_point, out);
    default:
      return false;
  }
}

}  // namespace

std::optional<char32_t> Encoder::append(char32_t code_point, std::string& bytes) {
  if (encoding_.kind == EncodingKind::kIso2022Jp) return append_iso_2022_jp(code_point, bytes);
  if (code_point < 0x80) {
    put(bytes, code_point);
    return std::nullopt;
  }
  if (put_non_ascii(encoding_, code_point, bytes)) return std::nullopt;
  return code_point;
}

void Encoder::finish(std::string& bytes) { switch_to(Iso2022JpState::kAscii, bytes); }

std::optional<char32_t> Encoder::append_iso_2022_jp(char32_t code_point, std::string& bytes) {
  using State = Iso2022JpState;
  const bool could_switch = code_point == 0x0E || code_point == 0x0F || code_point == 0x1B;
  if (could_switch && state_ != State::kJis0208) return 0xFFFD;
  const bool roman_only = code_point == 0xA5 || code_point == 0x203E;
  const bool ascii_only = code_point == 0x5C || code_point == 0x7E;
  if (code_point < 0x80 || roman_only) {
    const bool roman = roman_only || (state_ == State::kRoman && !ascii_only);
    switch_to(roman ? State::kRoman : State::kAscii, bytes);
    if (could_switch) return 0xFFFD;
    put(bytes, code_point == 0xA5 ? 0x5C : code_point == 0x203E ? 0x7E : code_point);
    return std::nullopt;
  }
  char32_t wanted = code_point == 0x2212 ? 0xFF0D : code_point;
  if (is_half_width_katakana(wanted)) wanted = kFullWidthKatakana[wanted - 0xFF61];
  const std::optional<std::uint32_t> pointer = jis0208_pointers().first_pointer(wanted);
  if (!pointer || *pointer >= 94 * 94) {
    if (state_ == State::kJis0208) switch_to(State::kAscii, bytes);
    return code_point;
  }
  switch_to(State::kJis0208, bytes);
  put(bytes, 0x21 + *pointer / 94, 0x21 + *pointer % 94);
  return std::nullopt;
}

void Encoder::switch_to(Iso2022JpState state, std::string& bytes) {
  if (state == state_) return;
  state_ = state;
  bytes += state == Iso2022JpState::kAscii   ? "\x1B(B"
           : state == Iso2022JpState::kRoman ? "\x1B(J"
                                             : "\x1B$B";
}

}  // namespace anchord
