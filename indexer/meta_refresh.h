#pragma once

#include <optional>
#include <string_view>

namespace anchord {

// Where a refresh leads, by the HTML standard's shared declarative refresh steps (7.4.6.4), which
// serve `<meta http-equiv=refresh content>` and the Refresh header alike. Seconds are not kept.
struct Refresh {
  std::string_view reference;  // not yet resolved; a view into the content
  bool has_reference = false;  // false: the page itself is to be loaded again
};

// Nullopt where the content asks for no refresh.
std::optional<Refresh> parse_refresh(std::string_view content);

}  // namespace anchord
