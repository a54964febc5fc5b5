#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "crawler/clock.h"
#include "crawler/transport.h"
#include "storage/records.h"

// How often one host may be asked. Pure: time is an argument.
namespace anchord {

struct PaceOptions {
  // Between two requests. 0 is for servers of one's own: then only what the host itself asks for,
  // by Crawl-delay or Retry-After, and its failures make a pause.
  std::chrono::milliseconds delay{1000};
  std::chrono::milliseconds crawl_delay_max{60'000};  // of what robots.txt asks for
  int delay_factor = 2;                               // times the last answer took
  std::chrono::seconds backoff_min{5};                // first pause of a host that fails
  std::chrono::hours backoff_max{24};
  int jitter_per_mille =
      50;  // that a delay is lengthened by, at most, so that hosts fall out of step
};

inline constexpr std::chrono::milliseconds kSlowDelayMax{30'000};  // that delay_factor comes to
inline constexpr std::chrono::hours kRetryAfterMax{24};

// A host fails when so many requests in a row ended without an answer, or in a 5xx: one bad page
// does not hold its host.
inline constexpr int kFailuresBeforeBackoff = 3;

// What the outcome of a request says of its host.
struct HostSign {
  enum class Kind : std::uint8_t {
    kFine,
    kBusy,     // 429, 503: it asks for a pause
    kFailing,  // another 5xx, no answer
  };
  Kind kind = Kind::kFine;
  std::chrono::milliseconds elapsed{0};
  std::optional<std::chrono::seconds> retry_after;  // at most kRetryAfterMax
  std::optional<FailureCause> failure;              // where it is not fine
  std::uint16_t http_status = 0;                    // 0: no answer
};
HostSign sign_of(const Fetched& fetched, Instant now);

// Retry-After by RFC 9110, 10.2.3: seconds or a date; nullopt where it is neither. A date that has
// passed is 0, a time beyond kRetryAfterMax is that.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, Instant now);

// The pace of one host:
//
//   delay = max(delay, Crawl-delay, delay_factor * last answer), a little longer by chance,
//           from the request's start and, again, from its answer, never a fraction less
//   pause = Retry-After, or backoff_min doubling with each failure in a row
//
// An error may only slow a host down. Not thread-safe.
class HostPace {
 public:
  // `seed` decides the chance; `record` is what an earlier run left.
  HostPace(std::uint64_t seed, const PaceRecord& record);

  void set_crawl_delay(std::optional<std::chrono::milliseconds> delay) { crawl_delay_ = delay; }
  // No request before a whole delay from now: who knows when the last one was.
  void hold_for_delay(const PaceOptions& options, Instant now);

  void asked(const PaceOptions& options, Instant now);
  // The request that asked() told of last was not sent.
  void not_asked() { next_request_ = before_asked_; }
  // Returns what is to be stored, where it is not what was stored last.
  std::optional<PaceRecord> answered(const PaceOptions& options, const HostSign& sign, Instant now);

  // The earliest next request by the delay, and by the pause.
  Instant next_request() const { return next_request_; }
  Instant paused_until() const { return record_.not_before; }

 private:
  std::chrono::milliseconds delay(const PaceOptions& options);

  PaceRecord record_;
  Instant next_request_{};
  Instant before_asked_{};
  std::optional<std::chrono::milliseconds> crawl_delay_;
  std::chrono::milliseconds last_elapsed_{0};
  std::uint64_t chance_;
};

}  // namespace anchord
