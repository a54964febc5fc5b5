#include "crawler/retry_ladder.h"

#include <algorithm>
#include <iterator>

namespace anchord {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// In the order of FailureCause.
constexpr RetryLadder kLadders[] = {
    {hours(24), 3, hours(2160)},   // no_name
    {hours(1), 2, hours(168)},     // dns
    {hours(1), 2, hours(168)},     // connect
    {hours(12), 2, hours(720)},    // tls
    {minutes(30), 2, hours(168)},  // timeout
    {hours(2), 2, hours(336)},     // protocol
    {hours(24), 2, hours(720)},    // too_large
    {hours(168), 2, hours(2160)},  // forbidden
    {minutes(10), 1, hours(1)},    // cancelled
    {minutes(10), 2, hours(24)},   // busy
    {minutes(30), 2, hours(168)},  // server
    {hours(24), 3, hours(1440)},   // status
};
static_assert(std::size(kLadders) == kFailureCauses);

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
  if (is_busy(status)) return FailureCause::kBusy;
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
