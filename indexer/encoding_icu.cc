#include "indexer/encoding_icu.h"

#include <unicode/ucnv.h>

#include <array>
#include <cstdint>

namespace anchord {

struct IcuConverter::Impl {
  UConverter* converter = nullptr;
};

IcuConverter::IcuConverter(const char* name) : impl_(std::make_unique<Impl>()) {
  UErrorCode error = U_ZERO_ERROR;
  impl_->converter = ucnv_open(name, &error);
  if (impl_->converter == nullptr) return;
  ucnv_setToUCallBack(impl_->converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
}

IcuConverter::~IcuConverter() { ucnv_close(impl_->converter); }

char32_t IcuConverter::decode(std::string_view bytes) const {
  const char32_t code_point = decode_with_private_use(bytes);
  return code_point >= 0xE000 && code_point <= 0xF8FF ? 0 : code_point;
}

char32_t IcuConverter::decode_with_private_use(std::string_view bytes) const {
  if (impl_->converter == nullptr) return 0;
  std::array<UChar, 4> units{};
  UErrorCode error = U_ZERO_ERROR;
  ucnv_reset(impl_->converter);
  const std::int32_t length =
      ucnv_toUChars(impl_->converter, units.data(), static_cast<std::int32_t>(units.size()),
                    bytes.data(), static_cast<std::int32_t>(bytes.size()), &error);
  if (U_FAILURE(error) || length == 0 || length != U16_LENGTH(U16_IS_LEAD(units[0]) ? 0x10000 : 0))
    return 0;
  if (length == 1) return units[0] == 0xFFFD ? 0 : units[0];
  return static_cast<char32_t>(U16_GET_SUPPLEMENTARY(units[0], units[1]));
}

}  // namespace anchord
