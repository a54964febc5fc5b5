#include "crawler/revisit.h"

#include <gtest/gtest.h>

namespace anchord {
namespace {

TEST(RevisitTest, EachStateHasItsInterval) {
  Config::Revisit policy;
  policy.interval = std::chrono::hours(10);
  policy.gone_interval = std::chrono::hours(50);
  policy.retry_min = std::chrono::minutes(30);
  policy.retry_max = std::chrono::hours(3);
  const Time attempt(std::chrono::hours(1000));
  const struct {
    FetchState state;
    int failures;
    int minutes;
  } cases[] = {
      {FetchState::kVisited, 0, 600},      {FetchState::kGone, 0, 3000},
      {FetchState::kDisallowed, 4, 3000},  {FetchState::kRefused, 1, 30},
      {FetchState::kRefused, 2, 60},       {FetchState::kUnreachable, 3, 120},
      {FetchState::kUnreachable, 4, 180},  {FetchState::kRefused, 5, 180},
      {FetchState::kRefused, 65'535, 180},
  };
  for (const auto& c : cases) {
    const UrlRecord record{.state = c.state,
                           .failures = static_cast<std::uint16_t>(c.failures),
                           .last_attempt = attempt};
    EXPECT_EQ((scheduled(record, policy).due - attempt) / std::chrono::minutes(1), c.minutes)
        << name_of(c.state) << " after " << c.failures << " failures";
  }
}

TEST(RevisitTest, WhatWaitsStaysDue) {
  const UrlRecord record{.due = Time(std::chrono::hours(7))};
  EXPECT_EQ(scheduled(record, {}), record);
}

}  // namespace
}  // namespace anchord
