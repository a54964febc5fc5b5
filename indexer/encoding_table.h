#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "indexer/encoding.h"

// The encodings and labels of the Encoding Standard, section 4.2; for the encoding code only.
namespace anchord {

enum class EncodingKind : std::uint8_t {
  kUtf8,
  kSingleByte,
  kGbk,
  kGb18030,
  kBig5,
  kEucJp,
  kIso2022Jp,
  kShiftJis,
  kEucKr,
  kReplacement,
  kUtf16Be,
  kUtf16Le,
  kUserDefined,
};

struct Encoding {
  std::string_view name;
  EncodingKind kind;
  const char* icu_converter;  // nearest to the standard's index; null where ICU has or needs none
  std::string_view labels;    // in lower case, a space between them
};

extern const Encoding& kUtf8;
extern const Encoding& kUtf16Be;
extern const Encoding& kUtf16Le;
extern const Encoding& kWindows1252;

inline constexpr std::size_t kEncodings = 40;
const std::array<Encoding, kEncodings>& all_encodings();
// The place of an encoding among all.
std::size_t ordinal_of(const Encoding& encoding);

// True where a byte below 0x80 always stands for itself, so that ASCII is already UTF-8.
bool keeps_ascii(const Encoding& encoding);

// The encoding of a label found in a document (HTML Standard 13.2.3.2): UTF-16 is UTF-8 there, as
// the label could be read as ASCII, and x-user-defined is windows-1252. Null for null.
const Encoding* as_declared_in_document(const Encoding* encoding);

}  // namespace anchord
