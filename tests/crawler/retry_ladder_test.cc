#include "crawler/retry_ladder.h"

#include <gtest/gtest.h>

namespace anchord {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::uint8_t kCauses = static_cast<std::uint8_t>(FailureCause::kStatus) + 1;

std::string cause_name(const FetchOutcome& outcome) {
  return std::string(name_of(cause_of(outcome)));
}

TEST(RetryLadderTest, EveryReasonHasALadderOfItsName) {
  for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(UnreachableReason::kCancelled); ++i) {
    const auto reason = static_cast<UnreachableReason>(i);
    EXPECT_EQ(cause_name(Unreachable{reason, ""}), name_of(reason));
  }
}

TEST(RetryLadderTest, StatusesFallIntoFewCauses) {
  const struct {
    int status;
    const char* cause;
  } cases[] = {{304, "status"}, {401, "status"}, {403, "status"}, {408, "timeout"}, {429, "busy"},
               {500, "server"}, {502, "server"}, {503, "busy"},   {504, "server"},  {599, "server"},
               {600, "status"}, {999, "status"}, {100, "status"}, {451, "status"}};
  for (const auto& c : cases)
    EXPECT_EQ(cause_name(Answer{.status = c.status}), c.cause) << c.status;
}

TEST(RetryLadderTest, EachCauseTakesItsTime) {
  const struct {
    FailureCause cause;
    unsigned failures;
    minutes want;
  } cases[] = {
      {FailureCause::kTimeout, 1, minutes(30)},  {FailureCause::kTimeout, 2, hours(1)},
      {FailureCause::kTimeout, 3, hours(2)},     {FailureCause::kTimeout, 100, hours(168)},
      {FailureCause::kNoName, 1, hours(24)},     {FailureCause::kNoName, 2, hours(72)},
      {FailureCause::kNoName, 9, hours(2160)},   {FailureCause::kConnect, 1, hours(1)},
      {FailureCause::kTls, 1, hours(12)},        {FailureCause::kDns, 1, hours(1)},
      {FailureCause::kForbidden, 1, hours(168)}, {FailureCause::kCancelled, 50, minutes(10)},
      {FailureCause::kBusy, 65'535, hours(24)},  {FailureCause::kServer, 1, minutes(30)},
      {FailureCause::kStatus, 2, hours(72)},     {FailureCause::kStatus, 0, hours(24)},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(retry_delay(c.cause, c.failures, {}), c.want)
        << name_of(c.cause) << " after " << c.failures;
  }
}

TEST(RetryLadderTest, OneMoreFailureIsNeverTriedSooner) {
  for (const auto& [min, max] :
       {std::pair{minutes(1), hours(8784)}, std::pair{minutes(1440), hours(100)},
        std::pair{minutes(1440), hours(1)}}) {
    Config::Revisit policy;
    policy.retry_min = min;
    policy.retry_max = max;
    for (std::uint8_t i = 0; i < kCauses; ++i) {
      minutes last{0};
      for (unsigned failures = 0; failures <= UINT16_MAX; ++failures) {
        const minutes delay = retry_delay(static_cast<FailureCause>(i), failures, policy);
        ASSERT_GE(delay, std::max<minutes>(last, std::min<minutes>(min, max)));
        ASSERT_LE(delay, max);
        last = delay;
      }
    }
  }
}

}  // namespace
}  // namespace anchord
