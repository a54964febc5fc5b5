#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anchord {

// One link of a Link header, by RFC 8288, section 3.
struct HeaderLink {
  std::string target;  // not yet resolved
  // Name in lower case, value unquoted, in order. The RFC has all but the first of an equal name
  // ignored, save for those that may be repeated.
  std::vector<std::pair<std::string, std::string>> parameters;

  // The first parameter of that name; null if there is none.
  const std::string* parameter(std::string_view name) const;
};

// The links of one field value, which may hold several, by RFC 8288, appendix B.2. What follows
// the first thing that is no link is ignored.
std::vector<HeaderLink> parse_link_header(std::string_view value);

}  // namespace anchord
