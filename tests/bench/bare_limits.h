#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// What the two libraries under a crawl do on their own: no crawl can be faster than the slower.
namespace anchord {

struct BareRun {
  std::uint64_t pages = 0;
  std::uint64_t bytes = 0;
  double wall_s = 0;
  double cpu_s = 0;
};

enum class GumboUse {
  kAsShipped,  // kGumboDefaultOptions: malloc, errors recorded, the tree destroyed
  kLean,       // as the indexer does: from an arena, no errors recorded, nothing destroyed
};

// Parses all pages, on as many threads as there are cores.
BareRun parse_with_gumbo(const std::vector<std::string>& pages, GumboUse use);

// Fetches all URLs by one curl_multi, on one thread, over `connections` that are kept. Where
// `bodies` is given it takes them, in the order of the URLs; else they are dropped. A page is an
// answer with status 200.
BareRun fetch_with_curl(const std::vector<std::string>& urls, std::size_t connections,
                        std::vector<std::string>* bodies);

}  // namespace anchord
