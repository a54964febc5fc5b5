#include "indexer/history.h"

#include <algorithm>

#include "indexer/link_merge.h"
#include "storage/format.h"

namespace anchord {
namespace {

bool is_redirect(const PageRecord& page) {
  return page.http_status >= 300 && page.http_status < 400;
}

// Why links of a page that answered are lost.
LossReason loss_of(const Visit& visit) {
  const bool begins_to_redirect =
      is_redirect(visit.page) && visit.page_before && !is_redirect(*visit.page_before);
  return begins_to_redirect ? LossReason::kPageRedirects : LossReason::kRemoved;
}

}  // namespace

UrlRecord visited(const UrlRecord& before, Time at, int http_status) {
  UrlRecord after = before;
  at = std::max(at, before.last_visited + std::chrono::seconds(1));
  after.state = FetchState::kVisited;
  after.http_status = static_cast<std::uint16_t>(http_status);
  after.failures = 0;
  after.last_attempt = at;
  after.prev_visited = before.last_visited;
  after.last_visited = at;
  if (before.first_visited == kNever) after.first_visited = at;
  return after;
}

bool changes_links(const std::optional<PageRecord>& page_before, const PageRecord& page) {
  return !page_before || page.partial != 0 || page.link_set != page_before->link_set;
}

Result<LinkBlock> History::stored_links(std::string_view key) const {
  const auto bytes = db_.get(Family::kLinks, key);
  if (!bytes) return tl::unexpected(bytes.error());
  if (!*bytes) return LinkBlock{};
  auto block = decode_link_block(**bytes);
  if (!block) return corruption("links of " + href_of_key(key) + ": " + block.error().message);
  return block;
}

Status History::stage_visit(Batch& batch, Visit visit, const UrlRecord& after) {
  if (changes_links(visit.page_before, visit.page)) {
    const LossReason loss = loss_of(visit);
    if (auto staged = stage_links(batch, visit, std::move(visit.links), after.last_visited, loss);
        !staged) {
      return staged;
    }
  }
  if (!visit.page_before || visit.page != *visit.page_before) {
    batch.put(Family::kPages, visit.key, encode(visit.page));
  }
  stage_attempt(batch, visit.key, after);
  return Ok{};
}

Status History::stage_gone(Batch& batch, const Visit& visit, const UrlRecord& after) {
  const bool may_have_links = visit.page_before && (visit.page_before->partial != 0 ||
                                                    visit.page_before->link_set != Fingerprint{});
  if (may_have_links) {
    auto staged = stage_links(batch, visit, LinkSet{}, visit.at, LossReason::kPageGone);
    if (!staged) return staged;
    PageRecord page = *visit.page_before;
    page.http_status = static_cast<std::uint16_t>(visit.http_status);
    page.partial = 0;
    page.last_complete = kNever;
    page.redirect_to.clear();
    page.forget_contents();
    batch.put(Family::kPages, visit.key, encode(page));
  }
  stage_attempt(batch, visit.key, after);
  return Ok{};
}

void History::stage_attempt(Batch& batch, std::string_view key, const UrlRecord& after) {
  batch.put(Family::kUrls, key, encode(after));
}

Status History::stage_links(Batch& batch, const Visit& visit, LinkSet found, Time at,
                            LossReason loss) {
  LinkBlock before;
  MergeVisit merge{.page = visit.before,
                   .at = at,
                   .forget_before = at - options_.keep_lost,
                   .partial = visit.page.partial,
                   .loss = loss};
  if (visit.page_before) {
    auto stored = stored_links(visit.key);
    if (!stored) return tl::unexpected(stored.error());
    before = std::move(*stored);
    merge.had_complete = last_complete_of(*visit.page_before, visit.before) != kNever;
    merge.was_nofollow = visit.page_before->nofollow;
    merge.was_too_complex = visit.page_before->too_complex();
  }
  const LinkBlock after = merge_links(before, std::move(found), merge);
  anchors_.replace(visit.url, before, after);
  count_changes(before, after, at);
  if (!after.links.links.empty()) {
    batch.put(Family::kLinks, visit.key, encode(after));
  } else if (!before.links.links.empty()) {
    batch.remove(Family::kLinks, visit.key);
  }
  return Ok{};
}

void History::count_changes(const LinkBlock& before, const LinkBlock& after, Time at) {
  const auto is_new = [at](const LinkHistory& link) {
    return link.first_seen == at || link.present_since == at;
  };
  const auto live_end = after.histories.begin() + static_cast<std::ptrdiff_t>(after.live);
  const auto added =
      static_cast<std::uint64_t>(std::count_if(after.histories.begin(), live_end, is_new));
  totals_.links_new += added;
  totals_.links_lost += before.live + added - after.live;
}

}  // namespace anchord
