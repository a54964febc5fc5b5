#pragma once

#include <string>
#include <string_view>

namespace anchord {

enum class CharRefPlace { kText, kAttribute };

// `source` with its character references replaced: numeric ones as the HTML standard has them
// (13.2.5.80), of the named ones amp, lt, gt, quot, apos and nbsp. In an attribute a reference
// without semicolon stands as it is before "=" and alphanumerics, so that "?a=1&lt=2" survives.
// Returns `source` itself where it has none, else a view into `storage`.
std::string_view decode_char_refs(std::string_view source, CharRefPlace place,
                                  std::string& storage);

}  // namespace anchord
