#pragma once

#include <cstddef>
#include <string_view>

namespace anchord {

inline constexpr std::size_t kContactBytesMax = 200;

// Whether `text` may stand in the User-Agent for the one who runs the crawl: an http or https URL,
// or a mail address with or without "mailto:"; printable ASCII without spaces and parentheses,
// which end a comment in that header (RFC 9110, 5.6.5).
bool is_contact(std::string_view text);

}  // namespace anchord
