#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/fingerprint.h"

namespace anchord {

// The registrable domain of `host` (as Url::host() gives it: lower case, A-labels) by the public
// suffix list, ICANN and private parts alike: "www.example.co.uk" -> "example.co.uk",
// "a.github.io" -> "a.github.io". It is the unit of "internal", of budgets and of ratings. IP
// addresses, single-label hosts and public suffixes themselves are their own. The final dot of a
// fully qualified name is not part of the answer: "www.example.com." -> "example.com", since it is
// the same site. Returns a view into `host`. Thread-safe.
//
// The list is the system's (Debian's package publicsuffix) if that is newer than the one built into
// libpsl, as it was when the process first asked.
std::string_view registrable_domain(std::string_view host);

// Of the list that registrable_domain() goes by: another one where answers may be others.
// Thread-safe.
Fingerprint public_suffix_list_fingerprint();

// Whether `host` (as Url::host() gives it) is an IPv4 or IPv6 address: one whose last label is a
// number is such an address or no valid host (URL Standard 3.5, "ends in a number").
bool is_ip_address(std::string_view host);

// `host` as DNS names it: the final dot of a fully qualified name leads to the same host, and is
// left out of every key. A URL keeps it (URL Standard 3.5).
std::string_view without_final_dot(std::string_view host);

// The host that often stands for the same site: "www.example.com" of "example.com", and the other
// way round; each is the other's. Nullopt for IP addresses, for public suffixes and for what would
// be one: "www.co.uk" is a site of its own.
std::optional<std::string> www_twin(std::string_view host);

// True where both hosts have the same registrable domain: the meaning of an internal link.
bool same_site(std::string_view host_a, std::string_view host_b);

}  // namespace anchord
