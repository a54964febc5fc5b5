#pragma once

#include <string>
#include <string_view>

// Gumbo 0.10.1 reads control characters as U+FFFD, as no browser does. So pages that have any (by
// and large those that are Windows-1252 twice encoded) are given to it with each in the place of a
// private-use character, and what comes out is translated back (a page that has those characters
// too is misread, which none in the world is known to have). U+0000 is left to the parser, for
// which the HTML standard has rules.
namespace anchord {

// True where `utf8` (well-formed) has a control character other than U+0000 and white space.
bool has_controls(std::string_view utf8);

// `utf8` with each control character c, but U+0000 and white space, as U+10FF00 + c.
std::string shield_controls(std::string_view utf8);

// The reverse. Returns `shielded` itself where there is nothing to do, else a view into `storage`.
std::string_view unshield_controls(std::string_view shielded, std::string& storage);

}  // namespace anchord
