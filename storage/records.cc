#include "storage/records.h"

#include <array>

namespace anchord {

std::string_view name_of(FetchState state) {
  static constexpr std::array<std::string_view, 6> kNames = {
      "waiting", "visited", "gone", "refused", "unreachable", "disallowed"};
  return kNames[static_cast<std::size_t>(state)];
}

}  // namespace anchord
