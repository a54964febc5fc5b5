#include "crawler/revisit.h"

#include <algorithm>

namespace anchord {
namespace {

std::chrono::seconds retry_delay(unsigned failures, const Config::Revisit& policy) {
  std::chrono::seconds delay = policy.retry_min;
  for (unsigned i = 1; i < failures && delay < policy.retry_max; ++i) delay *= 2;
  return std::min<std::chrono::seconds>(delay, policy.retry_max);
}

}  // namespace

UrlRecord scheduled(UrlRecord record, const Config::Revisit& policy) {
  switch (record.state) {
    case FetchState::kWaiting:
      break;
    case FetchState::kVisited:
      record.due = record.last_attempt + policy.interval;
      break;
    case FetchState::kGone:
    case FetchState::kDisallowed:
      record.due = record.last_attempt + policy.gone_interval;
      break;
    case FetchState::kRefused:
    case FetchState::kUnreachable:
      record.due = record.last_attempt + retry_delay(record.failures, policy);
      break;
  }
  return record;
}

}  // namespace anchord
