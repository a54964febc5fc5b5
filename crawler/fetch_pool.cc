#include "crawler/fetch_pool.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "crawler/log.h"
#include "crawler/revisit.h"
#include "crawler/robots_policy.h"
#include "indexer/dates.h"

namespace anchord {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kWaitMax{1000};
constexpr milliseconds kDrainMax{5000};

FetchRequest request_for(const Lease& lease, const Config::Revisit& policy) {
  // The type of a compressed sitemap is that of any compressed file.
  const bool may_be_sitemap = lease.before.is_sitemap || has_sitemap_name(lease.url);
  const bool text_only = lease.kind == Lease::Kind::kPage && !may_be_sitemap;
  FetchRequest request{.url = lease.url, .text_only = text_only};
  if (is_asked_conditionally(lease.before, lease.page_before, policy)) {
    request.if_none_match = lease.page_before->etag;
    request.if_modified_since = lease.page_before->last_modified;
  }
  return request;
}

std::string describe(const FetchOutcome& outcome) {
  if (const auto* answer = std::get_if<Answer>(&outcome)) return std::to_string(answer->status);
  const auto& unreachable = std::get<Unreachable>(outcome);
  return std::string(name_of(unreachable.reason)) + " (" + escaped(unreachable.detail) + ")";
}

void log_robots(std::string_view host, const HostRecord& record, const FetchOutcome& outcome) {
  const bool has_failed = record.robots_failing_since != kNever;
  if (!may_log(has_failed ? LogKind::kRobotsFailed : LogKind::kRobots)) return;
  if (has_failed) {
    spdlog::warn("{}: no usable answer for robots.txt: {}; asked again at {}",
                 host_text_of_key(host), describe(outcome), iso8601(record.robots_expires));
  } else {
    spdlog::info("{}: robots.txt: {}", host_text_of_key(host), describe(outcome));
  }
}

// Where a robots.txt redirects to, if that is to be followed.
std::optional<Url> robots_redirect(const RobotsErrand& errand, const Url& asked,
                                   const FetchOutcome& outcome) {
  const Answer* answer = std::get_if<Answer>(&outcome);
  if (answer == nullptr || errand.redirects == kRobotsRedirectsMax) return std::nullopt;
  const auto next = redirect_target(answer->status, answer->headers.location, &asked);
  if (!next || !next->is_http() || next->href().size() > kUrlBytesMax) return std::nullopt;
  return next->stored_form();
}

}  // namespace

FetchPool::FetchPool(Frontier& frontier, Transport& transport, Pipeline& pipeline,
                     const Clock& clock, const Config& config, CrawlStats& stats, bool once)
    : frontier_(frontier),
      transport_(transport),
      pipeline_(pipeline),
      clock_(clock),
      config_(config),
      stats_(stats),
      once_(once) {
  transport_.set_admission([this](FetchId id, std::string_view ip) { return admit(id, ip); });
  thread_ = std::jthread([this] { run(); });
}

void FetchPool::stop() {
  is_stopping_ = true;
  transport_.wake();
  if (thread_.joinable()) thread_.join();
  transport_.set_admission(nullptr);
}

void FetchPool::run() {
  while (!is_stopping_ && !is_done_) {
    const AtWork turn(stats_.stations.fetching);
    const milliseconds wait_max = lease_more();
    underway_ = asked_.size();
    for (Fetched& fetched : transport_.wait(wait_max)) take_answer(std::move(fetched));
    if (pipeline_.failure()) is_done_ = true;
  }
  drain();
}

void FetchPool::drain() {
  const Instant give_up = clock_.now() + kDrainMax;
  while (!asked_.empty() && clock_.now() < give_up) {
    for (Fetched& fetched : transport_.wait(milliseconds(100))) take_answer(std::move(fetched));
  }
  transport_.cancel_all();
  asked_.clear();
}

milliseconds FetchPool::lease_more() {
  while (asked_.size() < static_cast<std::size_t>(config_.fetch.connections_max) &&
         pipeline_.has_room(asked_.size(), transport_.bytes_in_flight())) {
    const Instant now = clock_.now();
    auto acquired = frontier_.acquire(now);
    if (!acquired) {
      failure_ = acquired.error();
      is_done_ = true;
      return milliseconds(0);
    }
    if (const Idle* idle = std::get_if<Idle>(&*acquired)) {
      if (once_ && idle->nothing_due) is_done_ = true;
      return std::clamp(idle->ask_again - now, milliseconds(0), kWaitMax);
    }
    Lease& lease = std::get<Lease>(*acquired);
    if (lease.kind == Lease::Kind::kDisallowed) {
      spdlog::debug("disallowed by robots.txt: {}", lease.url.href());
      pipeline_.deliver({std::move(lease), std::nullopt, to_seconds(now)});
      continue;
    }
    ask(std::move(lease));
  }
  return kWaitMax;
}

void FetchPool::ask(Lease lease) {
  const FetchId id = next_id_++;
  const FetchRequest request = request_for(lease, config_.revisit);
  asked_.emplace(id, std::move(lease));
  transport_.start(id, request);
}

bool FetchPool::admit(FetchId id, std::string_view ip) {
  const auto asked = asked_.find(id);
  return asked != asked_.end() && frontier_.admit(asked->second, ip, clock_.now());
}

void FetchPool::take_answer(Fetched fetched) {
  auto node = asked_.extract(fetched.id);
  if (node.empty()) return;
  Lease& lease = node.mapped();
  const Instant now = clock_.now();
  if (fetched.is_postponed) return frontier_.postpone(std::move(lease), now);
  spdlog::debug("{} {} in {} ms", lease.url.href(), describe(fetched.outcome),
                fetched.elapsed.count());
  stats_.fetch_seconds.observe(fetched.elapsed);
  const auto pace = frontier_.answered(lease, sign_of(fetched, now), now);
  if (pace && pace->not_before > now && may_log(LogKind::kHostPaused)) {
    spdlog::info("{}: no request before {}: {}, {} in a row", host_text_of_key(lease.host),
                 iso8601(pace->not_before), describe(fetched.outcome), pace->failures);
  }
  if (lease.kind == Lease::Kind::kRobots) {
    return take_robots(std::move(lease), fetched.outcome, pace);
  }
  pipeline_.deliver({std::move(lease), std::move(fetched.outcome), to_seconds(now), pace});
}

void FetchPool::take_robots(Lease lease, const FetchOutcome& outcome,
                            std::optional<PaceRecord> pace) {
  const Instant now = clock_.now();
  RobotsErrand& errand = *lease.robots;
  if (const auto location = robots_redirect(errand, lease.url, outcome)) {
    if (auto hop = frontier_.redirect_robots(std::move(errand), *location, now); !hop) {
      failure_ = hop.error();
      is_done_ = true;
    }
    if (pace) pipeline_.deliver_host(std::move(lease), std::nullopt, pace);
    return;
  }
  HostRecord record =
      with_robots(std::move(errand.before), outcome, now, config_.politeness.robots_ttl);
  log_robots(errand.host, record, outcome);
  if (record.robots_failing_since != kNever) ++stats_.robots_failed;
  frontier_.set_robots(errand, record, now);
  pipeline_.deliver_host(std::move(lease), std::move(record), pace);
}

}  // namespace anchord
