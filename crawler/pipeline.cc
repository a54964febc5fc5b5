#include "crawler/pipeline.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <string>

#include "crawler/log.h"

namespace anchord {
namespace {

using SteadyClock = std::chrono::steady_clock;

// How long the committer waits for more before it looks again whether the crawl waits for it.
constexpr std::chrono::milliseconds kLook{5};

// How long it waits with nothing to commit, or with what a full disk refuses, before it looks again
// at the disk, and whether hosts wait for a commit to leave memory.
constexpr std::chrono::milliseconds kIdleLook{1000};

// A crawl that waits for found URLs is served at once only when the workers are about to run dry:
// as long as they are busy, larger groups cost less.
constexpr std::size_t kFewPages = 32;

std::size_t bytes_of(const Delivery& delivery) {
  const Answer* answer = delivery.outcome ? std::get_if<Answer>(&*delivery.outcome) : nullptr;
  return answer != nullptr ? answer->body.size() : 0;
}

unsigned worker_count(int chosen) {
  if (chosen > 0) return static_cast<unsigned>(chosen);
  return std::max(1U, std::thread::hardware_concurrency());
}

// One line a page that ran into limits, each time its body is parsed.
void log_limits(const Visit& visit) {
  const PageRecord& page = visit.page;
  if (visit.page_before && page.content == visit.page_before->content) return;
  std::string limits;
  if (page.truncated()) limits += " body cut;";
  if (page.too_complex()) limits += " too complex, links by tag scan;";
  if (page.links_dropped > 0) limits += fmt::format(" {} links dropped;", page.links_dropped);
  if (page.attributes_dropped > 0) {
    limits += fmt::format(" {} attributes dropped;", page.attributes_dropped);
  }
  if (!limits.empty() && may_log(LogKind::kPageLimits)) {
    spdlog::info("{}: limits:{}", visit.url.href(), limits);
  }
}

// One line a host and reason; the counters have the rest.
void log_refused(const std::vector<Discovery::Refused>& refused) {
  for (const Discovery::Refused& url : refused) {
    if (!may_log(LogKind::kNotFollowed)) continue;
    spdlog::info("not followed, by {} (first of its host): {}", name_of(url.why), url.href);
  }
}

// One line a seed that is redirected out of its target, or takes it along.
void log_redirects(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    if (may_log(LogKind::kSeedRedirects)) spdlog::info("{}", line);
  }
}

}  // namespace

Pipeline::Pipeline(Database& db, Frontier& frontier, Scope& scope, CrawlStats& stats,
                   const Config& config, Time not_before, std::function<void()> on_commit)
    : config_(config),
      db_(db),
      frontier_(frontier),
      scope_(scope),
      stats_(stats),
      not_before_(not_before),
      on_commit_(std::move(on_commit)),
      disk_(db, config.store, stats.is_paused),
      deliveries_(static_cast<std::size_t>(config.pipeline.pages_max) + 1),
      settlements_(static_cast<std::size_t>(config.pipeline.pages_max) + 1) {
  committer_ = std::jthread([this] { commit_loop(); });
  for (unsigned i = 0; i < worker_count(config.parse.workers); ++i) {
    workers_.emplace_back([this, i] { parse(stats_.stations.parsing[i % kParseWorkersMax]); });
  }
}

void Pipeline::stop() {
  deliveries_.close();
  workers_.clear();
  settlements_.close();
  if (committer_.joinable()) committer_.join();
}

bool Pipeline::has_room(std::size_t leased, std::size_t bytes) const {
  return !stats_.is_paused &&
         leased + pages_ < static_cast<std::size_t>(config_.pipeline.pages_max) &&
         bytes + bytes_ < config_.pipeline.bytes_max;
}

Pipeline::Depths Pipeline::depths() const {
  return {deliveries_.size(), settlements_.size(), pages_, bytes_};
}

std::optional<Error> Pipeline::failure() const {
  const std::lock_guard lock(failure_mutex_);
  return failure_;
}

void Pipeline::deliver(Delivery delivery) {
  delivery.at = std::max(delivery.at, not_before_);
  bytes_ += bytes_of(delivery);
  ++pages_;
  stats_.body_bytes += bytes_of(delivery);
  deliveries_.push(std::move(delivery));
}

void Pipeline::deliver_host(Lease lease, std::optional<HostRecord> record,
                            std::optional<PaceRecord> pace) {
  ++pages_;
  hand_on(settle_host(std::move(lease), std::move(record), pace));
}

void Pipeline::hand_on(Settlement settlement) {
  bytes_ += settlement.bytes();
  settlements_.push(std::move(settlement));
}

