#pragma once

#include <string>
#include <string_view>

#include "indexer/check.h"
#include "storage/link_block.h"
#include "storage/records.h"
#include "storage/url.h"

// The parts that check_index() is made of.
namespace anchord {

// The URL of a page key; nullopt where it is none, or is not written as page_key() would.
std::optional<Url> url_of_page_key(std::string_view key);

// URLs, pages and links, walked together.
Status check_pages(const Database& db, CheckReport& report);
// The links of one page. `page` says what its record holds.
void check_links(const Url& url, const UrlRecord& record, const PageRecord& page,
                 const LinkBlock& block, CheckReport& report);
// Stored anchor counts against a recount.
Status check_anchors(const Database& db, CheckReport& report);
// Frontier, hosts and meta.
Status check_frontier(const Database& db, CheckReport& report);
Status check_hosts_and_meta(const Database& db, CheckReport& report);

}  // namespace anchord
