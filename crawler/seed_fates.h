#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "storage/database.h"
#include "storage/result.h"
#include "storage/time.h"

// What came of the seeds, for an operator whose crawl has brought nothing.
namespace anchord {

inline constexpr std::size_t kSeedFatesMax = 50;  // lines

// One line a target, by the key of its seed, as of the last commit: its seed, and in words why
// there is no page of it: "http://a.example/: answered 404". Beyond kSeedFatesMax the rest is
// counted in a last line. A seed that was visited says so.
Result<std::vector<std::string>> seed_fates(const Database& db, Time now);

// Whether the index has a page that is neither a redirect nor a sitemap nor gone.
Result<bool> has_pages(const Database& db);

}  // namespace anchord
