#pragma once

#include <cstddef>
#include <string_view>

// Pieces of HTML's syntax, as its tokenizer finds them (HTML Standard 13.2.5), for those who do
// without a tree.
namespace anchord {

// Behind the comment that opens ("<!--") at `at`; the end of `source` where it never closes.
std::size_t behind_comment(std::string_view source, std::size_t at);

// Behind the name of a tag that starts at `at`.
std::size_t behind_tag_name(std::string_view source, std::size_t at);

// Whoever looks an attribute up, or a second one of its name, takes time by their number. The rest
// of a tag's are dropped and counted.
inline constexpr std::size_t kAttributesPerTagMax = 256;

struct RawAttribute {
  std::string_view name;
  std::string_view value;  // without quotes, character references as they stand
};

// Reads the next attribute of a tag and moves `at` behind it. False at the tag's ">", where `at`
// stops, and at the end of `source`, which is then at `at`.
bool take_attribute(std::string_view source, std::size_t& at, RawAttribute& attribute);

}  // namespace anchord
