#include "crawler/committer.h"

#include <algorithm>

#include "indexer/record_reader.h"
#include "indexer/seed_redirects.h"
#include "storage/codec.h"

namespace anchord {
namespace {

constexpr std::chrono::days kForEver{1'000'000};

HistoryOptions history_options(const Config::History& config) {
  return {.keep_lost = config.keep_days.count() > 0 ? config.keep_days : kForEver};
}

}  // namespace

Committer::Committer(Database& db, Frontier& frontier, Scope& scope, CrawlStats& stats,
                     const Config& config)
    : db_(db),
      frontier_(frontier),
      scope_(scope),
      stats_(stats),
      limits_(config.pipeline),
      history_(db, history_options(config.history)),
      discovery_(db, scope, config.crawler.follow_nofollow, config.traps, config.revisit),
      batch_(db) {}

bool Committer::is_full() const {
  return staged_count_ >= static_cast<std::size_t>(limits_.commit_pages_max) ||
         batch_.bytes() >= limits_.commit_bytes_max;
}

Status Committer::stage(Settlement settlement) {
  count(settlement);
  staged_bytes_ += settlement.bytes();
  ++staged_count_;
  const Lease& lease = settlement.lease;
  if (settlement.pace) {
    stage_pace(lease.host, *settlement.pace);
    news_.hosts.push_back(lease.host);
  }
  if (settlement.kind == Settlement::Kind::kHost) {
    if (!settlement.host) return Ok{};
    batch_.put(Family::kHosts, lease.robots->host, encode(*settlement.host));
    news_.hosts.push_back(lease.robots->host);
    return discovery_.stage_sitemaps(batch_, settlement.listed, settlement.visit.at);
  }
  const bool was_waiting = !lease.frontier_key.empty();
  if (was_waiting) {
    if (auto removed = stage_asked(lease); !removed) return removed;
  }
  discovery_.settled(lease.key);
  news_.settled.push_back({lease.key, settlement.after.due, was_waiting});
  switch (settlement.kind) {
    case Settlement::Kind::kVisited:
      return stage_visit(settlement);
    case Settlement::Kind::kGone:
      return history_.stage_gone(batch_, settlement.visit, settlement.after);
    case Settlement::Kind::kFailed:
    case Settlement::Kind::kHost:
      break;
  }
  history_.stage_attempt(batch_, lease.key, settlement.after);
  return Ok{};
}

// A URL that waited was asked for, or is forbidden by robots.txt.
Status Committer::stage_asked(const Lease& lease) {
  const auto place = discovery_.place_of_waiting(lease.key);
  if (!place) return tl::unexpected(place.error());
  batch_.remove(Family::kFrontier, *place);
  tallies_.add(TallyScope::kHost, lease.host, {.asked = 1, .waiting = -1});
  if (lease.kind != Lease::Kind::kPage) return Ok{};
  tallies_.add(TallyScope::kDomain, lease.domain, {.asked = 1});
  if (!lease.target.empty()) tallies_.add(TallyScope::kTarget, lease.target, {.asked = 1});
  return Ok{};
}

void Committer::stage_pace(std::string_view host, const PaceRecord& pace) {
  if (pace == PaceRecord{}) {
    batch_.remove(Family::kPaces, host);
  } else {
    batch_.put(Family::kPaces, host, encode(pace));
  }
}

// A seed, or a page that it led to by redirects alone, may take its target along. Returns whether
// where it leads to lies in the target only now.
Result<bool> Committer::widen_target(const Settlement& settlement) {
  const UrlRecord& page = settlement.after;
  const auto to = Url::parse(settlement.visit.page.redirect_to);
  if (!to || page.is_sitemap) return false;
  const auto found = redirect_of_seed(db_, scope_, settlement.visit.key, page.depth == 0, *to);
  if (!found) return tl::unexpected(found.error());
  if (!*found) return false;
  const SeedRedirect& redirect = **found;
  const std::string href(to->href());
  const std::string where = "seed " + std::string(redirect.seed.href()) + " redirects to " + href;
  if (!redirect.change) {
    seed_redirects_.push_back(where + ", out of its target: to crawl that, add the seed " + href);
    return false;
  }
  seed_redirects_.push_back(where + ": its target has " + host_text_of_key(host_key(*to)) +
                            " too from now on");
  scope_.change(batch_, *redirect.change);
  has_wider_scope_ = true;
  const Target added = Scope::targets_of(redirect.seed, *redirect.change->after).back();
  const KeyRanges hosts({added.hosts()});
  auto staged = frontier_.stage_retarget(batch_, hosts, settlement.visit.at);
  if (!staged) return tl::unexpected(staged.error());
  return true;
}

Status Committer::stage_redirect(Settlement& settlement) {
  const Visit& visit = settlement.visit;
  if (visit.page.redirect_to.empty()) return Ok{};
  // The key that a URL waits under does not tell how many redirects led to it.
  if (!settlement.lease.frontier_key.empty()) {
    const auto waited = read_record(db_, Family::kUrls, visit.key, decode_url_record);
    if (!waited) return tl::unexpected(waited.error());
    if (*waited) settlement.after.redirects = (*waited)->redirects;
  }
  const auto is_widened = widen_target(settlement);
  if (!is_widened) return tl::unexpected(is_widened.error());
  if (!settlement.links_changed && !*is_widened) return Ok{};
  return discovery_.stage_redirect(batch_, visit.page.redirect_to, settlement.after,
                                   visit.page.nofollow, *is_widened, visit.at);
}

Status Committer::stage_visit(Settlement& settlement) {
  Visit& visit = settlement.visit;
  if (auto staged = stage_redirect(settlement); !staged) return staged;
  if (settlement.links_changed) {
    auto found = discovery_.stage_links(batch_, visit.links, visit.page.nofollow,
                                        settlement.after.depth, visit.at);
    if (!found) return found;
  }
  const Finding finding = settlement.lists_sitemaps ? Finding::kSitemap : Finding::kPage;
  auto listed = discovery_.stage_listed(batch_, settlement.listed, finding, visit.page.nofollow,
                                        settlement.after.depth, visit.at);
  if (!listed) return listed;
  auto changed =
      discovery_.stage_changed(batch_, settlement.listed, settlement.lease.host, visit.at);
  if (!changed) return changed;
  return history_.stage_visit(batch_, std::move(visit), settlement.after);
}

// Adds what sums up the whole group, once.
Status Committer::seal() {
  if (std::exchange(is_sealed_, true)) return Ok{};
  return stage_news();
}

Status Committer::commit() {
  if (auto sealed = seal(); !sealed) return sealed;
  const auto start = std::chrono::steady_clock::now();
  if (auto written = db_.write(batch_, true); !written) return written;
  stats_.commit_seconds.observe(std::chrono::steady_clock::now() - start);
  batch_ = Batch(db_);
  is_sealed_ = false;
  staged_bytes_ = 0;
  staged_count_ = 0;
  ++stats_.commits;
  stats_.links_new = history_.totals().links_new;
  stats_.links_lost = history_.totals().links_lost;
  for (std::size_t i = 0; i < kRefusals; ++i) stats_.not_followed[i] = discovery_.refused()[i];
  return frontier_.committed(std::exchange(news_, {}));
}

// What sums up the whole batch.
Status Committer::stage_news() {
  if (std::exchange(has_wider_scope_, false)) discovery_.scope_changed();
  history_.stage_anchor_counts(batch_);
  if (auto staged = discovery_.stage_refused(batch_); !staged) return staged;
  if (auto staged = discovery_.stage_risen(batch_); !staged) return staged;
  news_.found = discovery_.take_found();
  news_.moved = discovery_.take_moved();
  news_.rescheduled = discovery_.take_rescheduled();
  for (const std::string& key : news_.found) {
    tallies_.add(TallyScope::kHost, host_of_key(key), {.waiting = 1});
  }
  tallies_.stage(batch_);
  std::string in_flight;
  put_varint(in_flight,
             frontier_.in_flight() - std::min(frontier_.in_flight(), news_.settled.size()));
  batch_.put(Family::kMeta, kInFlightKey, in_flight);
  const auto commits = db_.meta_number(kCommitsKey);
  if (!commits) return tl::unexpected(commits.error());
  std::string number;
  put_varint(number, *commits + 1);
  batch_.put(Family::kMeta, kCommitsKey, number);
  return frontier_.stage(batch_, news_);
}

void Committer::count(const Settlement& settlement) {
  switch (settlement.after.state) {
    case FetchState::kWaiting:
      ++stats_.robots;
      break;
    case FetchState::kVisited:
      ++stats_.pages;
      stats_.unchanged += settlement.links_changed ? 0 : 1;
      break;
    case FetchState::kGone:
      ++stats_.gone;
      break;
    case FetchState::kRefused:
      ++stats_.refused;
      break;
    case FetchState::kUnreachable:
      ++stats_.unreachable;
      break;
    case FetchState::kDisallowed:
      ++stats_.disallowed;
      break;
  }
  if (settlement.after.state != FetchState::kWaiting && !settlement.after.is_sitemap) {
    const PageRecord& page = settlement.visit.page;
    const bool is_redirect = page.http_status / 100 == 3 && !page.redirect_to.empty();
    ++stats_.pages_tried;
    const bool is_visited = settlement.after.state == FetchState::kVisited;
    stats_.pages_indexed += is_visited && !is_redirect ? 1 : 0;
  }
  stats_.links += settlement.visit.links.links.size();
  for (const auto& [scheme, times] : settlement.other_schemes) stats_.other_schemes += times;
}

}  // namespace anchord
