#include "storage/records.h"

#include <array>

namespace anchord {

std::string_view name_of(FetchState state) {
  static constexpr std::array<std::string_view, 6> kNames = {
      "waiting", "visited", "gone", "refused", "unreachable", "disallowed"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view name_of(FailureCause cause) {
  constexpr std::array<std::string_view, kFailureCauses> kNames = {
      "no_name",   "dns",       "connect",   "tls",  "timeout", "protocol",
      "too_large", "forbidden", "cancelled", "busy", "server",  "status"};
  return kNames[static_cast<std::size_t>(cause)];
}

}  // namespace anchord
