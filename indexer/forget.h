#pragma once

#include <cstdint>
#include <string_view>

#include "storage/database.h"
#include "storage/result.h"

namespace anchord {

// Removes, durably, all that is known of a registrable domain, or an IP address, and its hosts:
// targets, URLs that wait, URLs, pages, links, anchor counts, robots.txt and pauses. What pages of
// others link to it stays: that is known of them. `db` must be open for writing, and no crawl
// running on it. Returns the number of keys removed. Fails with kInvalidInput where `domain` is
// neither.
//
// That it is underway is noted first: a crash in the middle is made good by finish_forgetting().
Result<std::uint64_t> forget_domain(Database& db, std::string_view domain);

// Goes on with what a crash broke off. To be called before a crawl starts.
Status finish_forgetting(Database& db);

}  // namespace anchord
