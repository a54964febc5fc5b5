#include <utility>

#include "crawler/frontier.h"
#include "crawler/frontier_host.h"

// Which of a host's URLs its targets and its domain let pass.
namespace anchord {
namespace {

// Passed over in one go, under the frontier's lock.
constexpr std::size_t kHeldPerLookMax = 1024;
constexpr std::chrono::milliseconds kLookAgain{10};

}  // namespace

// The next URL to ask the host for; where there is none, when to look again is settled.
Result<std::optional<QueuedUrl>> Frontier::next_url(Host& host, Instant now) {
  if (auto passed = pass_over(host); !passed) return tl::unexpected(passed.error());
  for (std::size_t held = 0; held < kHeldPerLookMax; ++held) {
    auto next = host.queue.pop(db_, to_seconds(now), in_flight_);
    if (!next) return next;
    if (!*next) {
      const auto due = host.queue.next_due();
      set_busy(host, due && *due <= now);
      rest(host, due ? std::optional<Instant>(*due) : std::nullopt, now);
      return next;
    }
    const auto hold = hold_of(host, **next);
    if (!hold) return tl::unexpected(hold.error());
    if (*hold == Hold::kNone) return next;
  }
  wake(host, now + kLookAgain);
  return std::optional<QueuedUrl>();
}

// Where one reason holds for all URLs of the host, none needs to be looked at.
Status Frontier::pass_over(Host& host) {
  const Scope::Entry* const sole = host.terms.sole.get();
  if (scope_ != nullptr && (!host.terms.has_target || (sole != nullptr && sole->record.paused))) {
    host.queue.skip_all();
    return Ok{};
  }
  const auto hold = spent(host, sole);
  if (!hold) return tl::unexpected(hold.error());
  if (*hold != Hold::kNone) host.queue.skip_waiting();
  return Ok{};
}

Result<Hold> Frontier::hold_of(const Host& host, const QueuedUrl& url) {
  const bool is_new = !url.frontier_key.empty();
  if (scope_ == nullptr) return is_new ? spent(host, nullptr) : Result<Hold>(Hold::kNone);
  const auto target = scope_->place_of(url.key, url.before.depth).entry;
  if (target == nullptr) return Hold::kNoTarget;
  if (target->record.paused) return Hold::kPaused;
  return is_new ? spent(host, target.get()) : Result<Hold>(Hold::kNone);
}

// Whether a URL of the host and of this target (nullptr: any) that was never asked for may be.
Result<Hold> Frontier::spent(const Host& host, const Scope::Entry* target) {
  if (target != nullptr && target->record.max_pages > 0) {
    const auto asked = budgets_.asked(tally_key(TallyScope::kTarget, target->page));
    if (!asked) return tl::unexpected(asked.error());
    if (*asked >= target->record.max_pages) return Hold::kTargetPages;
  }
  if (options_.domain_pages_max > 0) {
    const auto asked = budgets_.asked(tally_key(TallyScope::kDomain, host.domain));
    if (!asked) return tl::unexpected(asked.error());
    if (*asked >= options_.domain_pages_max) return Hold::kDomainPages;
  }
  return Hold::kNone;
}

void Frontier::count_asked(const Lease& lease, std::int64_t asked) {
  if (lease.frontier_key.empty()) return;
  if (!lease.target.empty()) budgets_.add(tally_key(TallyScope::kTarget, lease.target), asked);
  if (options_.domain_pages_max > 0) {
    budgets_.add(tally_key(TallyScope::kDomain, lease.domain), asked);
  }
}

void Frontier::look_anew(Host& host) {
  set_terms(host);
  host.queue.restart();
  set_busy(host, true);
  resting_.erase(&host);
  wake(host, host.pace.next_request());
}

Status Frontier::stage_retarget(Batch& batch, const KeyRanges& hosts, Time now) {
  const std::lock_guard lock(mutex_);
  Cursor tallies = db_.scan(Family::kTallies, tally_key(TallyScope::kHost, ""),
                            tally_key(TallyScope::kHost, "\x7f"));
  for (const KeyRange& range : hosts) {
    const std::string end = tally_key(TallyScope::kHost, range.end);
    tallies.seek(tally_key(TallyScope::kHost, range.begin));
    for (; tallies.valid() && tallies.key() < end; tallies.next()) {
      auto staged = stage_look(batch, tallies.key().substr(1), now);
      if (!staged) return staged;
    }
  }
  retargeted_.add(hosts);
  return tallies.status();
}

}  // namespace anchord
