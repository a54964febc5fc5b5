#include <string>
#include <string_view>
#include <vector>

#include "indexer/robots.h"
#include "tests/fuzz/fuzzing.h"

// The input: a pattern, a path and a robots.txt, with a zero byte between them.
namespace anchord {
namespace {

std::string normal(std::string_view path) {
  std::string storage;
  return std::string(normal_octets(path, storage));
}

// The definition, without cleverness: which prefixes of the path the pattern so far may end at.
bool matches_by_definition(std::string_view written, std::string_view path) {
  const bool anchored = written.ends_with('$');
  if (anchored) written.remove_suffix(1);
  std::vector<bool> ends(path.size() + 1, false);
  ends[0] = true;
  for (;;) {
    const std::size_t star = written.find('*');
    for (const char octet : normal(written.substr(0, star))) {
      for (std::size_t i = path.size(); i > 0; --i) ends[i] = ends[i - 1] && path[i - 1] == octet;
      ends[0] = false;
    }
    if (star == std::string_view::npos) break;
    for (std::size_t i = 1; i <= path.size(); ++i) ends[i] = ends[i] || ends[i - 1];
    written.remove_prefix(star + 1);
  }
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (!anchored && ends[i]) return true;
  }
  return ends[path.size()];
}

}  // namespace

void check(std::string_view input) {
  const std::string_view pattern = take_field(input);
  const std::string_view path = take_field(input);
  const std::string octets = normal(path);
  require(normal(octets) == octets);
  if (pattern.size() <= 512 && path.size() <= 512) {
    require(RobotsPattern(pattern).matches(octets) == matches_by_definition(pattern, octets));
  }
  const RobotsRules rules = RobotsRules::parse(input, "anchord");
  require(rules.allows(path) == rules.allows(octets));
  require(rules.allows("/robots.txt"));
  require(rules.sitemaps().size() <= kRobotsSitemapsMax);
  if (rules.crawl_delay()) {
    require(rules.crawl_delay()->count() >= 0 && *rules.crawl_delay() <= kCrawlDelayMax);
  }
}

}  // namespace anchord
