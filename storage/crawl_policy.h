#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/target.h"

// What a crawl goes by, as far as the index keeps it. Layout of the bytes: format.h.
namespace anchord {

// Why a URL that was found, of a host that is crawled, is not put into the frontier. Its link is
// indexed all the same. Stored as its number: never renumber.
enum class Refusal : std::uint8_t {
  kTargetPattern = 0,     // its target's include and exclude patterns
  kTargetDepth = 1,       // its target's max_depth
  kDepth = 2,             // from here on the trap rules: traps.depth_max
  kPathSegments = 3,      // traps.path_segments_max
  kRepeatedSegments = 4,  // the same segments over and over: /a/b/a/b/a/b
  kQueryParameters = 5,   // traps.query_parameters_max
  kSession = 6,           // differs from a known URL only by a session id
  kCalendar = 7,          // of a date further away than traps.calendar_years_*
  kTemplate = 8,          // its host has traps.template_urls_max URLs of this form
};
inline constexpr std::size_t kRefusals = 9;

// "target_pattern", "depth", "calendar", ... as logs and tables print them.
std::string_view name_of(Refusal refusal);

// Why a URL that waits is kept and not asked for.
enum class Hold : std::uint8_t {
  kNone = 0,
  kPaused = 1,       // its target is
  kTargetPages = 2,  // its target has had its max_pages
  kDomainPages = 3,  // its registrable domain has had crawler.domain_pages_max
  kNoTarget = 4,     // it lies in no target any more
};
inline constexpr std::size_t kHolds = 5;

// "none", "paused", "target_pages", ... as tables print them.
std::string_view name_of(Hold hold);

using RefusalCounts = std::array<std::uint64_t, kRefusals>;  // by Refusal

inline constexpr std::uint8_t kAnyDepth = 255;  // depths are counted up to here

// What the trap rules allow; the crawler's settings `traps.*`, by their names.
struct TrapLimits {
  std::uint8_t depth_max = 100;  // links from a seed
  std::uint16_t path_segments_max = 32;
  std::uint16_t query_parameters_max = 20;
  std::uint16_t calendar_years_ahead = 5;
  std::uint16_t calendar_years_behind = 100;
  std::uint32_t template_urls_max = 100'000;  // of one form on one host
  bool operator==(const TrapLimits&) const = default;
};

inline constexpr std::uint8_t kPriorityDefault = 5;
inline constexpr std::uint8_t kPriorityMax = 9;
inline constexpr std::chrono::hours kRecrawlMax{8784};                // of a target
inline constexpr std::chrono::milliseconds kTargetDelayMax{600'000};  // of a target

inline constexpr std::size_t kTargetPatternsMax = 64;         // of a target, of each kind
inline constexpr std::size_t kTargetPatternBytesMax = 1'024;  // of one
inline constexpr std::size_t kRedirectHostsMax = 8;           // of a target

// A seed, as it is kept: the page key it is stored under has its URL.
struct TargetRecord {
  TargetMode mode = TargetMode::kSubdomains;
  std::uint64_t max_pages = 0;         // of the target that are fetched; 0: any number
  std::uint8_t max_depth = kAnyDepth;  // links from a seed
  // As in robots.txt, of the path and query: `*` is any text, a last `$` the end. A URL lies in the
  // target where it matches one of `include`, if there are any, and none of `exclude`.
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  // Between visits of a page that answers, in place of the adapted interval, whatever revisit.min_h
  // and max_h say; 0: adapted. Pages that are gone or fail go by their ladders all the same.
  std::chrono::hours recrawl{0};
  // Between two requests to each of its hosts, in place of politeness.delay_ms, be it longer or,
  // for servers of one's own, shorter. What robots.txt and the host itself ask for still holds; of
  // several targets on one host the longest counts. nullopt: politeness.delay_ms.
  std::optional<std::chrono::milliseconds> delay;
  std::uint8_t priority = kPriorityDefault;  // of its hosts among those to be asked now, 0 to 9
  bool paused = false;                       // its URLs are kept, and not asked for
  // Host keys that a redirect of the seed added (indexer/seed_redirects.h): of each, what the mode
  // makes of the seed's host, but for `subdomains`, which takes the host alone.
  std::vector<std::string> redirect_hosts;
  bool operator==(const TargetRecord&) const = default;
};

// What a token of the HTTP API has used.
struct UsageRecord {
  std::uint32_t month = 0;  // months since the year 0, UTC
  std::uint64_t rows = 0;   // used or reserved in it
  bool operator==(const UsageRecord&) const = default;
};

// How far an upgrade of the index, or a rebuild of what the public suffix list decides, has come.
struct UpgradeRecord {
  std::uint64_t from = 0;  // the format that the index had; today's, if only the list changed
  std::uint8_t step = 0;   // of storage/upgrade.cc
  std::string next;        // the key to go on with
  bool operator==(const UpgradeRecord&) const = default;
};

}  // namespace anchord
