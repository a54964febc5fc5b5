#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace anchord {

// A parameter whose name does not say for certain that it is a session's (`sid`, `session`) must
// have a value of so many letters and digits, both among them.
inline constexpr std::size_t kSessionIdBytesMin = 16;

// `path_and_query` without the session ids in it: ";jsessionid=..." and its kin in a path,
// "/(S(...))" segments, the parameters PHPSESSID, JSESSIONID, CFID, XTCsid, sesskey, sid and their
// kin, in any case, between `&` or `;`. Nullopt where there is none.
std::optional<std::string> without_session(std::string_view path_and_query);

}  // namespace anchord
