#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/explanation.h"
#include "storage/database.h"
#include "storage/result.h"
#include "storage/time.h"
#include "storage/url.h"

namespace anchord {

inline constexpr std::size_t kFrontierHostsShown = 10;

// What there is to ask for, as of the last commit: URLs by state, those held back by reason, the
// longest queues, and the hosts that have waited longest. The cost grows with the number of hosts,
// not of URLs, but for hosts that several targets share.
Result<std::vector<Fact>> describe_frontier(const Database& db, Time now);

// How one host (of `url`, with its port) stands: its queue, what holds it back, its delay and what
// sets it, its robots.txt for `product_token`, its last failure.
Result<std::vector<Fact>> describe_host(const Database& db, const Url& url,
                                        std::string_view product_token, Time now);

}  // namespace anchord
