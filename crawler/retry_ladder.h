#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "crawler/config.h"
#include "crawler/transport.h"

// When an attempt that failed is made again. Each cause has a ladder of its own, because each takes
// its own time to pass: a server that was slow may be fine in half an hour, a certificate is
// renewed in days, a name that does not exist seldom comes back at all.
namespace anchord {

enum class FailureCause : std::uint8_t {
  kNoName,     // DNS says that there is no such name
  kDns,        // DNS could not tell
  kConnect,    // refused, reset, no route
  kTls,        // no connection that can be trusted
  kTimeout,    // of the connection or the transfer; 408
  kProtocol,   // an answer that cannot be read
  kTooLarge,   // headers beyond their limit
  kForbidden,  // by our own address guard
  kCancelled,  // by us, in the middle
  kBusy,       // 429, 503: what spares the host is the host's own backoff, not this
  kServer,     // another 5xx
  kStatus,     // any other status that is no visit: 403, 999, a 304 that was not asked for
};

// The first retry follows after `first`; each failure in a row multiplies the delay, up to `cap`.
struct RetryLadder {
  std::string_view name;  // of its cause
  std::chrono::minutes first;
  int factor;
  std::chrono::hours cap;
};

// `outcome` is neither a visit nor gone.
FailureCause cause_of(const FetchOutcome& outcome);
const RetryLadder& ladder_of(FailureCause cause);

// How long after the last of so many failures in a row to try again: never shorter for one more of
// them, within revisit.retry_min_m and revisit.retry_max_h.
std::chrono::minutes retry_delay(FailureCause cause, unsigned failures,
                                 const Config::Revisit& policy);

}  // namespace anchord
