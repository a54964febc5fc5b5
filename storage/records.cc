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

void PageRecord::forget_contents() {
  content = {};
  link_set = {};
  etag.clear();
  last_modified.clear();
}

std::string_view names_of_partial(std::uint8_t partial) {
  static const auto kTexts = [] {
    constexpr std::array<std::string_view, 4> kNames = {"body", "compression", "links",
                                                        "too_complex"};
    std::array<std::string, kPartialBits + 1> texts;
    for (std::size_t bits = 0; bits < texts.size(); ++bits) {
      for (std::size_t bit = 0; bit < kNames.size(); ++bit) {
        if ((bits >> bit & 1U) == 0) continue;
        texts[bits].append(texts[bits].empty() ? "" : ", ").append(kNames[bit]);
      }
    }
    return texts;
  }();
  return kTexts[partial & kPartialBits];
}

}  // namespace anchord
