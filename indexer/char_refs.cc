#include "indexer/char_refs.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "indexer/ascii.h"
#include "indexer/utf8.h"

namespace anchord {
namespace {

struct NamedRef {
  std::string_view name;  // without ampersand and semicolon
  std::string_view text;
  bool needs_semicolon;
};

constexpr std::array kNamedRefs = std::to_array<NamedRef>({{"amp", "&", false},
                                                           {"lt", "<", false},
                                                           {"gt", ">", false},
                                                           {"quot", "\"", false},
                                                           {"nbsp", "\u00A0", false},
                                                           {"apos", "'", true}});

// What numeric references to C1 controls mean: HTML standard 13.2.5.84; 0 stands for itself.
constexpr std::array<char16_t, 32> kC1Replacements = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kCodePointMax = 0x10FFFF;

char32_t meaning_of_number(char32_t number) {
  if (number == 0 || number > kCodePointMax || (number >= 0xD800 && number <= 0xDFFF)) {
    return kReplacement;
  }
  if (number >= 0x80 && number < 0xA0 && kC1Replacements[number - 0x80] != 0) {
    return kC1Replacements[number - 0x80];
  }
  return number;
}

int digit_value(char c, char32_t radix) {
  if (is_ascii_digit(c)) return c - '0';
  const char lower = ascii_lower(c);
  return radix == 16 && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The functions below append the meaning of the reference that `source` starts with, and return
// its size; 0 where it starts with none.
std::size_t append_numeric_ref(std::string_view source, std::string& out) {
  std::size_t at = 2;  // behind "&#"
  char32_t radix = 10;
  if (at < source.size() && ascii_lower(source[at]) == 'x') {
    radix = 16;
    ++at;
  }
  const std::size_t digits = at;
  char32_t number = 0;
  for (; at < source.size() && digit_value(source[at], radix) >= 0; ++at) {
    if (number <= kCodePointMax) {
      number = number * radix + static_cast<char32_t>(digit_value(source[at], radix));
    }
  }
  if (at == digits) return 0;
  append_code_point(meaning_of_number(number), out);
  return at < source.size() && source[at] == ';' ? at + 1 : at;
}

std::size_t append_named_ref(std::string_view source, CharRefPlace place, std::string& out) {
  for (const NamedRef& ref : kNamedRefs) {
    if (!source.substr(1).starts_with(ref.name)) continue;
    const std::size_t size = 1 + ref.name.size();
    const char next = size < source.size() ? source[size] : '\0';
    if (next != ';') {
      if (ref.needs_semicolon) continue;
      const bool goes_on = next == '=' || is_ascii_alpha(next) || is_ascii_digit(next);
      if (place == CharRefPlace::kAttribute && goes_on) continue;
    }
    out += ref.text;
    return next == ';' ? size + 1 : size;
  }
  return 0;
}

}  // namespace

std::string_view decode_char_refs(std::string_view source, CharRefPlace place,
                                  std::string& storage) {
  std::size_t at = source.find('&');
  if (at == std::string_view::npos) return source;
  storage.assign(source, 0, at);
  while (at < source.size()) {
    const std::string_view rest = source.substr(at);
    const std::size_t size = rest.starts_with("&#") ? append_numeric_ref(rest, storage)
                                                    : append_named_ref(rest, place, storage);
    if (size == 0) storage += '&';
    const std::size_t plain = at + (size == 0 ? 1 : size);
    at = std::min(source.find('&', plain), source.size());
    storage.append(source, plain, at - plain);
  }
  return storage;
}

}  // namespace anchord
