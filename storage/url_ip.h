#pragma once

#include <string>
#include <string_view>

namespace anchord {

// Whether a domain, which is ASCII and not empty, must be an IPv4 address (URL Standard 3.5, "ends
// in a number checker").
bool ends_in_number(std::string_view domain);

// Appends the address that `domain` writes in decimal, octal and hexadecimal parts, in the usual
// dotted form (3.5, IPv4 parser, and 3.6). False on failure; `out` is then unchanged.
bool append_ipv4(std::string_view domain, std::string& out);

// Appends the address that `input`, the text between square brackets, writes: compressed and in
// square brackets (3.5, IPv6 parser, and 3.6). False on failure; `out` is then unchanged.
bool append_ipv6(std::string_view input, std::string& out);

}  // namespace anchord
