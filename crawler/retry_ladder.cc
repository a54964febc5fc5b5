#include "crawler/retry_ladder.h"

#include <algorithm>

namespace anchord {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// In the order of the causes.
constexpr RetryLadder kLadders[] = {
    {FailureCause::kNoName, "no_name", hours(24), 3, hours(2160)},
    {FailureCause::kDns, "dns", hours(1), 2, hours(168)},
    {FailureCause::kConnect, "connect", hours(1), 2, hours(168)},
    {FailureCause::kTls, "tls", hours(12), 2, hours(720)},
    {FailureCause::kTimeout, "timeout", minutes(30), 2, hours(168)},
    {FailureCause::kProtocol, "protocol", hours(2), 2, hours(336)},
    {FailureCause::kTooLarge, "too_large", hours(24), 2, hours(720)},
    {FailureCause::kForbidden, "forbidden", hours(168), 2, hours(2160)},
    {FailureCause::kCancelled, "cancelled", minutes(10), 1, hours(1)},
    {FailureCause::kBusy, "busy", minutes(10), 2, hours(24)},
    {FailureCause::kServer, "server", minutes(30), 2, hours(168)},
    {FailureCause::kStatus, "status", hours(24), 3, hours(1440)},
};

FailureCause cause_of(UnreachableReason reason) {
  switch (reason) {
    case UnreachableReason::kNoName:
      return FailureCause::kNoName;
    case UnreachableReason::kDns:
      return FailureCause::kDns;
    case UnreachableReason::kConnect:
      return FailureCause::kConnect;
    case UnreachableReason::kTls:
      return FailureCause::kTls;
    case UnreachableReason::kTimeout:
      return FailureCause::kTimeout;
    case UnreachableReason::kProtocol:
      return FailureCause::kProtocol;
    case UnreachableReason::kTooLarge:
      return FailureCause::kTooLarge;
    case UnreachableReason::kForbidden:
      return FailureCause::kForbidden;
    case UnreachableReason::kCancelled:
      return FailureCause::kCancelled;
  }
  return FailureCause::kConnect;
}

FailureCause cause_of(int status) {
  if (status == 429 || status == 503) return FailureCause::kBusy;
  if (status == 408) return FailureCause::kTimeout;
  return status >= 500 && status < 600 ? FailureCause::kServer : FailureCause::kStatus;
}

}  // namespace

FailureCause cause_of(const FetchOutcome& outcome) {
  const Answer* answer = std::get_if<Answer>(&outcome);
  return answer != nullptr ? cause_of(answer->status)
                           : cause_of(std::get<Unreachable>(outcome).reason);
}

const RetryLadder& ladder_of(FailureCause cause) {
  return kLadders[static_cast<std::size_t>(cause)];
}

minutes retry_delay(FailureCause cause, unsigned failures, const Config::Revisit& policy) {
  const RetryLadder& ladder = ladder_of(cause);
  minutes delay = ladder.first;
  if (ladder.factor > 1) {
    for (unsigned i = 1; i < failures && delay < ladder.cap; ++i) delay *= ladder.factor;
  }
  delay = std::min<minutes>(delay, ladder.cap);
  return std::min<minutes>(std::max(delay, policy.retry_min), policy.retry_max);
}

}  // namespace anchord
