#pragma once

#include <string>
#include <string_view>

namespace anchord {

// The standard's "domain to ASCII" for a domain with code points beyond ASCII (URL Standard 3.3):
// UTS #46 ToASCII, non-transitional, with CheckBidi and CheckJoiners, without CheckHyphens,
// UseSTD3ASCIIRules and VerifyDnsLength. Appends the result to `out`; it may be empty or hold
// forbidden code points, which the host parser refuses. False on failure; `out` is then unchanged.
// `domain` is UTF-8; ill-formed is failure. Thread-safe.
//
// ICU 72 knows Unicode 15.0. Where UTS #46 of Unicode 17.0 treats a code point of 15.0 in another
// way, the newer way holds, but for U+1806, which stays refused; so do code points added since.
bool append_domain_to_ascii(std::string_view domain, std::string& out);

}  // namespace anchord
