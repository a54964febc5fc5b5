#include "indexer/encoding_utf8.h"

#include <array>
#include <cstdint>
#include <cstring>

#include "indexer/encoding.h"
#include "indexer/utf8.h"

namespace anchord {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080U;

std::uint64_t word_at(const char* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// What a lead byte asks for: the length of its sequence, and the bounds of the second byte, which
// rule out overlong forms, surrogates and what lies past U+10FFFF. A length of 0: no lead byte.
struct Lead {
  std::uint8_t length;
  std::uint8_t second_min;
  std::uint8_t second_max;
};

constexpr Lead lead_of(unsigned byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xC2 || byte > 0xF4) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  return {4, 0x80, static_cast<std::uint8_t>(byte == 0xF4 ? 0x8F : 0xBF)};
}

constexpr auto kLeads = [] {
  std::array<Lead, 256> leads{};
  for (unsigned byte = 0; byte < leads.size(); ++byte) leads[byte] = lead_of(byte);
  return leads;
}();

// How many bytes at the start belong to one sequence, well-formed or cut short: all of a complete
// one, else the maximal part of a bad one (at least 1).
struct Sequence {
  std::size_t bytes;
  bool complete;
};

Sequence first_sequence(std::string_view bytes) {
  const auto byte_at = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  const Lead lead = kLeads[byte_at(0)];
  if (lead.length < 2) return {1, lead.length == 1};
  if (bytes.size() < 2 || byte_at(1) < lead.second_min || byte_at(1) > lead.second_max) {
    return {1, false};
  }
  if (lead.length == 2) return {2, true};
  if (bytes.size() < 3 || starts_code_point(bytes[2])) return {2, false};
  if (lead.length == 3) return {3, true};
  if (bytes.size() < 4 || starts_code_point(bytes[3])) return {3, false};
  return {4, true};
}

// True where the end cuts off the sequence that is all of `bytes`, which is not complete.
bool is_cut_off(std::string_view bytes) {
  return kLeads[static_cast<unsigned char>(bytes[0])].length != 0 &&
         first_sequence(bytes).bytes == bytes.size();
}

}  // namespace

std::size_t ascii_length(std::string_view bytes) {
  std::size_t at = 0;
  constexpr std::size_t kStride = 4 * sizeof(std::uint64_t);
  for (; bytes.size() - at >= kStride; at += kStride) {
    const char* const block = bytes.data() + at;
    const std::uint64_t all =
        word_at(block) | word_at(block + 8) | word_at(block + 16) | word_at(block + 24);
    if ((all & kHighBits) != 0) break;
  }
  for (; bytes.size() - at >= sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
    if ((word_at(bytes.data() + at) & kHighBits) != 0) break;
  }
  while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
  return at;
}

std::size_t well_formed_length(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (static_cast<unsigned char>(bytes[at]) < 0x80) {
      ++at;
      const bool has_word = bytes.size() - at >= sizeof(std::uint64_t);
      if (has_word && (word_at(bytes.data() + at) & kHighBits) == 0) {
        at += ascii_length(bytes.substr(at));
      }
      continue;
    }
    const Sequence sequence = first_sequence(bytes.substr(at));
    if (!sequence.complete) break;
    at += sequence.bytes;
  }
  return at;
}

bool is_valid_utf8(std::string_view bytes) { return well_formed_length(bytes) == bytes.size(); }

bool is_utf8_but_for_its_end(std::string_view bytes) {
  const std::string_view rest = bytes.substr(well_formed_length(bytes));
  return rest.empty() || is_cut_off(rest);
}

SequenceCounts count_sequences(std::string_view bytes) {
  SequenceCounts counts;
  while (true) {
    bytes.remove_prefix(ascii_length(bytes));
    if (bytes.empty()) return counts;
    const Sequence sequence = first_sequence(bytes);
    if (sequence.complete) {
      ++counts.good;
    } else if (!is_cut_off(bytes)) {
      ++counts.bad;
    }
    bytes.remove_prefix(sequence.bytes);
  }
}

DecodedCodePoint decode_utf8_code_point(std::string_view bytes) {
  const Sequence sequence = first_sequence(bytes);
  if (!sequence.complete) return {kReplacementCharacter, sequence.bytes};
  const auto bits_at = [&](std::size_t at) {
    return static_cast<char32_t>(static_cast<unsigned char>(bytes[at]));
  };
  if (sequence.bytes == 1) return {bits_at(0), 1};
  char32_t code_point = bits_at(0) & (0x7FU >> sequence.bytes);
  for (std::size_t at = 1; at < sequence.bytes; ++at) {
    code_point = (code_point << 6U) | (bits_at(at) & 0x3FU);
  }
  return {code_point, sequence.bytes};
}

void append_repaired_utf8(std::string_view bytes, std::string& out) {
  while (!bytes.empty()) {
    const std::size_t good = well_formed_length(bytes);
    out.append(bytes.substr(0, good));
    bytes.remove_prefix(good);
    if (bytes.empty()) return;
    append_code_point(kReplacementCharacter, out);
    bytes.remove_prefix(first_sequence(bytes).bytes);
  }
}

}  // namespace anchord
