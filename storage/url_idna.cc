#include "storage/url_idna.h"

#include <unicode/idna.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

namespace anchord {
namespace {

// Code points whose mapping UTS #46 has changed since ICU's tables: a range goes to one as long
// that starts at `to`, or to nothing where `to` is 0.
struct Remapping {
  UChar32 first;
  UChar32 last;
  UChar32 to;
};
constexpr std::array kRemappings = {
    Remapping{0x04C0, 0x04C0, 0x04CF},   Remapping{0x10A0, 0x10C5, 0x2D00},
    Remapping{0x115F, 0x1160, 0},        Remapping{0x17B4, 0x17B5, 0},
    Remapping{0x180E, 0x180E, 0},        Remapping{0x1E9E, 0x1E9E, 0x00DF},
    Remapping{0x2061, 0x2063, 0},        Remapping{0x206A, 0x206F, 0},
    Remapping{0x2132, 0x2132, 0x214E},   Remapping{0x2183, 0x2183, 0x2184},
    Remapping{0x3164, 0x3164, 0},        Remapping{0xFFA0, 0xFFA0, 0},
    Remapping{0x1D173, 0x1D17A, 0},      Remapping{0x2F868, 0x2F868, 0x36FC},
    Remapping{0x2F874, 0x2F874, 0x5F53}, Remapping{0x2F91F, 0x2F91F, 0x243AB},
    Remapping{0x2F95F, 0x2F95F, 0x7AEE}, Remapping{0x2F9BF, 0x2F9BF, 0x45D7},
};

// What ICU reports although CheckHyphens and VerifyDnsLength are off: it has no options for them.
constexpr std::uint32_t kIgnoredErrors =
    UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG | UIDNA_ERROR_DOMAIN_NAME_TOO_LONG |
    UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

const icu::IDNA* uts46() {
  static const std::unique_ptr<const icu::IDNA> instance = [] {
    UErrorCode error = U_ZERO_ERROR;
    return std::unique_ptr<const icu::IDNA>(icu::IDNA::createUTS46Instance(
        UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII |
            UIDNA_NONTRANSITIONAL_TO_UNICODE,
        error));
  }();
  return instance.get();
}

icu::UnicodeString remapped(const icu::UnicodeString& domain) {
  icu::UnicodeString out;
  for (int32_t i = 0; i < domain.length(); i = domain.moveIndex32(i, 1)) {
    const UChar32 c = domain.char32At(i);
    const auto* remapping = std::find_if(kRemappings.begin(), kRemappings.end(),
                                         [c](const Remapping& r) { return c <= r.last; });
    if (remapping == kRemappings.end() || c < remapping->first) {
      out.append(c);
    } else if (remapping->to != 0) {
      out.append(remapping->to + (c - remapping->first));
    }
  }
  return out;
}

}  // namespace

bool append_domain_to_ascii(std::string_view domain, std::string& out) {
  const icu::IDNA* const idna = uts46();
  if (idna == nullptr || domain.size() > INT32_MAX) return false;
  const auto unicode = remapped(icu::UnicodeString::fromUTF8(
      icu::StringPiece(domain.data(), static_cast<int32_t>(domain.size()))));
  icu::UnicodeString ascii;
  icu::IDNAInfo info;
  UErrorCode error = U_ZERO_ERROR;
  idna->nameToASCII(unicode, ascii, info, error);
  if (U_FAILURE(error) || (info.getErrors() & ~kIgnoredErrors) != 0) return false;
  ascii.toUTF8String(out);
  return true;
}

}  // namespace anchord
