#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

// The one door to ICU's character converters.
namespace anchord {

class IcuConverter {
 public:
  // `name` as ICU has it. Without the converter every decode() gives 0.
  explicit IcuConverter(const char* name);
  ~IcuConverter();
  IcuConverter(const IcuConverter&) = delete;
  IcuConverter& operator=(const IcuConverter&) = delete;

  // The one code point that `bytes` stand for, from the converter's initial state; 0 where they
  // stand for none, for several, or for one of private use.
  char32_t decode(std::string_view bytes) const;
  // The same, private use included.
  char32_t decode_with_private_use(std::string_view bytes) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace anchord
