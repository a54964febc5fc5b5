#include "crawler/revisit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace anchord {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr const char* kKey =
    "example\x03"
    "a\x01/";
const Time kNow(hours(500'000));

// A page visited `ago` before kNow, with an interval of so many hours.
UrlRecord visited_page(int interval_h, hours ago) {
  return {.state = FetchState::kVisited,
          .http_status = 200,
          .first_visited = kNow - ago,
          .last_visited = kNow - ago,
          .last_attempt = kNow - ago,
          .due = kNow,
          .interval = hours(interval_h)};
}
UrlRecord visited_page(int interval_h) { return visited_page(interval_h, hours(interval_h)); }

UrlRecord visit(const UrlRecord& before, bool changed, Time at = kNow,
                const Config::Revisit& policy = {}) {
  UrlRecord after = before;
  after.state = FetchState::kVisited;
  after.last_visited = at;
  after.last_attempt = at;
  return scheduled(after, {.key = kKey, .before = before, .at = at, .changed = changed}, policy);
}

UrlRecord end_in(FetchState state, const UrlRecord& before,
                 std::optional<FailureCause> failure = std::nullopt) {
  UrlRecord after = before;
  after.state = state;
  after.failures = static_cast<std::uint16_t>(failure ? before.failures + 1 : 0);
  return scheduled(after, {.key = kKey, .before = before, .at = kNow, .failure = failure}, {});
}

double hours_of(minutes interval) { return static_cast<double>(interval.count()) / 60; }

TEST(RevisitTest, AVisitAdaptsTheInterval) {
  const struct {
    const char* what;
    UrlRecord before;
    bool changed;
    double want_h;
  } cases[] = {
      {"a new page", {}, true, 168},
      {"unchanged", visited_page(100), false, 120},
      {"changed", visited_page(96), true, 48},
      {"changed, near the minimum", visited_page(30), true, 24},
      {"unchanged, at the maximum", visited_page(1440), false, 1440},
      {"changed, at the minimum", visited_page(24), true, 24},
      {"unchanged, but asked for too early to tell", visited_page(100, hours(1)), false, 100},
      {"changed, asked for early", visited_page(96, hours(1)), true, 48},
      {"unchanged, asked for late", visited_page(100, hours(1000)), false, 120},
      {"changed, asked for so late that it tells little", visited_page(96, hours(384)), true, 96},
      {"stored when the limits were others", visited_page(5000, hours(1440)), true, 186},
      {"the clock went back", visited_page(100, hours(-50)), false, 100},
  };
  for (const auto& c : cases) {
    EXPECT_NEAR(hours_of(visit(c.before, c.changed).interval), c.want_h, 0.5) << c.what;
  }
}

TEST(RevisitTest, WhatNeverChangesGoesToTheMaximumAndWhatAlwaysDoesToTheMinimum) {
  for (const bool changes : {false, true}) {
    UrlRecord page = visit({}, true);
    for (int i = 0; i < 20; ++i) page = visit(page, changes, page.due);
    EXPECT_EQ(page.interval, hours(changes ? 24 : 1440));
  }
}

TEST(RevisitTest, TheMaximumWinsWhereTheLimitsContradictEachOther) {
  Config::Revisit policy;
  policy.min = hours(100);
  policy.max = hours(10);
  const UrlRecord page = visit({}, true, kNow, policy);
  EXPECT_EQ(page.interval, hours(10));
  EXPECT_EQ(page.due, kNow + hours(10));
}

TEST(RevisitTest, PagesFoundTogetherFallDueOverATenthOfTheInterval) {
  std::vector<Time> due;
  for (int i = 0; i < 1000; ++i) {
    const std::string key = std::string(kKey) + std::to_string(i);
    const UrlRecord after{.state = FetchState::kVisited};
    due.push_back(scheduled(after, {.key = key, .before = {}, .at = kNow}, {}).due);
    EXPECT_EQ(due.back(), scheduled(after, {.key = key, .before = {}, .at = kNow}, {}).due);
  }
  std::sort(due.begin(), due.end());
  EXPECT_GT(due.front(), kNow + hours(151));
  EXPECT_LT(due.front(), kNow + hours(152));
  EXPECT_LE(due.back(), kNow + hours(168));
  EXPECT_GT(due.back(), kNow + hours(167));
  EXPECT_NEAR(hours_of(std::chrono::floor<minutes>(due[500] - kNow)), 159.6, 1);
}

TEST(RevisitTest, AGonePageIsLookedForEverMoreRarely) {
  UrlRecord page = visited_page(24);
  for (const int want_h : {168, 336, 672, 1344, 2688, 5376, 8784, 8784}) {
    page = end_in(FetchState::kGone, page);
    EXPECT_EQ(page.interval, hours(want_h));
    EXPECT_GT(page.due, kNow + hours(want_h) * 9 / 10);
    EXPECT_LE(page.due, kNow + hours(want_h));
  }
  EXPECT_EQ(visit(page, true).interval, hours(168)) << "it is new again";
  page = end_in(FetchState::kRefused, page, FailureCause::kServer);
  EXPECT_EQ(visit(page, true).interval, hours(168));
  EXPECT_EQ(end_in(FetchState::kGone, page).interval, hours(168));
}

TEST(RevisitTest, AFailureLeavesTheIntervalOfThePage) {
  UrlRecord page = visited_page(96);
  page = end_in(FetchState::kUnreachable, page, FailureCause::kTimeout);
  page = end_in(FetchState::kDisallowed, page);
  EXPECT_EQ(page.interval, hours(96));
  EXPECT_EQ(visit(page, true).interval, hours(48));
}

TEST(RevisitTest, WhatWaitsStaysDue) {
  const UrlRecord record{.due = Time(hours(7))};
  EXPECT_EQ(scheduled(record, {.key = kKey, .before = {}, .at = kNow}, {}), record);
}

TEST(RevisitTest, ALastmodBringsAPageForward) {
  const UrlRecord page = visit(visited_page(400), false, kNow - hours(200));
  const UrlRecord at_min = visit(visited_page(24), true, kNow - hours(20));
  UrlRecord distrusted = page;
  distrusted.lastmods_false = 2;
  const Time none{};
  const struct {
    const char* what;
    UrlRecord record;
    Time lastmod;
    Time want;
  } cases[] = {
      {"news", page, kNow - hours(1), kNow},
      {"as of the last visit", page, kNow - hours(200), none},
      {"before the last visit", page, kNow - hours(201), none},
      {"in the future", page, kNow + hours(1), none},
      {"sooner than the minimum", visit(visited_page(99), false, kNow - hours(1)), kNow,
       kNow + hours(23)},
      {"not sooner than it is due anyway", at_min, kNow, none},
      {"a lastmod that was wrong twice", distrusted, kNow, kNow + hours(100)},
      {"a page that was gone", end_in(FetchState::kGone, page), kNow, kNow},
      {"one that fails has its ladder", end_in(FetchState::kRefused, page, FailureCause::kServer),
       kNow, none},
      {"one that waits", {}, kNow, none},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(due_by_lastmod(c.record, c.lastmod, kNow, {}).value_or(none), c.want) << c.what;
  }
}

TEST(RevisitTest, LastmodsAreBelievedLessForEachThatWasFalse) {
  UrlRecord page = visited_page(400);
  const auto led = [&page](bool changed) {
    page.lastmod_led = true;
    page = visit(page, changed);
    EXPECT_FALSE(page.lastmod_led);
    return int{page.lastmods_false};
  };
  EXPECT_EQ(led(false), 1);
  EXPECT_EQ(led(false), 2);
  page = visit(page, false);
  EXPECT_EQ(page.lastmods_false, 2) << "that visit was nobody's claim";
  EXPECT_EQ(led(true), 0);
  for (int i = 0; i < 200; ++i) led(false);
  EXPECT_EQ(page.lastmods_false, kLastmodsFalseMax);
  page.lastmod_led = true;
  page = end_in(FetchState::kGone, page);
  EXPECT_EQ(page.lastmods_false, 0) << "gone is a change";
  page.lastmod_led = true;
  EXPECT_EQ(end_in(FetchState::kGone, page).lastmods_false, 1) << "still gone is none";
}

TEST(RevisitTest, EveryNthTimeAPageIsAskedForInFull) {
  const Config::Revisit policy;
  PageRecord with_etag;
  with_etag.etag = "\"1\"";
  PageRecord with_date;
  with_date.last_modified = "Mon, 01 Jan 2024 00:00:00 GMT";
  EXPECT_TRUE(is_asked_conditionally({}, with_etag, policy));
  EXPECT_TRUE(is_asked_conditionally({.not_modified = 8}, with_date, policy));
  EXPECT_FALSE(is_asked_conditionally({.not_modified = 9}, with_etag, policy));
  EXPECT_FALSE(is_asked_conditionally({}, PageRecord{}, policy));
  EXPECT_FALSE(is_asked_conditionally({}, std::nullopt, policy));
  Config::Revisit always;
  always.full_fetch_every = 1;
  EXPECT_FALSE(is_asked_conditionally({}, with_etag, always));
}

// Whatever records and limits there are, and whatever the attempt found.
TEST(RevisitTest, EveryAttemptLeavesADueTimeAheadWithinItsLimits) {
  std::mt19937_64 random(5);
  const auto any = [&random](std::int64_t from, std::int64_t to) {
    return std::uniform_int_distribution<std::int64_t>(from, to)(random);
  };
  for (int i = 0; i < 200'000; ++i) {
    Config::Revisit policy;
    for (hours Config::Revisit::*limit :
         {&Config::Revisit::interval, &Config::Revisit::min, &Config::Revisit::max,
          &Config::Revisit::gone_interval, &Config::Revisit::retry_max}) {
      policy.*limit = hours(any(1, 8784));
    }
    policy.retry_min = minutes(any(1, 1440));
    const UrlRecord before{.state = static_cast<FetchState>(any(0, 5)),
                           .failures = static_cast<std::uint16_t>(any(0, UINT16_MAX)),
                           .last_visited = Time(std::chrono::seconds(any(0, 4'000'000'000))),
                           .interval = minutes(any(0, any(0, 1) == 1 ? UINT32_MAX : 1'000'000)),
                           .lastmods_false = static_cast<std::uint8_t>(any(0, 127)),
                           .lastmod_led = any(0, 1) == 1};
    UrlRecord after = before;
    after.state = static_cast<FetchState>(any(1, 5));
    const Attempt attempt{.key = std::to_string(i),
                          .before = before,
                          .at = kNow,
                          .changed = any(0, 1) == 1,
                          .failure = static_cast<FailureCause>(any(0, 11))};
    after = scheduled(after, attempt, policy);
    ASSERT_GT(after.due, kNow);
    ASSERT_LE(after.due, kNow + hours(8784));
    if (after.state != FetchState::kVisited) continue;
    ASSERT_LE(after.interval, policy.max);
    ASSERT_GE(after.interval, std::min(policy.min, policy.max));
    ASSERT_GE(after.due, kNow + std::min(policy.min, policy.max));
  }
}

TEST(RevisitTest, ATargetsIntervalStandsInPlaceOfTheAdaptedOne) {
  const Config::Revisit policy;
  const UrlRecord before{.state = FetchState::kVisited, .interval = hours(48)};
  const auto due_in = [&](FetchState state, hours recrawl, bool changed) {
    const Attempt attempt{
        .key = "k", .before = before, .at = kNow, .changed = changed, .recrawl = recrawl};
    return scheduled({.state = state}, attempt, policy).due - kNow;
  };
  for (const hours recrawl : {hours(1), hours(8784)}) {
    for (const bool changed : {false, true}) {
      const auto delay = due_in(FetchState::kVisited, recrawl, changed);
      EXPECT_LE(delay, recrawl) << "below revisit.min_h and above revisit.max_h alike";
      EXPECT_GE(delay, recrawl * 9 / 10);
    }
    EXPECT_EQ(due_in(FetchState::kGone, recrawl, false), due_in(FetchState::kGone, hours(0), false))
        << "only of pages that answer";
  }
}

}  // namespace
}  // namespace anchord
