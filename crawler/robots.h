#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// robots.txt by RFC 9309 (https://www.rfc-editor.org/rfc/rfc9309).
namespace anchord {

inline constexpr std::size_t kRobotsBytesMax = 500U << 10U;  // RFC 9309 2.5 asks for 500 KiB

// The rules that one robots.txt has for one product token. A value; immutable; thread-safe.
class RobotsRules {
 public:
  // Parses any bytes, at most the first kRobotsBytesMax; what is no rule is passed over. Groups
  // naming `product_token` (ASCII case-insensitive) are merged; else those of `*`. Time and memory
  // are linear in the body.
  static RobotsRules parse(std::string_view body, std::string_view product_token);
  static RobotsRules allow_all();
  static RobotsRules disallow_all();

  // Whether `path_and_query` ("/a?b", as Url::path_and_query()) may be fetched: the longest match
  // wins, Allow wins a tie, /robots.txt is always allowed.
  bool allows(std::string_view path_and_query) const;

  // Crawl-delay of the group that holds for us, fractions allowed; not in the RFC.
  std::optional<std::chrono::milliseconds> crawl_delay() const { return crawl_delay_; }
  // Sitemap lines of the whole file, as written; at most 1,000.
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }

 private:
  struct Rule {
    std::string pattern;  // percent-normalised; `*` and a last `$` are special
    bool allow = false;
  };
  std::vector<Rule> rules_;  // as the implementer orders them
  std::optional<std::chrono::milliseconds> crawl_delay_;
  std::vector<std::string> sitemaps_;
};

}  // namespace anchord
