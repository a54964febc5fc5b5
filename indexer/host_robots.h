#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "indexer/robots.h"
#include "storage/records.h"

namespace anchord {

// So long a robots.txt may fail; then it is as good as none (RFC 9309 2.3.1.4).
inline constexpr std::chrono::days kRobotsFailingMax{30};

// The rules that the record's robots.txt has for us at `now`; nullopt where none is known, because
// it was never asked for, or never answered: then nothing may be asked of the host.
std::optional<RobotsRules> rules_of(const HostRecord& host, std::string_view product_token,
                                    Time now);

}  // namespace anchord
