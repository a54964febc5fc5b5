#include "crawler/host_pace.h"

#include <gtest/gtest.h>

#include <string>

namespace anchord {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Instant at(std::int64_t ms) {
  return std::chrono::sys_days(std::chrono::January / 1 / 2024) + milliseconds(ms);
}

class HostPaceTest : public testing::Test {
 protected:
  // A request from `from` to `to`, with the sign that its answer gives.
  void request(std::int64_t from, std::int64_t to, HostSign sign = {}) {
    pace_.asked(options_, at(from));
    sign.elapsed = milliseconds(to - from);
    stored_ = pace_.answered(options_, sign, at(to));
  }
  void failing_request(std::int64_t ms) { request(ms, ms, {.kind = HostSign::Kind::kFailing}); }

  std::int64_t next() const { return (pace_.next_request() - at(0)).count(); }
  std::int64_t pause_after(std::int64_t ms) const {
    return (pace_.paused_until() - at(ms)).count();
  }

  PaceOptions options_{.delay_factor = 0, .jitter_per_mille = 0};
  HostPace pace_{1, PaceRecord{}};
  std::optional<PaceRecord> stored_;
};

TEST_F(HostPaceTest, TheDelayCountsFromTheRequestAndFromTheAnswer) {
  pace_.asked(options_, at(0));
  EXPECT_EQ(next(), 1001) << "it may have gone out at 0.9 ms";
  pace_.answered(options_, {}, at(300));
  EXPECT_EQ(next(), 1301);
}

TEST_F(HostPaceTest, TheLongestOfTheDelaysCounts) {
  pace_.set_crawl_delay(milliseconds(2500));
  request(0, 0);
  EXPECT_EQ(next(), 2501);
  pace_.set_crawl_delay(milliseconds(500));
  request(10'000, 10'000);
  EXPECT_EQ(next(), 11'001);
  pace_.set_crawl_delay(std::chrono::hours(1));
  request(20'000, 20'000);
  EXPECT_EQ(next(), 80'001) << "a Crawl-delay is cut at crawl_delay_max";
}

TEST_F(HostPaceTest, ASlowHostIsLeftAloneForAMultipleOfItsAnswer) {
  options_.delay_factor = 3;
  request(0, 2000);
  EXPECT_EQ(next(), 8001);
  request(10'000, 70'000);
  EXPECT_EQ(next(), 100'001) << "at most kSlowDelayMax";
  options_.delay = milliseconds(0);
  request(200'000, 260'000);
  EXPECT_EQ(next(), 100'001) << "a server of one's own";
}

TEST_F(HostPaceTest, ChanceLengthensADelayAndNeverShortensIt) {
  options_.jitter_per_mille = 50;
  std::int64_t longest = 0;
  std::int64_t shortest = 1'000'000;
  for (std::int64_t now = 0; now < 1'000'000; now += 5000) {
    pace_.asked(options_, at(now));
    longest = std::max(longest, next() - now);
    shortest = std::min(shortest, next() - now);
  }
  EXPECT_GE(shortest, 1001);
  EXPECT_LE(longest, 1051);
  EXPECT_GT(longest - shortest, 30);
}

TEST_F(HostPaceTest, AHostThatIsBusyGetsThePauseItAsksFor) {
  request(500, 500, {.kind = HostSign::Kind::kBusy, .retry_after = seconds(120)});
  EXPECT_EQ(pause_after(1000), 120'000) << "in whole seconds, from the next one";
  EXPECT_EQ(stored_, (PaceRecord{.not_before = to_seconds(at(121'000)), .failures = 1}));
  request(121'000, 121'000);
  EXPECT_EQ(stored_, PaceRecord{}) << "it is fine again";
  request(130'000, 130'000);
  EXPECT_EQ(stored_, std::nullopt);
}

TEST_F(HostPaceTest, AHostThatIsBusyWithoutSayingHowLongGetsPausesThatDouble) {
  for (const std::int64_t want : {5000, 10'000, 20'000, 40'000}) {
    request(0, 0, {.kind = HostSign::Kind::kBusy});
    EXPECT_EQ(pause_after(1000), want);
  }
}

TEST_F(HostPaceTest, OnlyFailuresInARowHoldAHost) {
  failing_request(0);
  failing_request(0);
  request(0, 0);
  failing_request(0);
  failing_request(0);
  EXPECT_LE(pause_after(0), 0);
  failing_request(0);
  EXPECT_EQ(pause_after(1000), 5000);
  failing_request(0);
  EXPECT_EQ(pause_after(1000), 10'000);
  for (int i = 0; i < 70'000; ++i) failing_request(0);
  EXPECT_EQ(pause_after(1000), milliseconds(options_.backoff_max).count());
}

TEST_F(HostPaceTest, AShorterPauseDoesNotEndALongerOne) {
  request(0, 0, {.kind = HostSign::Kind::kBusy, .retry_after = seconds(600)});
  request(0, 0, {.kind = HostSign::Kind::kBusy, .retry_after = seconds(1)});
  EXPECT_EQ(pause_after(1000), 600'000);
}

TEST_F(HostPaceTest, ARestartKeepsThePause) {
  const HostPace restarted(1, PaceRecord{.not_before = to_seconds(at(60'000)), .failures = 4});
  EXPECT_EQ(restarted.paused_until(), at(60'000));
}

TEST(HostSignTest, IsReadFromTheOutcome) {
  const auto kind_of = [](FetchOutcome outcome) {
    const Fetched fetched{.id = 1, .outcome = std::move(outcome)};
    return static_cast<int>(sign_of(fetched, at(0)).kind);
  };
  constexpr int kFine = 0;
  constexpr int kBusy = 1;
  constexpr int kFailing = 2;
  for (const int status : {200, 301, 304, 400, 403, 404, 410}) {
    EXPECT_EQ(kind_of(Answer{.status = status}), kFine) << status;
  }
  for (const int status : {429, 503}) EXPECT_EQ(kind_of(Answer{.status = status}), kBusy) << status;
  for (const int status : {500, 502, 504}) {
    EXPECT_EQ(kind_of(Answer{.status = status}), kFailing) << status;
  }
  EXPECT_EQ(kind_of(Unreachable{UnreachableReason::kTimeout, ""}), kFailing);
  EXPECT_EQ(kind_of(Unreachable{UnreachableReason::kDns, ""}), kFailing);
  EXPECT_EQ(kind_of(Unreachable{UnreachableReason::kForbidden, ""}), kFine) << "it was not asked";
}

TEST(RetryAfterTest, IsANumberOrADate) {
  const struct {
    const char* value;
    std::int64_t want;  // seconds; -1: none
  } cases[] = {
      {"120", 120},
      {" 0 ", 0},
      {"99999999999999999999", 86'400},
      {"86401", 86'400},
      {"Mon, 01 Jan 2024 00:02:00 GMT", 120},
      {"Sun, 31 Dec 2023 23:00:00 GMT", 0},
      {"Tue, 01 Jan 2030 00:00:00 GMT", 86'400},
      {"", -1},
      {"-5", -1},
      {"1.5", -1},
      {"soon", -1},
  };
  for (const auto& c : cases) {
    const auto seconds_found = parse_retry_after(c.value, at(0));
    EXPECT_EQ(seconds_found ? seconds_found->count() : -1, c.want) << c.value;
  }
}

}  // namespace
}  // namespace anchord
