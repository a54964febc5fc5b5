#pragma once

#include <chrono>
#include <cstdint>

#include "crawler/config.h"
#include "crawler/transport.h"
#include "storage/records.h"

// When an attempt that failed is made again. Each cause has a ladder of its own, because each takes
// its own time to pass: a server that was slow may be fine in half an hour, a certificate is
// renewed in days, a name that does not exist seldom comes back at all.
namespace anchord {

// The first retry follows after `first`; each failure in a row multiplies the delay, up to `cap`.
struct RetryLadder {
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
