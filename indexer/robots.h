#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/robots_pattern.h"

// robots.txt by RFC 9309 (https://www.rfc-editor.org/rfc/rfc9309). Where it is silent, matchers
// differ; ours goes with Google's, and where that would be less polite with the others:
// - An agent line names the token that it begins with: "anchord/2.1 (x)" and "anchord2" are us,
//   "anchord-news" is another robot. Several names on one line are not taken apart.
// - Only Allow and Disallow end a run of agent lines, as the RFC has it; a sitemap, a delay or an
//   unknown line between two agent lines leaves them one group. Rules before any agent line hold
//   for nobody.
// - Accepted: the usual misspellings of the field names, a blank in place of a missing colon.
// - `%2A` and `%24` in a rule are the characters; `$` is special at the end only.
// - A rule that begins with neither `/` nor `*` matches nothing. UTF-16 is not decoded.
// - An allowed ".../index.html" allows its directory too.
namespace anchord {

// The name that robots.txt and robots meta elements may address us by.
inline constexpr std::string_view kProductToken = "anchord";

inline constexpr std::size_t kRobotsBytesMax = 500U << 10U;  // RFC 9309 2.5 asks for 500 KiB
inline constexpr std::size_t kRobotsLineBytesMax = 32U << 10U;
inline constexpr std::size_t kRobotsSitemapsMax = 5000;  // sites with more than 1,000 exist
inline constexpr std::size_t kRobotsWorkMax = 8U << 20U;
inline constexpr std::chrono::hours kCrawlDelayMax{24};

// The rules that one robots.txt has for one product token. A value; immutable; thread-safe.
class RobotsRules {
 public:
  // Parses any bytes, at most the first kRobotsBytesMax; a last line that reaches so far without an
  // end is taken for cut, and dropped. What is no rule is passed over. Groups naming
  // `product_token` (ASCII case-insensitive) are merged; else those of `*`. Of a line longer than
  // kRobotsLineBytesMax the rest is passed over; cut so, agents and Disallow still hold, for that
  // forbids rather more, and nothing else does. Memory is linear in the body, time but for sorting
  // the rules.
  static RobotsRules parse(std::string_view body, std::string_view product_token);
  static RobotsRules allow_all();
  static RobotsRules disallow_all();

  // Whether `path_and_query` ("/a?b", as Url::path_and_query()) may be fetched: the longest match
  // wins, Allow wins a tie, /robots.txt is always allowed. At most one allocation. No rule is ever
  // dropped to save time; but where rules with `*` times octets of the path come to more than
  // kRobotsWorkMax before one decides, the answer is no (after some 40 ms; else a hostile file
  // could take 1.6 s a URL). That takes 4,000 such rules and a path of 2,000 octets.
  bool allows(std::string_view path_and_query) const { return decide(path_and_query).allowed; }

  // The same with the rule that decides, which lives as long as this.
  struct Decision {
    bool allowed = true;
    const RobotsPattern* pattern = nullptr;  // of the rule; nullptr: none matches, or /robots.txt
  };
  Decision decide(std::string_view path_and_query) const;

  // Crawl-delay of the group that holds for us, fractions allowed; not in the RFC. It holds for the
  // agent lines right above it, not for those that join the group below it. The longest one where
  // there are several; at most kCrawlDelayMax; none where it is no number.
  std::optional<std::chrono::milliseconds> crawl_delay() const { return crawl_delay_; }
  // Sitemap lines of the whole file, as written (so perhaps relative), each once, in order; at most
  // kRobotsSitemapsMax. A line that is nothing but a URL with "sitemap" in it counts.
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }

 private:
  struct Rule {
    RobotsPattern pattern;
    bool allow = false;
  };
  class Parser;

  std::vector<Rule> rules_;  // longest first, Allow before Disallow: the first that matches decides
  std::optional<std::chrono::milliseconds> crawl_delay_;
  std::vector<std::string> sitemaps_;
};

}  // namespace anchord
