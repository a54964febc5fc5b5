#pragma once

#include <array>
#include <string_view>

#include "indexer/api_request.h"

// The parameters of version 2 and which reports take them: bits.
namespace anchord {

inline constexpr unsigned kAnchorsBit = 1U << static_cast<unsigned>(ApiReport::kLinkedAnchors);
inline constexpr unsigned kLinksBit = 1U << static_cast<unsigned>(ApiReport::kLinks);
inline constexpr unsigned kDescribeBit = 1U << static_cast<unsigned>(ApiReport::kDescribe);
inline constexpr unsigned kEveryBit = kAnchorsBit | kLinksBit | kDescribeBit;

struct KnownParameter {
  std::string_view name;
  unsigned reports;  // those that take it
};
inline constexpr auto kParameters = std::to_array<KnownParameter>({
    {"token", kEveryBit},
    {"from", kEveryBit},
    {"target", kAnchorsBit | kLinksBit},
    {"mode", kAnchorsBit | kLinksBit},
    {"select", kAnchorsBit | kLinksBit},
    {"where", kAnchorsBit | kLinksBit},
    {"having", kAnchorsBit},
    {"order_by", kAnchorsBit},
    {"limit", kAnchorsBit | kLinksBit},
    {"offset", kAnchorsBit | kLinksBit},
    {"lost", kLinksBit},
    {"stats", kAnchorsBit},
    {"cursor", kAnchorsBit | kLinksBit},
    {"dry_run", kAnchorsBit | kLinksBit},
    {"output", kEveryBit},
});

}  // namespace anchord
