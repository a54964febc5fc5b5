#include "crawler/settlement.h"

#include <algorithm>

#include "crawler/revisit.h"
#include "crawler/robots_policy.h"

namespace anchord {
namespace {

constexpr int kNotModified = 304;

// Index files may list each other without end: those so many links from a seed are not followed.
constexpr std::uint8_t kIndexDepthMax = 8;

bool is_gone(int status) { return status == 404 || status == 410; }

// 2xx and 3xx tell what the page holds; 304 only where it was asked whether anything changed.
bool is_visit(const Answer& answer, bool was_conditional) {
  if (answer.status == kNotModified) return was_conditional;
  return answer.status >= 200 && answer.status < 400;
}

// Of everything that extraction looks at: equal where parsing would find the same again.
Fingerprint content_of(const Answer& answer) {
  const PageHeaders& headers = answer.headers;
  std::string bearing = std::to_string(answer.status);
  for (const std::string* value : {&headers.content_type, &headers.refresh, &headers.location}) {
    bearing.append(1, '\0').append(*value);
  }
  for (const auto* values : {&headers.link, &headers.robots_tag}) {
    bearing += '\0';
    for (const std::string& value : *values) bearing.append(value).append(1, '\0');
  }
  return fingerprint_of(answer.body, fingerprint_of(bearing).low);
}

void take_answer(PageRecord& page, const Answer& answer) {
  page.http_status = static_cast<std::uint16_t>(answer.status);
  page.ip = answer.ip;
  page.size = answer.size;
  page.partial = answer.truncated ? kPartialBody : std::uint8_t{0};
  if (answer.damaged) page.partial |= kPartialCompression;
  page.etag = answer.etag;
  page.last_modified = answer.last_modified;
}

// All but the links.
void take_page(PageRecord& page, ExtractedPage&& found) {
  page.encoding = std::move(found.encoding);
  page.encoding_source = found.encoding_source;
  page.content_type = std::move(found.content_type);
  page.title = std::move(found.title);
  page.nofollow = found.nofollow;
  page.noindex = found.noindex;
  if (found.too_complex) page.partial |= kPartialTooComplex;
  if (found.links_cut) page.partial |= kPartialLinks;
  page.links_dropped = found.links_dropped;
  page.attributes_dropped = found.attributes_dropped;
}

// What the page keeps of the visits before, and what a partial visit must not keep.
void take_time(Visit& visit, Time at) {
  PageRecord& page = visit.page;
  const auto& before = visit.page_before;
  const bool was_nofollow = before && before->nofollow;
  if (!page.nofollow) page.nofollow_since = kNever;
  if (page.nofollow && !was_nofollow) page.nofollow_since = at;
  page.last_complete = kNever;
  if (page.partial == 0) return;
  if (before) page.last_complete = last_complete_of(*before, visit.before);
  page.forget_contents();
}

void settle_visit(Settlement& settlement, const Answer& answer, Extractor& extractor) {
  Visit& visit = settlement.visit;
  settlement.kind = Settlement::Kind::kVisited;
  if (visit.page_before) visit.page = *visit.page_before;
  if (answer.status != kNotModified) take_answer(visit.page, answer);
  settlement.after = visited(visit.before, visit.at, visit.page.http_status);
  settlement.after.not_modified = 0;
  if (answer.status == kNotModified) {
    settlement.after.not_modified =
        static_cast<std::uint8_t>(std::min(visit.before.not_modified + 1, UINT8_MAX));
    return;
  }
  visit.page.content = content_of(answer);
  const bool is_known = visit.page_before && visit.page.content == visit.page_before->content;
  if (is_known && visit.page.partial == 0) return;
  ExtractedPage found = extractor.extract(visit.url, answer.status, answer.headers, answer.body,
                                          visit.before.is_sitemap);
  settlement.other_schemes = std::move(found.other_schemes);
  const bool is_far = found.lists_sitemaps && visit.before.depth >= kIndexDepthMax;
  if (!is_far) settlement.listed = std::move(found.listed);
  settlement.lists_sitemaps = found.lists_sitemaps;
  visit.page.link_set = link_set_fingerprint(found.links);
  visit.page.redirect_to = first_redirect(found.links);
  visit.links = std::move(found.links);
  take_page(visit.page, std::move(found));
  take_time(visit, settlement.after.last_visited);
  settlement.links_changed = changes_links(visit.page_before, visit.page);
}

void settle_failure(Settlement& settlement, FetchState state, int status) {
  UrlRecord& after = settlement.after;
  settlement.kind =
      state == FetchState::kGone ? Settlement::Kind::kGone : Settlement::Kind::kFailed;
  after = settlement.visit.before;
  after.state = state;
  after.http_status = static_cast<std::uint16_t>(status);
  after.last_attempt = std::max(settlement.visit.at, after.last_attempt);
  after.failures = static_cast<std::uint16_t>(
      state == FetchState::kGone ? 0 : std::min<int>(after.failures + 1, UINT16_MAX));
}

}  // namespace

std::size_t Settlement::bytes() const {
  std::size_t listed_bytes = 0;
  for (const SitemapEntry& entry : listed) listed_bytes += sizeof entry + entry.href.size();
  return sizeof(Settlement) + listed_bytes + visit.links.text.size() + visit.links.target_bytes() +
         visit.links.links.size() * sizeof(Link);
}

Settlement settle(Delivery delivery, Extractor& extractor, const Config::Revisit& policy) {
  Lease& lease = delivery.lease;
  Visit visit{.key = lease.key,
              .url = lease.url,
              .before = lease.before,
              .page_before = std::move(lease.page_before),
              .at = delivery.at,
              .page = {},
              .links = {}};
  Settlement settlement{.lease = std::move(lease),
                        .visit = std::move(visit),
                        .after = {},
                        .host = {},
                        .pace = delivery.pace,
                        .other_schemes = {}};
  const Answer* answer = delivery.outcome ? std::get_if<Answer>(&*delivery.outcome) : nullptr;
  settlement.visit.http_status = answer != nullptr ? answer->status : 0;
  const bool was_conditional =
      is_asked_conditionally(settlement.visit.before, settlement.visit.page_before, policy);
  std::optional<FailureCause> failure;
  if (!delivery.outcome) {
    settle_failure(settlement, FetchState::kDisallowed, 0);
  } else if (answer != nullptr && is_visit(*answer, was_conditional)) {
    settle_visit(settlement, *answer, extractor);
  } else if (answer != nullptr && is_gone(answer->status)) {
    settle_failure(settlement, FetchState::kGone, answer->status);
  } else {
    failure = cause_of(*delivery.outcome);
    settle_failure(settlement, answer != nullptr ? FetchState::kRefused : FetchState::kUnreachable,
                   settlement.visit.http_status);
  }
  const Attempt attempt{.key = settlement.visit.key,
                        .before = settlement.visit.before,
                        .at = settlement.visit.at,
                        .changed = settlement.links_changed || !settlement.listed.empty(),
                        .failure = failure,
                        .recrawl = settlement.lease.recrawl};
  settlement.after.failure = failure;
  settlement.after = scheduled(settlement.after, attempt, policy);
  return settlement;
}

Settlement settle_host(Lease lease, std::optional<HostRecord> record,
                       std::optional<PaceRecord> pace) {
  std::vector<SitemapEntry> sitemaps;
  if (record) sitemaps = sitemaps_of(*record, lease.robots->url, kProductToken);
  Visit visit{.key = {},
              .url = lease.url,
              .before = {},
              .page_before = {},
              .at = record ? record->robots_fetched : kNever,
              .page = {},
              .links = {}};
  return {.kind = Settlement::Kind::kHost,
          .lease = std::move(lease),
          .visit = std::move(visit),
          .after = {},
          .host = std::move(record),
          .pace = pace,
          .listed = std::move(sitemaps),
          .lists_sitemaps = true,
          .other_schemes = {}};
}

}  // namespace anchord
