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
  if (host.is_ready || (host.line_at && *host.line_at <= at)) return;
  if (host.line_at) wakes_.erase({*host.line_at, &host});
  host.line_at = at;
  wakes_.emplace(at, &host);
}

void Frontier::gather_ready(Instant now) {
  while (!wakes_.empty() && wakes_.begin()->first <= now) {
    auto node = wakes_.extract(wakes_.begin());
    Host& host = *node.value().second;
    node.value().first -= host.terms.priority * kReadyHeadStart;
    host.line_at = node.value().first;
    host.is_ready = true;
    ready_.insert(std::move(node));
  }
}

void Frontier::set_busy(Host& host, bool busy) {
  if (host.is_busy == busy) return;
  host.is_busy = busy;
  busy_hosts_ += busy ? 1 : static_cast<std::size_t>(-1);
}

Result<std::variant<Lease, Idle>> Frontier::acquire(Instant now) {
  const std::lock_guard lock(mutex_);
  if (auto loaded = load_due(now); !loaded) return tl::unexpected(loaded.error());
  for (gather_ready(now); !ready_.empty(); gather_ready(now)) {
    Host& host = *ready_.extract(ready_.begin()).value().second;
    host.is_ready = false;
    host.line_at.reset();
    resting_.erase(&host);
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
    if (held_until - now > kPauseAwaited) {
      set_busy(host, false);
      try_leave(host, held_until, now);
    }
    return held_until;
  }
  const Instant free = std::max(host.pace.next_request(), host.turn);
  return free > now ? std::optional(free) : std::nullopt;
}

Result<std::optional<Lease>> Frontier::next_lease(Host& host, Instant now) {
  if (!host.errands.empty()) return errand_lease(host, now);
  if (host.robots_pending) return std::optional<Lease>();
  if (has_backlog_ && host.leases >= kTurnLeases) {
    try_leave(host, now, now);
    return std::optional<Lease>();
  }
  auto next = next_url(host, now);
  if (!next) return tl::unexpected(next.error());
  if (!*next) return std::optional<Lease>();
  set_busy(host, true);
  auto url = Url::parse(href_of_key((*next)->key));
  if (!url) return corruption("a URL of " + host_text_of_key(host.key));
  if (!host.rules || host.rules_expire <= now) {
    host.queue.put_back(std::move(**next));
    return robots_lease(host, robots_url(*url), now);
  }
  Lease lease = lease_of(host, std::move(**next), std::move(*url));
  if (!host.rules->allows(lease.url.path_and_query())) {
    lease.kind = Lease::Kind::kDisallowed;
    wake(host, host.pace.next_request());
  } else if (!enter_gate(host, lease, now)) {
    put_back(host, std::move(lease));
    return std::optional<Lease>();
  } else {
    start_request(host, now);
    count_asked(lease, 1);
  }
  in_flight_.insert(lease.key);
  ++host.unstored;
  ++host.leases;
  return std::optional<Lease>(std::move(lease));
}

Lease Frontier::lease_of(Host& host, QueuedUrl url, Url parsed) const {
  Lease lease(host.key, std::move(parsed));
  lease.key = std::move(url.key);
  lease.before = url.before;
  lease.page_before = std::move(url.page_before);
  lease.frontier_key = std::move(url.frontier_key);
  lease.domain = host.domain;
  if (scope_ == nullptr) return lease;
  const auto target = scope_->place_of(lease.key, lease.before.depth).entry;
  if (target == nullptr) return lease;
  lease.target = target->page;
  lease.recrawl = target->record.recrawl;
  return lease;
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
    host.turn = Instant{};
    lease.address = host.address;
    return true;
  }
  host.turn = gate_.next_turn(host.address, now);
  wake(host, host.turn);
  return false;
}

void Frontier::start_request(Host& host, Instant now) {
  ++host.requests;
  ++requests_;
  host.pace.asked(host.pace_options(options_.pace), now);
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
    --host.unstored;
    count_asked(lease, -1);
    put_back(host, std::move(lease));
  } else {
    host.errands.insert(host.errands.begin(), {std::move(*lease.robots), std::move(lease.url)});
  }
  host.turn = gate_.next_turn(host.address, now);
  wake(host, std::max(host.turn, host.pace.next_request()));
}

Idle Frontier::idle(Instant now) {
  const bool is_agenda_due = agenda_.next() <= now;
  starving_ = busy_hosts_ == 0 && !in_flight_.empty() && !is_agenda_due;
  Idle idle{.ask_again = now + kIdleMax};
  if (!wakes_.empty()) idle.ask_again = std::min(idle.ask_again, wakes_.begin()->first);
  if (!is_agenda_due) idle.ask_again = std::min<Instant>(idle.ask_again, agenda_.next());
  idle.nothing_due = busy_hosts_ == 0 && in_flight_.empty() && requests_ == 0 && !is_agenda_due;
  return idle;
}

std::optional<PaceRecord> Frontier::answered(const Lease& lease, const HostSign& sign,
                                             Instant now) {
  const std::lock_guard lock(mutex_);
  Host& host = *hosts_.at(lease.host);
  --host.requests;
  --requests_;
  if (!lease.address.empty()) gate_.leave(lease.address, now, sign.elapsed);
  const std::optional<PaceRecord> pace =
      host.pace.answered(host.pace_options(options_.pace), sign, now);
  if (pace) ++host.unstored;
  take_turn_ahead(host);
  wake(host, std::max(host.pace.next_request(), host.turn));
  return pace;
}

// Where others wait at the host's address for longer than its own delay, both pass at a time.
void Frontier::take_turn_ahead(Host& host) {
  if (host.turn != Instant{} || !host.queue.has_next()) return;
  const Instant earliest = std::max(host.pace.next_request(), host.pace.paused_until());
  host.turn = gate_.turn_ahead(host.address, earliest).value_or(Instant{});
}

void Frontier::set_robots(const RobotsErrand& errand, const HostRecord& record, Instant now) {
  const std::lock_guard lock(mutex_);
  Host& host = *hosts_.at(errand.host);
  host.obey(record, options_.product_token, to_seconds(now));
  host.robots_pending = false;
  ++host.unstored;
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

}  // namespace anchord
