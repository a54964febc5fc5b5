#include "tests/crawler/frontier_testing.h"

// robots.txt comes first, and wherever it redirects to.
namespace anchord {
namespace {

TEST_F(FrontierTest, TheRobotsTxtOfAHostComesBeforeItsPages) {
  find("http://a.example:8080/x?y");
  start();
  EXPECT_EQ(ask(0), "robots http://a.example:8080/robots.txt");
  EXPECT_EQ(ask(500).substr(0, 5), "idle ");
  answer(*lease, 600);
  EXPECT_EQ(ask(700), "idle until 1601");
  EXPECT_EQ(ask(1601), "page http://a.example:8080/x?y");
}

TEST_F(FrontierTest, WhatRobotsTxtForbidsIsSettledWithoutARequest) {
  start_with({"http://a.example/no", "http://a.example/yes"},
             "User-agent: anchord\nDisallow: /no\n");
  EXPECT_EQ(ask(0), "disallowed http://a.example/no");
  EXPECT_EQ(ask(0), "page http://a.example/yes");
}

TEST_F(FrontierTest, AHostThatDoesNotAnswerForItsRobotsTxtIsHeld) {
  const std::int64_t retry = std::chrono::milliseconds(kRobotsRetry).count();
  const FetchOutcome failures[] = {Answer{.status = 503}, Answer{.status = 429},
                                   Unreachable{UnreachableReason::kTimeout, ""}};
  for (const FetchOutcome& failure : failures) {
    FrontierWorld world;
    world.find("http://a.example/");
    world.start();
    EXPECT_EQ(world.ask(0), "robots http://a.example/robots.txt");
    world.answer_with(*world.lease, 0, {});
    world.set_robots(*world.lease, failure, 0);
    EXPECT_EQ(world.ask(1001), "nothing due");
    world.start();
    EXPECT_EQ(world.ask(retry - 60'001), "nothing due") << "a restart forgets that it is held";
    EXPECT_EQ(world.ask(retry), "robots http://a.example/robots.txt");
  }
}

TEST_F(FrontierTest, AFailingRobotsTxtLeavesTheRulesThatWereKnown) {
  robots_ttl = std::chrono::hours(1);
  start_with({"http://a.example/no", "http://a.example/yes"}, "User-agent: *\nDisallow: /no");
  const std::int64_t hour = 3'600'000;
  EXPECT_EQ(ask(hour), "robots http://a.example/robots.txt");
  answer_with(*lease, hour, {});
  set_robots(*lease, Answer{.status = 500}, hour);
  EXPECT_EQ(ask(hour + 1001), "disallowed http://a.example/no");
  EXPECT_EQ(ask(hour + 1001), "page http://a.example/yes");
}

TEST_F(FrontierTest, ARobotsTxtThatFailsForAMonthIsAsGoodAsNone) {
  find("http://a.example/");
  start();
  std::int64_t now = 0;
  int asked = 0;
  for (std::string got; asked < 100 && !got.starts_with("page "); got = ask(now)) {
    if (got.starts_with("robots ")) {
      ++asked;
      answer_with(*lease, now, {});
      set_robots(*lease, Unreachable{UnreachableReason::kConnect, ""}, now);
    } else {
      now += 60'000;
    }
  }
  EXPECT_EQ(lease->kind, Lease::Kind::kPage);
  EXPECT_NEAR(static_cast<double>(now) / 86'400'000, 30, 1);
  EXPECT_LT(asked, 50) << "it is asked for ever more rarely";
}

TEST_F(FrontierTest, ARobotsTxtIsAskedForAgainWhenItExpires) {
  robots_ttl = std::chrono::hours(1);
  start_with({"http://a.example/1", "http://a.example/2"});
  const std::int64_t hour = 3'600'000;
  EXPECT_EQ(ask(hour - 2001), "page http://a.example/1");
  done(hour - 2001);
  EXPECT_EQ(ask(hour - 1000), "robots http://a.example/robots.txt");
  answer(*lease, hour - 1000);
  EXPECT_EQ(ask(hour + 1), "page http://a.example/2");
}

TEST_F(FrontierTest, ARobotsTxtThatRedirectsWaitsForTheOtherHostsDelay) {
  find("http://b.example/");
  start();
  EXPECT_EQ(ask(0), "robots http://b.example/robots.txt");
  answer(*lease, 0);
  find("http://a.example/");
  EXPECT_EQ(ask(500), "robots http://a.example/robots.txt");
  const Lease first = *lease;
  answer_with(first, 500, {});
  ASSERT_TRUE(frontier->redirect_robots(*first.robots, *Url::parse("http://b.example/r"), at(500))
                  .has_value());
  EXPECT_EQ(ask(500), "idle until 1001") << "b.example was asked at 0";
  EXPECT_EQ(ask(1001), "robots http://b.example/r");
  EXPECT_EQ(lease->robots->host, first.host);
  EXPECT_EQ(lease->robots->redirects, 1);
  answer(*lease, 1001);
  EXPECT_EQ(ask(1501), "page http://a.example/") << "a delay after its own last request";
  EXPECT_EQ(ask(2002), "page http://b.example/");
}

TEST_F(FrontierTest, ABusyHostIsLeftAloneByRobotsTxtThatRedirectThereToo) {
  find("http://b.example/");
  start();
  EXPECT_EQ(ask(0), "robots http://b.example/robots.txt");
  answer(*lease, 0);
  EXPECT_EQ(ask(1001), "page http://b.example/");
  answer_with(*lease, 1001,
              {.kind = HostSign::Kind::kBusy, .retry_after = std::chrono::seconds(30)});
  settle(*lease, 1001, kYearMs);
  find("http://a.example/");
  EXPECT_EQ(ask(2000), "robots http://a.example/robots.txt");
  const Lease first = *lease;
  answer_with(first, 2000, {});
  ASSERT_TRUE(frontier->redirect_robots(*first.robots, *Url::parse("http://b.example/r"), at(2000))
                  .has_value());
  EXPECT_EQ(ask(31'999), "idle until 32000");
  EXPECT_EQ(ask(32'000), "robots http://b.example/r");
}

}  // namespace
}  // namespace anchord
