#pragma once

#include <string>
#include <string_view>

namespace anchord {

// The host parser and the host serializer in one (URL Standard 3.5 and 3.6). Appends the host that
// `input` names to `out`: a domain as A-labels in lower case, an IPv4 address, an IPv6 address in
// its brackets, or, with `is_opaque`, an opaque host. False on failure; what `out` gained is then
// of no meaning. `input` is not empty and may hold any bytes.
bool append_host(std::string_view input, bool is_opaque, std::string& out);

}  // namespace anchord
