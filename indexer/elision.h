#pragma once

#include <string>
#include <string_view>

namespace anchord {

// `html` (well-formed UTF-8) without the content of its script and style elements, which has no
// links and no words but costs the parser as much as any other: the tree is the same but for that
// content. Gives up, and leaves the rest as it is, where only the tree could tell what is raw text
// (svg, math, select, frameset, template). Where nothing is left out the view is into `html`, else
// into `storage`. One linear pass.
std::string_view without_scripts_and_styles(std::string_view html, std::string& storage);

}  // namespace anchord
