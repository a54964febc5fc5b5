#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace anchord {

struct GumboInput {
  std::string_view html;
  std::uint32_t attributes_dropped = 0;
};

// `html` (well-formed UTF-8) as it is best given to Gumbo 0.10.1; the tree is the same but for what
// is said here. Without the content of script and style elements, which has no links and no words
// but costs the parser as much as any other. With an empty comment before each "</form>", for
// Gumbo moves the text right before one out of the form. Without the attributes of a tag beyond
// kAttributesPerTagMax. Gives up, and leaves the rest as it is,
// where only the tree could tell what is raw text (svg, math, select, frameset, template). Where
// nothing changes the view is into `html`, else into `storage`. One linear pass.
GumboInput prepared_for_gumbo(std::string_view html, std::string& storage);

}  // namespace anchord
