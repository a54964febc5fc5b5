#pragma once

#include <string>
#include <string_view>

namespace anchord {

// `text` from the web, fit for a log line or a terminal: control bytes and what is no ASCII as
// \xHH, cut after 500 bytes.
std::string escaped(std::string_view text);

}  // namespace anchord
