#include "storage/crawl_policy.h"

namespace anchord {

std::string_view name_of(Refusal refusal) {
  constexpr std::array<std::string_view, kRefusals> kNames = {
      "target_pattern",   "target_depth", "depth",    "path_segments", "repeated_segments",
      "query_parameters", "session",      "calendar", "template"};
  return kNames[static_cast<std::size_t>(refusal)];
}

std::string_view name_of(Hold hold) {
  constexpr std::array<std::string_view, kHolds> kNames = {"none", "paused", "target_pages",
                                                           "domain_pages", "no_target"};
  return kNames[static_cast<std::size_t>(hold)];
}

}  // namespace anchord
