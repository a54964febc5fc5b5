#pragma once

#include <string>
#include <string_view>

namespace anchord {

// A word of so many hex digits is a number where a decimal digit is among them, ...
inline constexpr std::size_t kHexWordBytesMin = 4;
// ... and one of so many letters and digits where both are.
inline constexpr std::size_t kIdWordBytesMin = 16;

// What `path_and_query` has in common with the other URLs that one program makes: its path with `#`
// for each number, be it decimal, hexadecimal or a long identifier, then the names of its
// parameters in alphabetical order, each once, without their values:
// "/blog/2024/05/p-1f3a?page=2&a=1" is "/blog/#/#/p-#?a&page".
std::string template_of(std::string_view path_and_query);

}  // namespace anchord
