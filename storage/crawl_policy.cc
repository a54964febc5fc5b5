#include "storage/crawl_policy.h"

namespace anchord {

std::string_view name_of(Refusal refusal) {
  constexpr std::array<std::string_view, kRefusals> kNames = {
      "target_pattern",   "target_depth", "depth",    "path_segments", "repeated_segments",
      "query_parameters", "session",      "calendar", "template"};
  return kNames[static_cast<std::size_t>(refusal)];
}

}  // namespace anchord
