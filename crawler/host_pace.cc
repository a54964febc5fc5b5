#include "crawler/host_pace.h"

#include <algorithm>
#include <charconv>

#include "crawler/retry_ladder.h"
#include "indexer/ascii.h"
#include "indexer/lastmod.h"

namespace anchord {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

seconds backoff(const PaceOptions& options, int failures) {
  seconds pause = options.backoff_min;
  for (int i = 1; i < failures && pause < options.backoff_max; ++i) pause *= 2;
  return std::min<seconds>(pause, options.backoff_max);
}

HostSign kind_and_pause_of(const Fetched& fetched, Instant now) {
  HostSign sign{.elapsed = fetched.elapsed, .retry_after = {}, .failure = {}};
  if (const auto* answer = std::get_if<Answer>(&fetched.outcome)) {
    sign.http_status = static_cast<std::uint16_t>(answer->status);
    sign.retry_after = parse_retry_after(answer->retry_after, now);
    if (is_busy(answer->status)) {
      sign.kind = HostSign::Kind::kBusy;
    } else if (answer->status >= 500) {
      sign.kind = HostSign::Kind::kFailing;
    }
    return sign;
  }
  const UnreachableReason reason = std::get<Unreachable>(fetched.outcome).reason;
  const bool is_ours =
      reason == UnreachableReason::kForbidden || reason == UnreachableReason::kCancelled;
  if (!is_ours) sign.kind = HostSign::Kind::kFailing;
  return sign;
}

}  // namespace

std::optional<seconds> parse_retry_after(std::string_view value, Instant now) {
  value = trimmed(value);
  constexpr seconds kMax = kRetryAfterMax;
  const bool is_number = !value.empty() && std::all_of(value.begin(), value.end(),
                                                       [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) {
    const std::optional<Time> date = parse_lastmod(value);
    if (!date) return std::nullopt;
    return std::clamp(*date - to_seconds(now), seconds(0), kMax);
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc() ? std::min(seconds(number), kMax) : kMax;
}

HostSign sign_of(const Fetched& fetched, Instant now) {
  HostSign sign = kind_and_pause_of(fetched, now);
  if (sign.kind != HostSign::Kind::kFine) sign.failure = cause_of(fetched.outcome);
  return sign;
}

HostPace::HostPace(std::uint64_t seed, const PaceRecord& record) : record_(record), chance_(seed) {}

milliseconds HostPace::delay(const PaceOptions& options) {
  milliseconds wanted = options.delay;
  if (options.delay.count() > 0) {
    wanted = std::max(wanted, std::min(last_elapsed_ * options.delay_factor, kSlowDelayMax));
  }
  wanted =
      std::max(wanted, std::min(crawl_delay_.value_or(milliseconds(0)), options.crawl_delay_max));
  chance_ = chance_ * 6364136223846793005U + 1442695040888963407U;  // Knuth's MMIX generator
  const auto part = static_cast<std::int64_t>(chance_ >> 33U) % (options.jitter_per_mille + 1);
  return wanted + wanted * part / 1000;
}

void HostPace::hold_for_delay(const PaceOptions& options, Instant now) {
  const milliseconds pause = delay(options);
  if (pause.count() == 0) return;
  next_request_ = std::max(next_request_, now + kClockStep + pause);
}

void HostPace::asked(const PaceOptions& options, Instant now) {
  before_asked_ = next_request_;
  hold_for_delay(options, now);
}

std::optional<PaceRecord> HostPace::answered(const PaceOptions& options, const HostSign& sign,
                                             Instant now) {
  const PaceRecord before = record_;
  last_elapsed_ = sign.elapsed;
  hold_for_delay(options, now);
  record_.failures = static_cast<std::uint16_t>(
      sign.kind == HostSign::Kind::kFine ? 0 : std::min<int>(record_.failures + 1, UINT16_MAX));
  const int failures_free = sign.kind == HostSign::Kind::kBusy ? 0 : kFailuresBeforeBackoff - 1;
  std::optional<seconds> pause = sign.retry_after;
  if (!pause && record_.failures > failures_free) {
    pause = backoff(options, record_.failures - failures_free);
  }
  if (pause)
    record_.not_before = std::max(record_.not_before, ceil_to_seconds(now + kClockStep) + *pause);
  if (record_.failures == 0 && record_.not_before <= now) record_.not_before = kNever;
  if (sign.failure) {
    record_.last_failure = sign.failure;
    record_.last_failure_status = sign.http_status;
    record_.last_failure_at = to_seconds(now);
  }
  if (record_ == before) return std::nullopt;
  return record_;
}

}  // namespace anchord
