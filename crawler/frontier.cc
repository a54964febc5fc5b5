#include "crawler/frontier.h"

namespace anchord {
namespace {

constexpr std::chrono::hours kIdleMax{1};

// The robots.txt that rules `url`: RFC 9309 2.3, one for each scheme, host and port.
Url robots_url(const Url& url) { return *Url::parse("/robots.txt", &url); }

// The first key that is not of the host that `key` is of.
std::string after_host(Family family, std::string_view key) {
  const char last = family == Family::kFrontier ? kSchemeSeparator : kPathSeparator;
  return std::string(host_of_key(key)).append(1, static_cast<char>(last + 1));
}

}  // namespace

struct Frontier::Host {
  Host(std::string host, Time recrawl_before) : key(host), queue(std::move(host), recrawl_before) {}

  void obey(const HostRecord& record, std::string_view product_token) {
    rules = rules_of(record, product_token);
    rules_expire = record.robots_expires;
    blocked_until = record.not_before;
  }

  std::string key;
  HostQueue queue;
  std::optional<RobotsRules> rules;  // nullopt: to be asked for
  Instant rules_expire{};
  bool robots_pending = false;
  bool is_busy = false;  // may have a URL to lease
  int requests = 0;      // leased and not yet answered
  Instant next_request{};
  Instant blocked_until{};  // its robots.txt does not answer
  std::optional<Instant> wake_at;
};

Frontier::Frontier(const Database& db, const FrontierOptions& options, Time recrawl_before)
    : db_(db), options_(options), recrawl_before_(recrawl_before) {}

Frontier::~Frontier() = default;

Result<std::unique_ptr<Frontier>> Frontier::load(const Database& db, const FrontierOptions& options,
                                                 Time recrawl_before) {
  std::unique_ptr<Frontier> frontier(new Frontier(db, options, recrawl_before));
  frontier->waiting_ = db.key_estimate(Family::kFrontier);
  for (const Family family : {Family::kFrontier, Family::kUrls}) {
    if (auto status = frontier->load_hosts(family); !status) return tl::unexpected(status.error());
  }
  return frontier;
}

Status Frontier::load_hosts(Family family) {
  Cursor cursor = db_.scan(family, {}, {});
  while (cursor.valid()) {
    auto host = host_named(host_of_key(cursor.key()));
    if (!host) return tl::unexpected(host.error());
    wake(**host, Instant{});
    set_busy(**host, true);
    cursor.seek(after_host(family, cursor.key()));
  }
  return cursor.status();
}

Result<Frontier::Host*> Frontier::host_named(std::string_view key) {
  std::string name(key);
  if (const auto it = hosts_.find(name); it != hosts_.end()) return it->second.get();
  auto host = std::make_unique<Host>(name, recrawl_before_);
  const auto bytes = db_.get(Family::kHosts, key);
  if (!bytes) return tl::unexpected(bytes.error());
  if (*bytes) {
    const auto record = decode_host_record(**bytes);
    if (!record) return corruption("host record of " + host_text_of_key(key));
    host->obey(*record, options_.product_token);
  }
  return hosts_.emplace(std::move(name), std::move(host)).first->second.get();
}

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
    if (host.robots_pending || host.requests >= options_.connections_per_host) continue;
    if (host.blocked_until > now) {
      set_busy(host, false);
      wake(host, host.blocked_until);
      continue;
    }
    if (host.next_request > now) {
      wake(host, host.next_request);
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

Result<std::optional<Lease>> Frontier::next_lease(Host& host, Instant now) {
  auto next = host.queue.pop(db_, to_seconds(now), in_flight_);
  if (!next) return tl::unexpected(next.error());
  if (!*next) {
    const auto due = host.queue.next_due();
    set_busy(host, due && *due <= now);
    if (due) wake(host, std::max<Instant>(*due, host.next_request));
    return std::optional<Lease>();
  }
  set_busy(host, true);
  auto url = Url::parse(href_of_key((*next)->key));
  if (!url) return corruption("a URL of " + host_text_of_key(host.key));
  Lease lease(host.key, std::move(*url));
  if (!host.rules || host.rules_expire <= now) {
    host.queue.put_back(std::move(**next));
    host.robots_pending = true;
    lease.kind = Lease::Kind::kRobots;
    lease.url = robots_url(lease.url);
    start_request(host, now);
    return std::optional<Lease>(std::move(lease));
  }
  lease.key = std::move((*next)->key);
  lease.before = (*next)->before;
  lease.page_before = std::move((*next)->page_before);
  lease.frontier_key = std::move((*next)->frontier_key);
  in_flight_.insert(lease.key);
  if (host.rules->allows(lease.url.path_and_query())) {
    start_request(host, now);
  } else {
    lease.kind = Lease::Kind::kDisallowed;
  }
  wake(host, host.next_request);
  return std::optional<Lease>(std::move(lease));
}

void Frontier::start_request(Host& host, Instant now) {
  ++host.requests;
  ++requests_;
  host.next_request = now + options_.delay;
}

Idle Frontier::idle(Instant now) {
  starving_ = busy_hosts_ == 0 && !in_flight_.empty();
  Idle idle{.ask_again = now + kIdleMax};
  if (!wakes_.empty()) idle.ask_again = std::min(idle.ask_again, wakes_.begin()->first);
  idle.nothing_due = busy_hosts_ == 0 && in_flight_.empty() && requests_ == 0;
  return idle;
}

void Frontier::answered(const Lease& lease, Instant now) {
  const std::lock_guard lock(mutex_);
  Host& host = *hosts_.at(lease.host);
  --host.requests;
  --requests_;
  if (lease.kind == Lease::Kind::kRobots) host.robots_pending = false;
  // Counted from the answer too: a slow connection must not make the next request follow sooner.
  if (options_.delay.count() > 0) {
    host.next_request = std::max(host.next_request, now + options_.delay);
  }
  wake(host, host.next_request);
}

void Frontier::set_robots(const std::string& host_key, const HostRecord& record) {
  const std::lock_guard lock(mutex_);
  hosts_.at(host_key)->obey(record, options_.product_token);
}

Status Frontier::committed(const std::vector<Settled>& settled,
                           const std::vector<std::string>& found) {
  const std::lock_guard lock(mutex_);
  for (const Settled& url : settled) {
    in_flight_.erase(url.key);
    if (url.was_waiting && waiting_ > 0) --waiting_;
    Host& host = *hosts_.at(std::string(host_of_key(url.key)));
    host.queue.scheduled(url.due);
    wake(host, std::max<Instant>(url.due, host.next_request));
  }
  for (const std::string& key : found) {
    auto host = host_named(host_of_key(key));
    if (!host) return tl::unexpected(host.error());
    (*host)->queue.found(key);
    set_busy(**host, true);
    wake(**host, (*host)->next_request);
  }
  waiting_ += found.size();
  return Ok{};
}

}  // namespace anchord
