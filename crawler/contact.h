#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace anchord {

inline constexpr std::size_t kContactBytesMax = 200;

// Whether `text` may stand in the User-Agent for the one who runs the crawl: an http or https URL,
// or a mail address with or without "mailto:"; printable ASCII without spaces and parentheses,
// which end a comment in that header (RFC 9110, 5.6.5).
bool is_contact(std::string_view text);

// "Mozilla/5.0 (compatible; anchord/0.1.0; +CONTACT)"; without a contact it is not named.
std::string user_agent(std::string_view contact);

}  // namespace anchord
