#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "crawler/config.h"
#include "crawler/frontier.h"
#include "crawler/link_counts.h"
#include "crawler/seen_hashes.h"
#include "crawler/trap_guard.h"
#include "indexer/scope.h"
#include "indexer/sitemap.h"
#include "storage/database.h"
#include "storage/link_set.h"
#include "storage/records.h"
#include "storage/url.h"

namespace anchord {

// What a URL was found as.
enum class Finding : std::uint8_t { kPage, kSitemap, kSeed };

// The one door through which found URLs reach the frontier. Not thread-safe.
class Discovery {
 public:
  // `db` and `scope` are borrowed and must outlive this.
  Discovery(const Database& db, const Scope& scope, bool follow_nofollow,
            const TrapLimits& traps = {}, const Config::Revisit& revisit = {});

  // Stages the targets of `links` that lie in scope, are no traps and are not known yet as waiting
  // URLs, found at `now` on a page `depth` links from a seed. Form actions are never followed.
  Status stage_links(Batch& batch, const LinkSet& links, bool page_is_nofollow, std::uint8_t depth,
                     Time now);

  // Stages likewise what a redirect of `page` leads to, at the page's own depth, and one deeper
  // after kFreeRedirectsMax in a row; a sitemap leads to a sitemap. To be called before
  // stage_links() of that page. `is_in_scope`: by what the batch changes, which the index does not
  // have yet.
  Status stage_redirect(Batch& batch, std::string_view href, const UrlRecord& page,
                        bool page_is_nofollow, bool is_in_scope, Time now);

  // Stages in the same way what a sitemap or feed at that depth lists: pages, or, an index,
  // sitemaps.
  Status stage_listed(Batch& batch, const std::vector<SitemapEntry>& listed, Finding finding,
                      bool page_is_nofollow, std::uint8_t depth, Time now);

  // Stages the sitemaps of a host, as if they were seeds in scope.
  Status stage_sitemaps(Batch& batch, const std::vector<SitemapEntry>& sitemaps, Time now);

  // Stages seeds (page keys): each a waiting URL of depth 0, or, where it is known already,
  // nothing. No rule refuses one.
  Status stage_seeds(Batch& batch, std::vector<std::string> seeds, Time now);

  // The scope is another one: what was outside is to be looked at again.
  void scope_changed() { seen_.clear(); }

  // Stages the known URLs that have changed, as the lastmod of a sitemap or feed says, to be due
  // sooner (crawler/revisit.h). One of another host (host key) is not believed: it could have pages
  // that are not its own asked for.
  Status stage_changed(Batch& batch, const std::vector<SitemapEntry>& listed, std::string_view host,
                       Time now);

  // The batch holds a newer record of this URL (page key) than the database: it is left alone.
  void settled(const std::string& key) { settled_.insert(key); }

  // The URLs that the batch makes due sooner, since the last call: as take_found().
  std::vector<Frontier::Rescheduled> take_rescheduled();

  // Stages better places in their hosts' order for URLs that wait and that more pages link to than
  // was known. To be called once a batch.
  Status stage_risen(Batch& batch);
  // Their frontier keys, since the last call: as take_found().
  std::vector<std::string> take_moved();
  // The key that a URL waits under which was leased under `frontier_key`, the batch included.
  Result<std::string> place_of_waiting(const std::string& page_key) const;

  // The frontier keys staged since the last call: to be told to the frontier once the batch is on
  // disk.
  std::vector<std::string> take_found();

  // How many URLs were refused, from the start of this. One that is met again long after counts
  // again, as does one that is refused for its depth and then met at another.
  const RefusalCounts& refused() const { return refused_; }
  // Stages the sum of these and of those that the index has from earlier.
  Status stage_refused(Batch& batch);

  // The first URL refused of each host for each reason, since the last call.
  struct Refused {
    Refusal why;
    std::string href;
  };
  std::vector<Refused> take_first_refused() { return std::exchange(first_refused_, {}); }

 private:
  // Adds the page key of a URL that lies in scope and was not met lately.
  void add_key(std::string_view href, std::uint8_t depth, std::vector<std::string>& keys);
  // `found`: its depth and how it was found count.
  Status stage_unknown(Batch& batch, std::vector<std::string>& keys, Finding finding,
                       UrlRecord found, Time now);
  void count_link(std::uint64_t hash, std::string_view href);
  void refuse(Refusal why, std::string_view page_key, std::uint8_t depth);

  const Database& db_;
  const Scope& scope_;
  const bool follow_nofollow_;
  const Config::Revisit revisit_;
  TrapGuard trap_guard_;
  SeenHashes seen_{1U << 20U};  // of URLs that need no further look
  LinkCounts link_counts_{1U << 18U};
  struct Risen {
    std::string key;  // page key
    std::uint8_t links_class;
  };
  std::vector<Risen> risen_;
  std::unordered_map<std::string, std::string> moved_;  // page key to frontier key, in the batch
  RefusalCounts refused_{};
  RefusalCounts refused_staged_{};       // of these, what the batches had
  SeenHashes hosts_refused_{1U << 16U};  // of hosts and reasons that were told
  std::vector<Refused> first_refused_;
  std::unordered_set<std::string> staged_;   // page keys in the batch
  std::vector<std::string> found_;           // their frontier keys
  std::unordered_set<std::string> settled_;  // page keys with a newer record in the batch
  std::vector<Frontier::Rescheduled> rescheduled_;
};

}  // namespace anchord
