#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// UTF-8 as the Encoding Standard decodes it (8.1.1): validation and repair.
namespace anchord {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

// How many bytes at the start are below 0x80.
std::size_t ascii_length(std::string_view bytes);

// The longest start of `bytes` that is well-formed UTF-8.
std::size_t well_formed_length(std::string_view bytes);

// True where `bytes` is well-formed, or would be but for a last sequence that the end cuts off: a
// body that stopped at the fetch limit.
bool is_utf8_but_for_its_end(std::string_view bytes);

// How the sequences of `bytes` that are not ASCII stand: well-formed ones and maximal bad ones. One
// that the end cuts off is neither. Linear.
struct SequenceCounts {
  std::size_t good = 0;
  std::size_t bad = 0;
};
SequenceCounts count_sequences(std::string_view bytes);

// One step of the standard's decoder over non-empty `bytes`: a code point, or U+FFFD for the
// maximal bad sequence at the start.
struct DecodedCodePoint {
  char32_t code_point;
  std::size_t bytes;  // how many it took, at least 1
};
DecodedCodePoint decode_utf8_code_point(std::string_view bytes);

// Appends `bytes` to `out`, U+FFFD for each maximal bad sequence.
void append_repaired_utf8(std::string_view bytes, std::string& out);

}  // namespace anchord
