#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/database.h"
#include "storage/result.h"
#include "storage/time.h"
#include "storage/url.h"

namespace anchord {

// One thing that bears on whether a URL is asked for, in words.
struct Fact {
  std::string name;  // "state", "scope", "traps", "robots.txt", "host", "so"
  std::string value;
};

// Why `url` (http or https, in stored form) is or is not asked for at `now` by the crawler that
// robots.txt names `product_token`, as of the last commit. The last fact, "so", draws the sum. Of a
// URL that is not known, all of its host's are read, in constant memory. Fails with kCorruption.
Result<std::vector<Fact>> explain_url(const Database& db, const Url& url,
                                      std::string_view product_token, Time now);

}  // namespace anchord
