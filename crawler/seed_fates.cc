#include "crawler/seed_fates.h"

#include <algorithm>

#include "indexer/dates.h"
#include "indexer/host_holds.h"
#include "indexer/record_reader.h"
#include "indexer/scope.h"
#include "indexer/seed_redirects.h"
#include "storage/format.h"

namespace anchord {
namespace {

std::string in_words(FailureCause cause) {
  switch (cause) {
    case FailureCause::kNoName:
      return "there is no such host name";
    case FailureCause::kDns:
      return "the host name could not be looked up";
    case FailureCause::kConnect:
      return "could not connect";
    case FailureCause::kTls:
      return "no TLS connection that can be trusted";
    case FailureCause::kTimeout:
      return "no answer in time";
    case FailureCause::kProtocol:
      return "the answer could not be read";
    case FailureCause::kTooLarge:
      return "the headers of the answer are too large";
    case FailureCause::kForbidden:
      return "its address is not allowed (network.allow, network.ports)";
    case FailureCause::kCancelled:
      return "the request was broken off";
    case FailureCause::kBusy:
    case FailureCause::kServer:
    case FailureCause::kStatus:
      break;
  }
  return "refused";
}

std::string in_words(std::optional<FailureCause> cause, std::uint16_t status) {
  if (status != 0) return "answered " + std::to_string(status);
  return cause ? in_words(*cause) : "no answer";
}

std::string in_words(Hold hold) {
  switch (hold) {
    case Hold::kPaused:
      return "its target is paused";
    case Hold::kTargetPages:
      return "its target has had its max_pages";
    case Hold::kDomainPages:
      return "its domain has had crawler.domain_pages_max";
    case Hold::kNoTarget:
      return "it lies in no target";
    case Hold::kNone:
      break;
  }
  return "its turn did not come";
}

// Why a URL that waits was not asked for.
Result<std::string> why_waiting(const Database& db, const HostHolds& holds, const std::string& key,
                                std::uint8_t depth, Time now) {
  const auto hold = holds.of_url(key, depth);
  if (!hold) return tl::unexpected(hold.error());
  if (*hold != Hold::kNone) return "not asked for: " + in_words(*hold);
  const std::string_view host = host_of_key(key);
  const auto robots = read_record(db, Family::kHosts, host, decode_host_record);
  if (!robots) return tl::unexpected(robots.error());
  const auto pace = read_record(db, Family::kPaces, host, decode_pace_record);
  if (!pace) return tl::unexpected(pace.error());
  const PaceRecord held = pace->value_or(PaceRecord{});
  const std::string failure = in_words(held.last_failure, held.last_failure_status);
  if (*robots && (*robots)->robots_failing_since != kNever) {
    return "not asked for: no usable answer for the robots.txt of its host: " + failure;
  }
  if (held.not_before > now) {
    return "not asked for: its host is left alone until " + iso8601(held.not_before) + ": " +
           failure;
  }
  return "not asked for: " + in_words(Hold::kNone);
}

// What came of one page.
Result<std::string> fate_of(const Database& db, const HostHolds& holds, const Url& url, Time now) {
  const std::string key = page_key(url);
  const auto record = read_record(db, Family::kUrls, key, decode_url_record);
  if (!record) return tl::unexpected(record.error());
  if (!*record) return std::string("not asked for: it was not followed");
  switch ((*record)->state) {
    case FetchState::kWaiting:
      return why_waiting(db, holds, key, (*record)->depth, now);
    case FetchState::kVisited:
      return "visited " + iso8601((*record)->last_visited) + ", due again " +
             iso8601((*record)->due);
    case FetchState::kDisallowed:
      return std::string("robots.txt forbids it");
    case FetchState::kGone:
    case FetchState::kRefused:
    case FetchState::kUnreachable:
      break;
  }
  return in_words((*record)->failure, (*record)->http_status);
}

Result<std::string> fate_of(const Database& db, const Scope& scope, const HostHolds& holds,
                            const Url& seed, const TargetRecord& record, Time now) {
  const auto trace = trace_seed(db, seed, record, &scope);
  if (!trace) return tl::unexpected(trace.error());
  const std::string to(trace->last().href());
  if (trace->leaves) {
    return "redirects to " + to + ", out of its target: to crawl that, add the seed " + to;
  }
  const bool is_left_out =
      Scope::fit_of(seed, record, page_key(trace->last()), 0) == Scope::Fit::kPattern;
  if (trace->chain.size() > 1 && is_left_out) {
    return "redirects to " + to + ", which the patterns of its target leave out";
  }
  auto fate = fate_of(db, holds, trace->last(), now);
  if (!fate || trace->chain.size() == 1) return fate;
  return "redirects to " + to + ", and of that: " + *fate;
}

}  // namespace

Result<std::vector<std::string>> seed_fates(const Database& db, Time now) {
  const auto scope = Scope::load(db);
  if (!scope) return tl::unexpected(scope.error());
  const auto holds = HostHolds::load(db, *scope);
  if (!holds) return tl::unexpected(holds.error());
  std::vector<std::string> lines;
  std::size_t seeds = 0;
  const KeyRange keys = keys_with_prefix(kTargetPrefix);
  Cursor cursor = db.scan(Family::kMeta, keys.begin, keys.end);
  for (; cursor.valid(); cursor.next()) {
    if (++seeds > kSeedFatesMax) continue;
    const auto record = decode_target_record(cursor.value());
    if (!record) return tl::unexpected(record.error());
    const auto seed = Url::parse(href_of_key(cursor.key().substr(kTargetPrefix.size())));
    if (!seed) return corruption("the URL of a crawl target does not decode");
    const auto fate = fate_of(db, *scope, *holds, *seed, *record, now);
    if (!fate) return tl::unexpected(fate.error());
    lines.push_back(std::string(seed->href()) + ": " + *fate);
  }
  if (auto status = cursor.status(); !status) return tl::unexpected(status.error());
  if (seeds > kSeedFatesMax) {
    lines.push_back(std::to_string(seeds - kSeedFatesMax) +
                    " more seeds: see anchorctl url-status");
  }
  return lines;
}

Result<bool> has_pages(const Database& db) {
  Cursor cursor = db.scan(Family::kPages, "", "\x7f");
  for (; cursor.valid(); cursor.next()) {
    const auto page = decode_page_record(cursor.value());
    if (!page) return tl::unexpected(page.error());
    const bool is_redirect = page->http_status / 100 == 3 && !page->redirect_to.empty();
    if (page->http_status >= 400 || is_redirect) continue;
    const auto url = read_record(db, Family::kUrls, cursor.key(), decode_url_record);
    if (!url) return tl::unexpected(url.error());
    if (*url && !(*url)->is_sitemap) return true;
  }
  if (auto status = cursor.status(); !status) return tl::unexpected(status.error());
  return false;
}

}  // namespace anchord
