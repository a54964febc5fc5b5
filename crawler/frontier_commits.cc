#include <algorithm>

#include "crawler/frontier.h"
#include "crawler/frontier_host.h"

// How hosts leave memory, and what the frontier learns from commits.
namespace anchord {

// There is nothing to ask the host for before `until`; nullopt: before something is found.
void Frontier::rest(Host& host, std::optional<Instant> until, Instant now) {
  if (until) wake(host, std::max(*until, host.pace.next_request()));
  if (!until || *until - now > kIdleStay) try_leave(host, until, now);
}

void Frontier::try_leave(Host& host, std::optional<Instant> until, Instant now) {
  if (!host.is_at_rest()) return;  // release() wakes it
  if (host.pace.next_request() > now) return wake(host, host.pace.next_request());
  host.rest_until = until;
  resting_.insert(&host);
}

// What came of one more of the host's leases is on disk.
void Frontier::release(std::string_view host_key) {
  Host* const host = host_if_loaded(host_key);
  if (host == nullptr) return;
  --host->unstored;
  if (host->is_at_rest()) wake(*host, host->pace.next_request());
}

Status Frontier::stage(Batch& batch, const News& news) {
  const std::lock_guard lock(mutex_);
  leaving_.clear();
  for (Host* const host : resting_) {
    if (!host->is_at_rest() || retargeted_.contains(host->key)) continue;
    std::optional<AgendaRecord> next;
    if (host->rest_until) next = {to_seconds(*host->rest_until), host->terms.priority};
    if (auto staged = agenda_.stage_at(batch, host->key, next); !staged) return staged;
    host->agenda_at = next ? std::optional(next->at) : std::nullopt;
    leaving_.push_back(host);
  }
  resting_.clear();
  for (const std::string& key : news.found) {
    const auto found = parse_frontier_key(key);
    if (!found) return corruption("a frontier key");
    auto staged = stage_look(batch, host_of_key(key), found->found);
    if (!staged) return staged;
  }
  for (const Settled& url : news.settled) {
    if (auto staged = stage_look(batch, host_of_key(url.key), url.due); !staged) return staged;
  }
  for (const Rescheduled& url : news.rescheduled) {
    if (auto staged = stage_look(batch, host_of_key(url.key), url.due); !staged) return staged;
  }
  return Ok{};
}

Status Frontier::stage_look(Batch& batch, std::string_view host_key, Time at) {
  Host* const host = host_if_loaded(host_key);
  if (host != nullptr && host->agenda_at && *host->agenda_at <= at) return Ok{};
  AgendaRecord wanted{at, kPriorityDefault};
  if (host != nullptr) {
    host->agenda_at = at;
    wanted.priority = host->terms.priority;
  } else if (scope_ != nullptr) {
    wanted.priority = scope_->terms_of(host_key).priority;
  }
  return agenda_.stage_by(batch, host_key, wanted);
}

Status Frontier::committed(const News& news) {
  const std::lock_guard lock(mutex_);
  agenda_.committed();
  for (Host* const host : leaving_) {
    if (host->is_at_rest()) forget(*host);
  }
  leaving_.clear();
  look_at_retargeted();
  for (const Settled& url : news.settled) {
    in_flight_.erase(url.key);
    if (url.was_waiting && waiting_ > 0) --waiting_;
  }
  const auto fall_due = [this](const std::string& key, Time due) {
    Host* const host = host_if_loaded(host_of_key(key));
    if (host == nullptr) return;
    resting_.erase(host);
    host->queue.scheduled(due);
    wake(*host, std::max<Instant>(due, host->pace.next_request()));
  };
  for (const Settled& url : news.settled) {
    fall_due(url.key, url.due);
    release(host_of_key(url.key));
  }
  for (const Rescheduled& url : news.rescheduled) fall_due(url.key, url.due);
  for (const std::string& host : news.hosts) release(host);
  for (const auto* keys : {&news.found, &news.moved}) {
    for (const std::string& key : *keys) {
      Host* const host = host_if_loaded(host_of_key(key));
      if (host == nullptr) continue;  // the agenda has it
      resting_.erase(host);
      host->queue.found(key);
      set_busy(*host, true);
      wake(*host, host->pace.next_request());
    }
  }
  waiting_ += news.found.size();
  return Ok{};
}

void Frontier::look_at_retargeted() {
  if (retargeted_.empty()) return;
  for (const auto& [key, host] : hosts_) {
    if (retargeted_.contains(key)) look_anew(*host);
  }
  retargeted_ = {};
}

void Frontier::forget(Host& host) {
  if (host.line_at) (host.is_ready ? ready_ : wakes_).erase({*host.line_at, &host});
  resting_.erase(&host);
  set_busy(host, false);
  if (options_.domain_pages_max > 0) {
    budgets_.drop(tally_key(TallyScope::kDomain, host.domain));
  }
  hosts_.erase(std::string(host.key));
}

bool Frontier::wants_commit() const {
  const std::lock_guard lock(mutex_);
  return !resting_.empty();
}

bool Frontier::is_idle(const std::string& page_key, const UrlRecord& record, Instant now) const {
  const std::lock_guard lock(mutex_);
  return !in_flight_.contains(page_key) && record.due > now + kIdleStay &&
         record.last_attempt >= recrawl_before_;
}

std::size_t Frontier::in_flight() const {
  const std::lock_guard lock(mutex_);
  return in_flight_.size();
}

std::size_t Frontier::hosts_in_memory() const {
  const std::lock_guard lock(mutex_);
  return hosts_.size();
}

}  // namespace anchord
