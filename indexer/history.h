#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "indexer/anchor_counting.h"
#include "storage/database.h"
#include "storage/link_block.h"
#include "storage/link_set.h"
#include "storage/records.h"
#include "storage/result.h"
#include "storage/url.h"

// From what a visit found to what is stored: pages, links with their history, anchor counts.
//
//   a link:   new --> live --> lost --> returned (live again, first_seen stands)
//                                 \--> forgotten, keep_lost after it was last seen
//
// A visit that did not see its whole page loses only links that stand where it was
// (link_merge.h).
namespace anchord {

struct HistoryOptions {
  std::chrono::seconds keep_lost{std::chrono::hours(24) * 730};  // history.keep_days
};

// One successful visit of a page, before it is stored.
struct Visit {
  std::string key;                        // page key of the URL
  Url url;                                // in stored form
  UrlRecord before;                       // as leased
  std::optional<PageRecord> page_before;  // nullopt: never visited
  Time at;
  int http_status = 0;
  PageRecord page;  // what was found now; equal to page_before where nothing changed
  LinkSet links;    // not looked at if page.link_set equals page_before's and is not zero
};

// Moves the visits of a URL on to `at`; a second visit within one second counts as a second later,
// so that the dates of a URL always differ.
UrlRecord visited(const UrlRecord& before, Time at, int http_status);

// Whether a visit of a page with `page_before` may have changed its stored links: it found others,
// or did not see all of the page.
bool changes_links(const std::optional<PageRecord>& page_before, const PageRecord& page);

// Stages visits in a batch, summing the anchor counts of all its pages. One thread; no two
// visits of one URL in one batch.
class History {
 public:
  // `db` is borrowed and must outlive this.
  History(const Database& db, const HistoryOptions& options) : db_(db), options_(options) {}

  // Stages the page, its links, their history and `after`, the URL's new record. An unchanged page
  // stages that record and nothing else.
  Status stage_visit(Batch& batch, Visit visit, const UrlRecord& after);

  // Stages that the page is lastingly gone (404, 410): its links are lost, as of the last visit.
  Status stage_gone(Batch& batch, const Visit& visit, const UrlRecord& after);

  // Stages a failed attempt: nothing but the URL's record.
  void stage_attempt(Batch& batch, std::string_view key, const UrlRecord& after);

  // Stages the sums of the anchor counts since the last call: to be called before the batch is
  // written.
  void stage_anchor_counts(Batch& batch) { anchors_.stage(batch); }

  // What the visits staged so far changed.
  struct Totals {
    std::uint64_t links_new = 0;  // seen for the first time, or again
    std::uint64_t links_lost = 0;
  };
  const Totals& totals() const { return totals_; }

 private:
  Result<LinkBlock> stored_links(std::string_view key) const;
  void count_changes(const LinkBlock& before, const LinkBlock& after, Time at);
  // `loss`: why links are lost, if any are.
  Status stage_links(Batch& batch, const Visit& visit, LinkSet found, Time at, LossReason loss);

  const Database& db_;
  HistoryOptions options_;
  Totals totals_;
  AnchorCounting anchors_;
};

}  // namespace anchord