Status Pipeline::commit(Change change) {
  AwaitedChange awaited{std::move(change), {}};
  std::future<Status> committed = awaited.committed.get_future();
  if (!settlements_.push(std::move(awaited))) return io_error("anchord is stopping");
  return committed.get();
}

void Pipeline::parse(Station& station) {
  Extractor extractor(
      {.arena_bytes_max = config_.parse.arena_bytes_max, .cpu_max = config_.parse.cpu_max},
      std::string(kProductToken));
  while (auto delivery = deliveries_.pop()) {
    const AtWork at_work(station);
    const SteadyClock::time_point start = SteadyClock::now();
    const std::size_t bytes = bytes_of(*delivery);
    Settlement settlement = settle(std::move(*delivery), extractor, config_.revisit);
    stats_.parse_seconds.observe(SteadyClock::now() - start);
    if (settlement.kind == Settlement::Kind::kVisited) log_limits(settlement.visit);
    hand_on(std::move(settlement));
    bytes_ -= bytes;
  }
}

void Pipeline::commit_loop() {
  Committer committer(db_, frontier_, scope_, stats_, config_);
  SteadyClock::time_point group_since;
  while (!settlements_.is_drained() || committer.has_staged()) {
    if (auto taken = take_in(committer, group_since); !taken) {
      fail(taken.error());
      break;
    }
  }
  on_commit_();
}

// Nothing is committed any more: whoever waits for it is told.
void Pipeline::fail(const Error& error) {
  {
    const std::lock_guard lock(failure_mutex_);
    failure_ = error;
  }
  settlements_.close();
  while (auto work = settlements_.pop()) {
    if (auto* awaited = std::get_if<AwaitedChange>(&*work)) {
      awaited->committed.set_value(tl::unexpected(error));
    }
  }
}

// Takes one piece of work in, or waits for one; commits where the group is full or old, where the
// crawl waits for it, and where nothing more will come.
Status Pipeline::take_in(Committer& committer, SteadyClock::time_point& group_since) {
  if (auto looked = look_at_disk(); !looked) return looked;
  auto work = settlements_.pop_for(committer.has_staged() ? kLook : kIdleLook);
  const AtWork at_work(stats_.stations.committing);
  if (auto* awaited = work ? std::get_if<AwaitedChange>(&*work) : nullptr) {
    auto committed = committer.has_staged() ? commit_group(committer) : Status(Ok{});
    if (committed) committed = committer.stage(awaited->change);
    if (committed) committed = commit_group(committer);
    awaited->committed.set_value(committed);
    return committed;
  }
  if (!work && !committer.has_staged() && frontier_.wants_commit()) return commit_group(committer);
  if (work) {
    if (!committer.has_staged()) group_since = SteadyClock::now();
    auto staged = committer.stage(std::move(std::get<Settlement>(*work)));
    if (!staged) return staged;
  }
  if (!committer.has_staged()) return Ok{};
  const bool is_due = SteadyClock::now() - group_since >= config_.pipeline.commit_interval;
  const bool is_last_underway =
      settlements_.size() == 0 && pages_ - committer.staged_count() < kFewPages;
  const bool is_awaited = is_last_underway && (frontier_.is_starving() || !has_room(0, 0));
  if (!committer.is_full() && !is_due && !is_awaited && !settlements_.is_drained()) return Ok{};
  return commit_group(committer);
}

Status Pipeline::commit_group(Committer& committer) {
  const std::size_t bytes = committer.staged_bytes();
  const std::size_t pages = committer.staged_count();
  if (auto committed = commit_or_wait(committer); !committed) return committed;
  log_refused(committer.take_first_refused());
  log_redirects(committer.take_seed_redirects());
  bytes_ -= bytes;
  pages_ -= pages;
  on_commit_();
  return Ok{};
}

// Commits the group, where the disk is full as soon as there is space again: what was answered is
// given up by stop() alone, and then fetched again.
Status Pipeline::commit_or_wait(Committer& committer) {
  auto committed = committer.commit();
  while (!committed && committed.error().code == ErrorCode::kDiskFull) {
    disk_.refused(committed.error());
    stats_.stations.committing.begin();  // it waits, and does not stand still
    if (settlements_.is_closed_within(kIdleLook)) return committed;
    const auto writable = disk_.can_write();
    if (!writable) return tl::unexpected(writable.error());
    if (*writable) committed = committer.commit();
  }
  return committed;
}

// Once a second; the crawl is told when it may go on.
Status Pipeline::look_at_disk() {
  const AtWork at_work(stats_.stations.committing);
  const bool was_paused = stats_.is_paused;
  auto looked = disk_.look(SteadyClock::now());
  if (was_paused && !stats_.is_paused) on_commit_();
  return looked;
}

}  // namespace anchord
