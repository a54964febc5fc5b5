#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/fingerprint.h"
#include "storage/time.h"

// What is known of a URL, of a page and of a host, as stored. Layout of the bytes: format.h.
namespace anchord {

// Why the last attempt on a URL ended as it did. Stored as its number: never renumber.
enum class FetchState : std::uint8_t {
  kWaiting = 0,      // discovered, never fetched
  kVisited = 1,      // answered 2xx, 304 or 3xx: its links are as of last_visited
  kGone = 2,         // 404, 410: its links are lost
  kRefused = 3,      // another 4xx, or 5xx: links stay as they were
  kUnreachable = 4,  // no answer: DNS, connection, TLS, timeout; links stay as they were
  kDisallowed = 5,   // robots.txt; links stay as they were
};

// "waiting", "visited", ... as tables and logs print them.
std::string_view name_of(FetchState state);

// Why an attempt failed. Stored as its number: never renumber.
enum class FailureCause : std::uint8_t {
  kNoName = 0,     // DNS says that there is no such name
  kDns = 1,        // DNS could not tell
  kConnect = 2,    // refused, reset, no route
  kTls = 3,        // no connection that can be trusted
  kTimeout = 4,    // of the connection or the transfer; 408
  kProtocol = 5,   // an answer that cannot be read
  kTooLarge = 6,   // headers beyond their limit
  kForbidden = 7,  // by our own address guard
  kCancelled = 8,  // by us, in the middle
  kBusy = 9,       // 429, 503: what spares the host is the host's own backoff, not this
  kServer = 10,    // another 5xx
  kStatus = 11,    // any other status that is no visit: 403, 999, a 304 that was not asked for
};
inline constexpr std::size_t kFailureCauses = 12;

// "no_name", "dns", "timeout", ... as tables and logs print them.
std::string_view name_of(FailureCause cause);

inline constexpr std::uint8_t kLastmodsFalseMax = 127;

// How many pages link to a URL, by powers of four: 0 is less than 4, 1 less than 16, ... It counts
// what the crawl met lately, so it may lag behind, and it never falls.
inline constexpr std::uint8_t kLinksClassMax = 15;

// The target of a redirect is as many links from a seed as the page that redirects, so many times
// in a row; further redirects of the chain count as links, so that none is endless.
inline constexpr std::uint8_t kFreeRedirectsMax = 10;

// When a URL was and will be asked for. Small: it is all that an unchanged revisit rewrites.
struct UrlRecord {
  FetchState state = FetchState::kWaiting;
  std::uint8_t depth = 0;         // links from a seed, at most 255; a redirect is none
  std::uint8_t links_class = 0;   // pages that link to it, while it waits
  bool is_sitemap = false;        // a robots.txt or a sitemap index named it as one
  std::uint16_t http_status = 0;  // of the last attempt; 0: no answer, or never asked
  std::uint16_t failures = 0;     // attempts in a row that ended neither visited nor gone
  std::uint8_t redirects = 0;     // while it waits: redirects in a row that led to it
  Time first_visited{};           // first successful visit; kNever: none yet
  Time last_visited{};            // most recent successful visit
  Time prev_visited{};            // the successful visit before that
  Time last_attempt{};            // discovery, before the first attempt
  Time due{};                     // when it should be asked for (again)
  // Of a URL that was asked for:
  std::chrono::minutes interval{0};  // between visits, or looks at what is gone; 0: none yet
  std::uint8_t not_modified = 0;     // 304s in a row
  std::uint8_t lastmods_false = 0;   // in a row, at most kLastmodsFalseMax: see crawler/revisit.h
  bool lastmod_led = false;          // `due` is what a sitemap's lastmod made it
  std::optional<FailureCause> failure;  // of the last attempt, if it failed
  bool operator==(const UrlRecord&) const = default;
};

// Stored as its number: never renumber.
enum class EncodingSource : std::uint8_t {
  kNone = 0,  // the body is no text
  kByteOrderMark = 1,
  kContentType = 2,
  kMeta = 3,
  kValidUtf8 = 4,
  kFallback = 5,
};

inline constexpr std::size_t kTitleBytesMax = 1024;  // cut at a code point

// Why a visit did not see all of its page: bits of PageRecord::partial. Stored: never renumber.
inline constexpr std::uint8_t kPartialBody = 1;         // fetch.body_bytes_max, or no room for more
inline constexpr std::uint8_t kPartialCompression = 2;  // the compressed body is cut or damaged
inline constexpr std::uint8_t kPartialLinks = 4;        // a limit on the links of a page
inline constexpr std::uint8_t kPartialTooComplex = 8;   // parse.arena_bytes_max or cpu_ms_max
inline constexpr std::uint8_t kPartialBits = 15;

// "body, too_complex", ... as tables and logs print them; "" if the visit saw the whole page.
std::string_view names_of_partial(std::uint8_t partial);

// What the last successful visit of a page found. Written only when something of it changed.
struct PageRecord {
  std::uint16_t http_status = 0;  // 200, 301, ...: of the visit the record is from
  std::string ip;                 // of the server, as text
  std::uint64_t size = 0;         // bytes of the decoded body; of one not read, the announced ones
  std::string encoding;           // "utf8", else the WHATWG name in lower case, "raw" for no text
  EncodingSource encoding_source = EncodingSource::kNone;
  std::string content_type;  // without parameters, lower case; "" if none says what it is
  std::string title;
  std::string etag;           // as sent, to be sent back; at most 256 bytes, else ""
  std::string last_modified;  // as sent, to be sent back; at most 64 bytes, else ""
  // A partial visit leaves both of these zero and keeps no validator: the next visit is to parse.
  Fingerprint content;    // of the body and the headers that bear on its links
  Fingerprint link_set;   // of the links and their attributes
  bool nofollow = false;  // meta robots or X-Robots-Tag, for all robots or for us
  bool noindex = false;
  Time nofollow_since{};            // the visit that found it so; kNever: unknown, or it is not
  std::uint8_t partial = 0;         // kPartial... bits; 0: the last visit saw the whole page
  Time last_complete{};             // of a partial page: the last visit that saw all of it
  std::string redirect_to;          // where a 3xx or a refresh leads, a canonical URL; else ""
  std::uint32_t links_dropped = 0;  // beyond kLinksPerPageMax, or with an oversized URL
  std::uint32_t attributes_dropped = 0;  // beyond kAttributesPerTagMax of their tag
  // Leaves out what would let the next visit do without parsing the page.
  void forget_contents();
  bool truncated() const { return (partial & (kPartialBody | kPartialCompression)) != 0; }
  // Links are from a scan of the tags: their words and places are less sure than those of a tree.
  bool too_complex() const { return (partial & kPartialTooComplex) != 0; }
  bool operator==(const PageRecord&) const = default;
};

// The last visit that saw all of a page; kNever: none is known of. `url`: the page's visits.
inline Time last_complete_of(const PageRecord& page, const UrlRecord& url) {
  return page.partial != 0 ? page.last_complete : url.last_visited;
}

// When a host that is not in memory is looked at next: not after the first of its URLs falls due.
struct AgendaRecord {
  Time at{};
  std::uint8_t priority = 0;  // 0 to kPriorityMax: the place in the order
  bool operator==(const AgendaRecord&) const = default;
};

// How many URLs there are of a host, a target or a registrable domain.
struct Tally {
  std::int64_t asked = 0;  // asked for at least once; of a host also those that robots.txt forbids
  std::int64_t waiting = 0;  // of a host: never asked for
  bool operator==(const Tally&) const = default;
};

// The robots.txt of one host (with its port).
struct HostRecord {
  Time robots_fetched{};            // last asked; kNever: not yet
  Time robots_expires{};            // when to ask again
  Time robots_failing_since{};      // asked in vain since then; kNever: the last answer was of use
  std::uint16_t robots_status = 0;  // HTTP status of the last answer of use; 0: there was none
  std::string robots_body;          // of it, where it was a 2xx
  bool operator==(const HostRecord&) const = default;
};

// Why one host is held back: kept apart, since it changes at other times.
struct PaceRecord {
  Time not_before{};           // no request before this
  std::uint16_t failures = 0;  // requests in a row that it refused for now, or did not answer
  // The last request that failed, however long ago.
  std::optional<FailureCause> last_failure;
  std::uint16_t last_failure_status = 0;  // HTTP; 0: no answer
  Time last_failure_at{};
  bool operator==(const PaceRecord&) const = default;
};

}  // namespace anchord
