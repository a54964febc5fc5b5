#include "crawler/fetch_pool.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "crawler/log.h"
#include "crawler/robots_policy.h"

namespace anchord {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kWaitMax{1000};
constexpr milliseconds kDrainMax{5000};

FetchRequest request_for(const Lease& lease, const Url& url) {
  // The type of a compressed sitemap is that of any compressed file.
  const bool text_only = lease.kind == Lease::Kind::kPage && !has_sitemap_name(url);
  FetchRequest request{.url = url, .text_only = text_only};
  if (lease.page_before) {
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

}  // namespace

FetchPool::FetchPool(Frontier& frontier, Transport& transport, Pipeline& pipeline,
                     const Clock& clock, const Config& config, bool once)
    : frontier_(frontier),
      transport_(transport),
      pipeline_(pipeline),
      clock_(clock),
      config_(config),
      once_(once) {
  thread_ = std::jthread([this] { run(); });
}

void FetchPool::stop() {
  is_stopping_ = true;
  transport_.wake();
  if (thread_.joinable()) thread_.join();
}

void FetchPool::run() {
  while (!is_stopping_ && !is_done_) {
    const milliseconds wait_max = lease_more();
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
    Url url = lease.url;
    ask({std::move(lease), std::move(url)});
  }
  return kWaitMax;
}

void FetchPool::ask(Asked asked) {
  const FetchId id = next_id_++;
  transport_.start(id, request_for(asked.lease, asked.url));
  asked_.emplace(id, std::move(asked));
}

void FetchPool::take_answer(Fetched fetched) {
  auto node = asked_.extract(fetched.id);
  if (node.empty()) return;
  Asked& asked = node.mapped();
  spdlog::debug("{} {} in {} ms", asked.url.href(), describe(fetched.outcome),
                fetched.elapsed.count());
  if (asked.lease.kind == Lease::Kind::kRobots) {
    take_robots(std::move(asked), fetched.outcome);
    return;
  }
  const Instant now = clock_.now();
  frontier_.answered(asked.lease, now);
  pipeline_.deliver({std::move(asked.lease), std::move(fetched.outcome), to_seconds(now)});
}

bool FetchPool::follow_robots_redirect(Asked& asked, const FetchOutcome& outcome) {
  const Answer* answer = std::get_if<Answer>(&outcome);
  const bool is_redirect =
      answer != nullptr && answer->status / 100 == 3 && !answer->headers.location.empty();
  if (!is_redirect || asked.redirects == kRobotsRedirectsMax) return false;
  const auto next = Url::parse(answer->headers.location, &asked.url);
  if (!next || !next->is_http() || next->href().size() > kUrlBytesMax) return false;
  ask({std::move(asked.lease), next->stored_form(), asked.redirects + 1});
  return true;
}

void FetchPool::take_robots(Asked asked, const FetchOutcome& outcome) {
  if (follow_robots_redirect(asked, outcome)) return;
  const Instant now = clock_.now();
  const HostRecord record = with_robots({}, outcome, now, config_.politeness.robots_ttl);
  const std::string host = host_text_of_key(asked.lease.host);
  if (record.not_before > to_seconds(now)) {
    spdlog::warn("{}: no usable answer for robots.txt: {}; asked again in {} min", host,
                 describe(outcome), kRobotsRetry.count());
  } else {
    spdlog::info("{}: robots.txt: {}", host, describe(outcome));
  }
  frontier_.set_robots(asked.lease.host, record);
  frontier_.answered(asked.lease, now);
  pipeline_.deliver_host(std::move(asked.lease), record);
}

}  // namespace anchord
