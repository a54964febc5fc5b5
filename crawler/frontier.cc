#include "crawler/frontier.h"

#include <algorithm>
#include <utility>

#include "crawler/frontier_host.h"

namespace anchord {
namespace {

constexpr std::chrono::hours kIdleMax{1};

// The robots.txt that rules `url`: RFC 9309 2.3, one for each scheme, host and port.
Url robots_url(const Url& url) { return *Url::parse("/robots.txt", &url); }

}  // namespace

void Frontier::wake(Host& host, Instant at) {
  if (host.wake_at && *host.wake_at <= at) return;
  if (host.wake_at) wakes_.erase({*host.wake_at, &host});
  host.wake_at = at;
  wakes_.emplace(at, &host);
}

void Frontier::set_busy(Host& host, bool busy) {
  if (host.is_busy == busy) return;
  host.is_busy = busy;
  busy_hosts_ += busy ? 1 : static_cast<std::size_t>(-1);
}

Result<std::variant<Lease, Idle>> Frontier::acquire(Instant now) {
  const std::lock_guard lock(mutex_);
  while (!wakes_.empty() && wakes_.begin()->first <= now) {
    Host& host = *wakes_.extract(wakes_.begin()).value().second;
    host.wake_at.reset();
    if (host.requests >= options_.connections_per_host) continue;
    if (const auto later = not_before(host, now)) {
      wake(host, *later);
      continue;
    }
    auto lease = next_lease(host, now);
    if (!lease) return tl::unexpected(lease.error());
    if (*lease) {
      starving_ = false;
      return std::variant<Lease, Idle>(std::move(**lease));
    }
  }
  return std::variant<Lease, Idle>(idle(now));
}

// When to look at the host again, if it may not be asked for anything now.
std::optional<Instant> Frontier::not_before(Host& host, Instant now) {
  const Instant held_until = host.held_until();
  if (held_until > now) {
    if (held_until - now > kPauseAwaited) set_busy(host, false);
    return held_until;
  }
  if (host.pace.next_request() > now) return host.pace.next_request();
  return std::nullopt;
}

Result<std::optional<Lease>> Frontier::next_lease(Host& host, Instant now) {
  if (!host.errands.empty()) return errand_lease(host, now);
  if (host.robots_pending) return std::optional<Lease>();
  auto next = host.queue.pop(db_, to_seconds(now), in_flight_);
  if (!next) return tl::unexpected(next.error());
  if (!*next) {
    const auto due = host.queue.next_due();
    set_busy(host, due && *due <= now);
    if (due) wake(host, std::max<Instant>(*due, host.pace.next_request()));
    return std::optional<Lease>();
  }
  set_busy(host, true);
  auto url = Url::parse(href_of_key((*next)->key));
  if (!url) return corruption("a URL of " + host_text_of_key(host.key));
  if (!host.rules || host.rules_expire <= now) {
    host.queue.put_back(std::move(**next));
    return robots_lease(host, robots_url(*url), now);
  }
  Lease lease(host.key, std::move(*url));
  lease.key = std::move((*next)->key);
  lease.before = (*next)->before;
  lease.page_before = std::move((*next)->page_before);
  lease.frontier_key = std::move((*next)->frontier_key);
  if (!host.rules->allows(lease.url.path_and_query())) {
    lease.kind = Lease::Kind::kDisallowed;
    in_flight_.insert(lease.key);
    wake(host, host.pace.next_request());
    return std::optional<Lease>(std::move(lease));
  }
  if (!enter_gate(host, lease, now)) {
    put_back(host, std::move(lease));
    return std::optional<Lease>();
  }
  in_flight_.insert(lease.key);
  start_request(host, now);
  return std::optional<Lease>(std::move(lease));
}

Result<std::optional<Lease>> Frontier::robots_lease(Host& host, Url url, Instant now) {
  Lease lease(host.key, std::move(url));
  lease.kind = Lease::Kind::kRobots;
  if (!enter_gate(host, lease, now)) return std::optional<Lease>();
  auto record = host_record(host.key);
  if (!record) return tl::unexpected(record.error());
  lease.robots.emplace(RobotsErrand{host.key, lease.url, std::move(*record)});
  host.robots_pending = true;
  start_request(host, now);
  return std::optional<Lease>(std::move(lease));
}

std::optional<Lease> Frontier::errand_lease(Host& host, Instant now) {
  Lease lease(host.key, host.errands.front().location);
  lease.kind = Lease::Kind::kRobots;
  if (!enter_gate(host, lease, now)) return std::nullopt;
  lease.robots.emplace(std::move(host.errands.front().robots));
  host.errands.erase(host.errands.begin());
  start_request(host, now);
  return lease;
}

// Takes the request's place at the host's address, where that is known; else admit() will.
bool Frontier::enter_gate(Host& host, Lease& lease, Instant now) {
  if (host.address.empty()) return true;
  if (gate_.enter(host.address, now)) {
    lease.address = host.address;
    return true;
  }
  wake(host, gate_.next_turn(host.address, now));
  return false;
}

void Frontier::start_request(Host& host, Instant now) {
  ++host.requests;
  ++requests_;
  host.pace.asked(options_.pace, now);
  if (host.requests < options_.connections_per_host) wake(host, host.pace.next_request());
}

void Frontier::put_back(Host& host, Lease lease) {
  host.queue.put_back({std::move(lease.key), lease.before, std::move(lease.page_before),
                       std::move(lease.frontier_key)});
}

bool Frontier::admit(Lease& lease, std::string_view ip, Instant now) {
  const std::lock_guard lock(mutex_);
  if (lease.address == ip) return true;
  if (!lease.address.empty()) gate_.leave(std::exchange(lease.address, {}), now, {});
  hosts_.at(lease.host)->address = ip;
  if (!gate_.enter(ip, now)) return false;
  lease.address = ip;
  return true;
}

void Frontier::postpone(Lease lease, Instant now) {
  const std::lock_guard lock(mutex_);
  Host& host = *hosts_.at(lease.host);
  --host.requests;
  --requests_;
  host.pace.not_asked();
  if (lease.kind == Lease::Kind::kPage) {
    in_flight_.erase(lease.key);
    put_back(host, std::move(lease));
  } else {
    host.errands.insert(host.errands.begin(), {std::move(*lease.robots), std::move(lease.url)});
  }
  wake(host, std::max(gate_.next_turn(host.address, now), host.pace.next_request()));
}

Idle Frontier::idle(Instant now) {
  starving_ = busy_hosts_ == 0 && !in_flight_.empty();
  Idle idle{.ask_again = now + kIdleMax};
  if (!wakes_.empty()) idle.ask_again = std::min(idle.ask_again, wakes_.begin()->first);
  idle.nothing_due = busy_hosts_ == 0 && in_flight_.empty() && requests_ == 0;
  return idle;
}

std::optional<PaceRecord> Frontier::answered(const Lease& lease, const HostSign& sign,
                                             Instant now) {
  const std::lock_guard lock(mutex_);
  Host& host = *hosts_.at(lease.host);
  --host.requests;
  --requests_;
  if (!lease.address.empty()) gate_.leave(lease.address, now, sign.elapsed);
  const std::optional<PaceRecord> pace = host.pace.answered(options_.pace, sign, now);
  wake(host, host.pace.next_request());
  return pace;
}

void Frontier::set_robots(const RobotsErrand& errand, const HostRecord& record, Instant now) {
  const std::lock_guard lock(mutex_);
  Host& host = *hosts_.at(errand.host);
  host.obey(record, options_.product_token, to_seconds(now));
  host.robots_pending = false;
  wake(host, host.pace.next_request());
}

Status Frontier::redirect_robots(RobotsErrand errand, const Url& location, Instant now) {
  const std::lock_guard lock(mutex_);
  auto host = host_named(host_key(location));
  if (!host) return tl::unexpected(host.error());
  ++errand.redirects;
  (*host)->errands.push_back({std::move(errand), location});
  set_busy(**host, true);
  wake(**host, now);
  return Ok{};
}

void Frontier::set_pace(const PaceOptions& pace) {
  const std::lock_guard lock(mutex_);
  options_.pace = pace;
  gate_.set_delay(pace.delay / options_.hosts_per_address);
}

Status Frontier::committed(const std::vector<Settled>& settled,
                           const std::vector<std::string>& found) {
  const std::lock_guard lock(mutex_);
  for (const Settled& url : settled) {
    in_flight_.erase(url.key);
    if (url.was_waiting && waiting_ > 0) --waiting_;
    Host& host = *hosts_.at(std::string(host_of_key(url.key)));
    host.queue.scheduled(url.due);
    wake(host, std::max<Instant>(url.due, host.pace.next_request()));
  }
  for (const std::string& key : found) {
    auto host = host_named(host_of_key(key));
    if (!host) return tl::unexpected(host.error());
    (*host)->queue.found(key);
    set_busy(**host, true);
    wake(**host, (*host)->pace.next_request());
  }
  waiting_ += found.size();
  return Ok{};
}

void Frontier::rescheduled(const std::vector<Rescheduled>& urls) {
  const std::lock_guard lock(mutex_);
  for (const Rescheduled& url : urls) {
    const auto it = hosts_.find(std::string(host_of_key(url.key)));
    if (it == hosts_.end()) continue;
    it->second->queue.scheduled(url.due);
    wake(*it->second, std::max<Instant>(url.due, it->second->pace.next_request()));
  }
}

}  // namespace anchord
