#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "crawler/clock.h"
#include "crawler/transport.h"
#include "indexer/host_robots.h"
#include "indexer/sitemap.h"
#include "storage/records.h"

// What an answer for robots.txt, or the lack of one, means: RFC 9309 2.3.1.
namespace anchord {

inline constexpr int kRobotsRedirectsMax = 5;            // RFC 9309 2.3.1.2
inline constexpr std::chrono::minutes kRobotsRetry{10};  // after a first failure

// The record of a host after its robots.txt was asked for at `now`, `host` being the one before.
// 2xx: the rules it holds; 4xx: everything is allowed; both hold for `ttl`. 5xx, 429 and no answer
// are failures: what was known before still holds, and it is asked for again after kRobotsRetry,
// then after as long as it has failed, at most `ttl`.
HostRecord with_robots(HostRecord host, const FetchOutcome& outcome, Instant now,
                       std::chrono::hours ttl);

// The sitemaps of the host whose robots.txt is at `robots_url`: those that it names, which may be
// of other hosts, and where it names none the host's /sitemap.xml, unless it forbids that. Empty
// where no robots.txt is known.
std::vector<SitemapEntry> sitemaps_of(const HostRecord& host, const Url& robots_url,
                                      std::string_view product_token);

}  // namespace anchord
