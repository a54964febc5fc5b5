#pragma once

#include <cstddef>

#include "storage/database.h"
#include "storage/result.h"

// One domain as a report meets it: pages of running text with links in it, below a navigation that
// all of them share. The same on every machine.
namespace anchord {

inline constexpr std::size_t kSitePages = 10'000;
inline constexpr std::size_t kSiteLinksPerPage = 100;
inline constexpr std::size_t kSiteLinks = kSitePages * kSiteLinksPerPage;  // live ones
inline constexpr char kSiteHost[] = "www.bench.example";

// Writes the site into an empty index, as a crawl would: visit by visit, every tenth page twice, so
// that some links are lost and some new.
Status write_site(Database& db);

}  // namespace anchord
