#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "crawler/clock.h"
#include "crawler/config.h"
#include "crawler/frontier.h"
#include "crawler/transport.h"
#include "indexer/extractor.h"
#include "indexer/history.h"

// What came of a lease: from the answer of the web to what is to be stored. No I/O.
namespace anchord {

// A lease with its answer, on the way from the fetch pool to a parse worker.
struct Delivery {
  Lease lease;
  std::optional<FetchOutcome> outcome;  // nullopt: robots.txt forbids the page
  Time at;
  std::optional<PaceRecord> pace = std::nullopt;  // of the host asked, where it changed
};

// A lease with what is to be stored, on the way from a parse worker to the committer.
struct Settlement {
  enum class Kind : std::uint8_t {
    kVisited,  // visit.page and, where the link set changed, visit.links
    kGone,     // visit.page_before loses its links
    kFailed,   // nothing but the URL's record
    kHost,     // records of hosts alone
  };
  Kind kind = Kind::kFailed;
  Lease lease;
  Visit visit;
  UrlRecord after;
  std::optional<HostRecord> host;    // of lease.robots->host
  std::optional<PaceRecord> pace;    // of lease.host
  bool links_changed = false;        // visit.links is to be stored, and holds URLs that may be new
  std::vector<SitemapEntry> listed;  // by a sitemap, a feed or robots.txt: URLs that may be new
  bool lists_sitemaps = false;       // those are sitemaps
  std::map<std::string, std::uint32_t, std::less<>> other_schemes;

  // What it takes up in memory, about, in bytes.
  std::size_t bytes() const;
};

// Parses what is new and compares it with what is known. `extractor` is the caller's own.
Settlement settle(Delivery delivery, Extractor& extractor, const Config::Revisit& policy);

// What a robots.txt came to: records of hosts, to be stored as they are, with the sitemaps that it
// leads to.
Settlement settle_host(Lease lease, std::optional<HostRecord> record,
                       std::optional<PaceRecord> pace);

}  // namespace anchord
