#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/crawl_policy.h"
#include "storage/result.h"
#include "storage/url.h"

namespace anchord {

// Where a crawl starts, and what it may make of that.
struct Seed {
  // A bare URL is a seed without options.
  Seed(Url start) : url(std::move(start)) {}

  Url url;
  std::optional<TargetMode> scope;  // nullopt: crawler.scope
  TargetRecord target;              // but for its mode
};

// What `seed` is kept as; `scope` holds where it names none.
TargetRecord target_of(const Seed& seed, TargetMode scope);

// A seed as people write it: URL [key=value]..., white space between them. The URL is http or
// https, which may be left out. The keys, each at most once but for the last two:
//   scope=exact|prefix|domain|subdomains
//   max_pages=1000        of its target that are fetched
//   max_depth=5           links from a seed, 0 to 255; 255: any number
//   recrawl=24            hours between visits of a page that answers, 1 to 8784
//   delay=2000            milliseconds between two requests to a host of it, 0 to 600000
//   priority=7            of its hosts among those to be asked now, 0 to 9; else 5
//   include=/docs/*       only URLs whose path and query match one of these, as in robots.txt
//   exclude=*?print=      and none of these
// Fails with kInvalidInput, naming what is wrong and what is allowed.
Result<Seed> parse_seed(std::string_view text);

struct SeedList {
  std::vector<Seed> seeds;
  std::vector<std::string> refused;  // one message a bad line: "seeds.txt:3: ..."
};

// Reads a list of seeds: one a line, `#` starts a comment, blank lines are passed over. A bad line
// stops nothing. Fails with kInvalidInput where the file cannot be read.
Result<SeedList> read_seeds(const std::filesystem::path& file);

}  // namespace anchord
