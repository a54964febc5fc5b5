#include "crawler/revisit.h"

#include <algorithm>
#include <cmath>

#include "storage/fingerprint.h"

namespace anchord {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// Revisits are early by up to one part in so many.
constexpr int kJitterPart = 10;

// The maximum wins where the two contradict each other.
minutes bounded(minutes interval, const Config::Revisit& policy) {
  return std::min<minutes>(std::max<minutes>(interval, policy.min), policy.max);
}

minutes halfway(minutes from, minutes to) {
  return minutes(
      std::llround(std::sqrt(static_cast<double>(from.count()) * static_cast<double>(to.count()))));
}

seconds jittered(seconds delay, std::string_view key) {
  constexpr std::int64_t kSteps = 1024;
  const auto step = static_cast<std::int64_t>(hash_of(key) % kSteps);
  return delay - delay / kJitterPart * step / kSteps;
}

// The evidence is the time between the visits: one that came early says little by finding nothing
// changed, one that came late little by finding a change.
minutes next_interval(const Attempt& attempt, const Config::Revisit& policy) {
  const UrlRecord& before = attempt.before;
  const bool is_new = before.last_visited == kNever || before.interval == minutes(0) ||
                      before.state == FetchState::kGone;
  if (is_new) return bounded(policy.interval, policy);
  const minutes interval = bounded(before.interval, policy);
  const minutes seen = std::chrono::floor<minutes>(attempt.at - before.last_visited);
  if (attempt.changed) {
    const minutes towards_min = halfway(std::max(interval, seen), policy.min);
    return bounded(std::min({interval, towards_min, std::max(interval, seen) * 4 / 5}), policy);
  }
  const minutes unjittered = seen * kJitterPart / (kJitterPart - 1);
  return bounded(std::max(interval, std::min(interval, unjittered) * 6 / 5), policy);
}

minutes next_gone_interval(const UrlRecord& before, const Config::Revisit& policy) {
  if (before.state != FetchState::kGone) return policy.gone_interval;
  return std::clamp<minutes>(before.interval * 2, policy.gone_interval, kGoneIntervalMax);
}

// Whether the last attempt told what there is at the URL.
bool was_seen(const UrlRecord& record) {
  return record.state == FetchState::kVisited || record.state == FetchState::kGone;
}

std::uint8_t next_lastmods_false(const UrlRecord& after, const Attempt& attempt) {
  const UrlRecord& before = attempt.before;
  if (!before.lastmod_led) return before.lastmods_false;
  if (attempt.changed || after.state != before.state) return 0;
  return static_cast<std::uint8_t>(std::min<int>(before.lastmods_false + 1, kLastmodsFalseMax));
}

}  // namespace

UrlRecord scheduled(UrlRecord after, const Attempt& attempt, const Config::Revisit& policy) {
  const UrlRecord& before = attempt.before;
  seconds delay{0};
  seconds delay_min{0};
  if (was_seen(after)) {
    after.lastmods_false = next_lastmods_false(after, attempt);
  } else if (before.state == FetchState::kGone) {
    after.interval = minutes(0);
  }
  after.lastmod_led = false;
  switch (after.state) {
    case FetchState::kWaiting:
      return after;
    case FetchState::kVisited:
      if (attempt.recrawl > std::chrono::hours(0)) {
        after.interval = attempt.recrawl;
      } else {
        after.interval = next_interval(attempt, policy);
        delay_min = std::min(policy.min, policy.max);
      }
      delay = after.interval;
      break;
    case FetchState::kGone:
      after.interval = next_gone_interval(before, policy);
      delay = after.interval;
      break;
    case FetchState::kDisallowed:
      delay = policy.gone_interval;
      break;
    case FetchState::kRefused:
    case FetchState::kUnreachable:
      delay = retry_delay(attempt.failure.value_or(FailureCause::kStatus), after.failures, policy);
      delay_min = std::min<seconds>(policy.retry_min, policy.retry_max);
      break;
  }
  after.due = attempt.at + std::max(jittered(delay, attempt.key), delay_min);
  return after;
}

std::optional<Time> due_by_lastmod(const UrlRecord& record, Time lastmod, Time now,
                                   const Config::Revisit& policy) {
  if (!was_seen(record) || lastmod <= record.last_attempt || lastmod > now) return std::nullopt;
  constexpr int kHalvingsMax = 30;
  const int halvings = std::min<int>(record.lastmods_false, kHalvingsMax);
  const seconds interval = record.interval;
  const seconds wait = std::max<seconds>(policy.min, interval - interval / (1LL << halvings));
  const Time due = std::max(now, record.last_attempt + wait);
  return due < record.due ? std::optional(due) : std::nullopt;
}

bool is_asked_conditionally(const UrlRecord& before, const std::optional<PageRecord>& page_before,
                            const Config::Revisit& policy) {
  if (!page_before || before.not_modified + 1 >= policy.full_fetch_every) return false;
  return !page_before->etag.empty() || !page_before->last_modified.empty();
}

}  // namespace anchord
