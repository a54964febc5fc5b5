#include "crawler/frontier.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "tests/crawler/frontier_world.h"

namespace anchord {
namespace {

class FrontierTest : public testing::Test, protected FrontierWorld {
 protected:
  // Finds URLs of one host, and gets its robots.txt out of the way by 0 ms.
  void start_with(const std::vector<std::string>& hrefs, std::string_view robots = "") {
    for (const std::string& href : hrefs) find(href);
    start();
    ASSERT_EQ(ask(-2000).substr(0, 7), "robots ");
    answer(*lease, -1000, robots);
  }
};

TEST_F(FrontierTest, AnEmptyOneHasNothingDue) {
  start();
  EXPECT_EQ(ask(0), "nothing due");
}

TEST_F(FrontierTest, TheRobotsTxtOfAHostComesBeforeItsPages) {
  find("http://a.example:8080/x?y");
  start();
  EXPECT_EQ(ask(0), "robots http://a.example:8080/robots.txt");
  EXPECT_EQ(ask(500).substr(0, 5), "idle ");
  answer(*lease, 600);
  EXPECT_EQ(ask(700), "idle until 1600");
  EXPECT_EQ(ask(1600), "page http://a.example:8080/x?y");
}

TEST_F(FrontierTest, HttpAndHttpsOfAHostShareItsDelay) {
  start_with({"http://a.example/1", "https://a.example/1"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  done(0);
  EXPECT_EQ(ask(0), "idle until 1000");
}

TEST_F(FrontierTest, TheDelayCountsFromTheRequestAndFromTheAnswer) {
  start_with({"http://a.example/1", "http://a.example/2", "http://a.example/3"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  done(300);
  EXPECT_EQ(ask(1000), "idle until 1300");
  EXPECT_EQ(ask(1299), "idle until 1300");
  EXPECT_EQ(ask(1300), "page http://a.example/2");
  done(9000);
  EXPECT_EQ(ask(9999), "idle until 10000");
  EXPECT_EQ(ask(10'000), "page http://a.example/3");
}

TEST_F(FrontierTest, OneHostDoesNotWaitForAnother) {
  start_with({"http://a.example/1", "http://a.example/2"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  EXPECT_EQ(ask(0).substr(0, 5), "idle ");
  find("http://b.example/1");
  EXPECT_EQ(ask(0), "robots http://b.example/robots.txt");
}

TEST_F(FrontierTest, AHostHasNoMoreConnectionsThanItMay) {
  options.pace.delay = std::chrono::milliseconds(0);
  options.connections_per_host = 2;
  start_with({"http://a.example/1", "http://a.example/2", "http://a.example/3"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  const Lease first = *lease;
  EXPECT_EQ(ask(0), "page http://a.example/2");
  EXPECT_EQ(ask(0).substr(0, 5), "idle ");
  answer(first, 10);
  EXPECT_EQ(ask(10), "page http://a.example/3") << "an answer frees it, before its commit";
}

TEST_F(FrontierTest, EvenWithManyConnectionsRequestsStartADelayApart) {
  options.connections_per_host = 2;
  start_with({"http://a.example/1", "http://a.example/2", "http://a.example/3"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  EXPECT_EQ(ask(999), "idle until 1000");
  EXPECT_EQ(ask(1000), "page http://a.example/2");
  EXPECT_EQ(ask(2000).substr(0, 5), "idle ");
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
    EXPECT_EQ(world.ask(1000), "nothing due");
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
  EXPECT_EQ(ask(hour + 1000), "disallowed http://a.example/no");
  EXPECT_EQ(ask(hour + 1000), "page http://a.example/yes");
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
  EXPECT_EQ(ask(hour - 1001), "page http://a.example/1");
  done(hour - 1001);
  EXPECT_EQ(ask(hour), "robots http://a.example/robots.txt");
  answer(*lease, hour);
  EXPECT_EQ(ask(hour + 1000), "page http://a.example/2");
}

TEST_F(FrontierTest, LowDepthsComeFirstThenWhatWasFoundFirst) {
  find("http://a.example/deep", 3, 0);
  find("http://a.example/late", 1, 5000);
  find("http://a.example/early", 1, 1000);
  find("http://a.example/seed", 0, 9000);
  options.pace.delay = std::chrono::milliseconds(0);
  start();
  ask(10'000);
  answer(*lease, 10'000);
  for (const char* want : {"seed", "early", "late", "deep"}) {
    EXPECT_EQ(ask(10'000), std::string("page http://a.example/") + want);
    done(10'000);
  }
  EXPECT_EQ(ask(10'000), "nothing due");
}

TEST_F(FrontierTest, OfOneDepthWhatManyPagesLinkToComesFirst) {
  find("http://a.example/deep-and-known", 2, 0, 5);
  find("http://a.example/early", 1, 0, 0);
  find("http://a.example/some", 1, 2000, 1);
  find("http://a.example/many", 1, 1000, 3);
  options.pace.delay = std::chrono::milliseconds(0);
  start();
  ask(10'000);
  answer(*lease, 10'000);
  for (const char* want : {"many", "some", "early", "deep-and-known"}) {
    EXPECT_EQ(ask(10'000), std::string("page http://a.example/") + want);
    done(10'000);
  }
}

TEST_F(FrontierTest, WhatIsFoundBeforeTheCursorIsNotPassedOver) {
  options.pace.delay = std::chrono::milliseconds(0);
  start_with({"http://a.example/m", "http://a.example/n"});
  EXPECT_EQ(ask(0), "page http://a.example/m");
  find("http://a.example/a", 0);
  done(0);
  EXPECT_EQ(ask(0), "page http://a.example/n");
  done(0);
  EXPECT_EQ(ask(0), "page http://a.example/a");
  find("http://a.example/b", 0);
  done(0);
  EXPECT_EQ(ask(0), "page http://a.example/b");
  done(0);
  EXPECT_EQ(ask(0), "nothing due");
}

TEST_F(FrontierTest, AUrlInFlightIsNotLeasedAgain) {
  options.pace.delay = std::chrono::milliseconds(0);
  start_with({"http://a.example/m"});
  EXPECT_EQ(ask(0), "page http://a.example/m");
  const Lease first = *lease;
  answer(first, 0);
  find("http://a.example/a", 0);
  EXPECT_EQ(ask(0), "page http://a.example/a");
  done(0);
  EXPECT_EQ(ask(0).substr(0, 5), "idle ") << "its answer is not on disk yet";
  EXPECT_TRUE(frontier->is_starving());
  settle(first, 0, kYearMs);
  EXPECT_EQ(ask(0), "nothing due");
}

TEST_F(FrontierTest, APageIsDueAgainInItsTime) {
  start_with({"http://a.example/"});
  EXPECT_EQ(ask(0), "page http://a.example/");
  answer(*lease, 0);
  settle(*lease, 0, 60'000);
  EXPECT_EQ(ask(59'999), "nothing due");
  EXPECT_EQ(ask(60'000), "page http://a.example/");
  EXPECT_EQ(lease->before.last_visited, to_seconds(at(0)));
}

TEST_F(FrontierTest, ARestartLosesNothing) {
  options.pace.delay = std::chrono::milliseconds(0);
  start_with({"http://a.example/1", "http://a.example/2", "http://a.example/3"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  answer(*lease, 0);
  settle(*lease, 0, 60'000);
  EXPECT_EQ(ask(0), "page http://a.example/2");
  start();
  EXPECT_EQ(ask(0), "page http://a.example/2") << "it was leased, but not settled";
  done(0);
  EXPECT_EQ(ask(0), "page http://a.example/3");
  done(0);
  EXPECT_EQ(ask(0), "nothing due");
  start();
  EXPECT_EQ(ask(59'999), "nothing due");
  EXPECT_EQ(ask(60'000), "page http://a.example/1");
}

TEST_F(FrontierTest, ARecrawlMakesEveryPageDueOnce) {
  options.pace.delay = std::chrono::milliseconds(0);
  start_with({"http://a.example/1", "http://a.example/2"});
  for (int i = 0; i < 2; ++i) {
    ask(0);
    done(0);
  }
  const Time epoch = to_seconds(at(5000));
  start(epoch);
  EXPECT_EQ(ask(5000), "page http://a.example/1");
  done(5000);
  start(epoch);
  EXPECT_EQ(ask(6000), "page http://a.example/2") << "a killed recrawl goes on";
  done(6000);
  EXPECT_EQ(ask(6000), "nothing due");
}

TEST_F(FrontierTest, ACrawlDelayHoldsForTheHost) {
  start_with({"http://a.example/1", "http://a.example/2"}, "User-agent: *\nCrawl-delay: 2.5");
  EXPECT_EQ(ask(0), "page http://a.example/1");
  answer(*lease, 100);
  EXPECT_EQ(ask(1500), "idle until 2600");
  start();
  EXPECT_EQ(ask(10'000), "page http://a.example/1");
  answer(*lease, 10'000);
  EXPECT_EQ(ask(11'000), "idle until 12500") << "a restart forgets the Crawl-delay";
}

TEST_F(FrontierTest, ARestartKeepsEveryHostsDelay) {
  start_with({"http://a.example/1", "http://a.example/2"}, "User-agent: *\nCrawl-delay: 5");
  EXPECT_EQ(ask(0), "page http://a.example/1");
  ran_before = at(500);
  start();
  EXPECT_EQ(ask(500), "idle until 5500");
  EXPECT_EQ(ask(5500), "page http://a.example/1");
}

TEST_F(FrontierTest, ABusyHostIsLeftAloneAlsoAfterARestart) {
  start_with({"http://a.example/1", "http://a.example/2"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  answer_with(*lease, 0, {.kind = HostSign::Kind::kBusy, .retry_after = std::chrono::seconds(30)});
  settle(*lease, 0, kYearMs);
  EXPECT_EQ(ask(29'999), "idle until 30000");
  start();
  EXPECT_EQ(ask(29'999), "idle until 30000");
  EXPECT_EQ(ask(30'000), "page http://a.example/2");
}

TEST_F(FrontierTest, ALongPauseLeavesNothingDue) {
  start_with({"http://a.example/1", "http://a.example/2"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  answer_with(*lease, 0, {.kind = HostSign::Kind::kBusy, .retry_after = std::chrono::hours(1)});
  settle(*lease, 0, kYearMs);
  EXPECT_EQ(ask(1000), "nothing due");
  EXPECT_EQ(ask(3'600'000), "page http://a.example/2");
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
  EXPECT_EQ(ask(500), "idle until 1000") << "b.example was asked at 0";
  EXPECT_EQ(ask(1000), "robots http://b.example/r");
  EXPECT_EQ(lease->robots->host, first.host);
  EXPECT_EQ(lease->robots->redirects, 1);
  answer(*lease, 1000);
  EXPECT_EQ(ask(1500), "page http://a.example/") << "a delay after its own last request";
  EXPECT_EQ(ask(2000), "page http://b.example/");
}

TEST_F(FrontierTest, ABusyHostIsLeftAloneByRobotsTxtThatRedirectThereToo) {
  find("http://b.example/");
  start();
  EXPECT_EQ(ask(0), "robots http://b.example/robots.txt");
  answer(*lease, 0);
  EXPECT_EQ(ask(1000), "page http://b.example/");
  answer_with(*lease, 1000,
              {.kind = HostSign::Kind::kBusy, .retry_after = std::chrono::seconds(30)});
  settle(*lease, 1000, kYearMs);
  find("http://a.example/");
  EXPECT_EQ(ask(2000), "robots http://a.example/robots.txt");
  const Lease first = *lease;
  answer_with(first, 2000, {});
  ASSERT_TRUE(frontier->redirect_robots(*first.robots, *Url::parse("http://b.example/r"), at(2000))
                  .has_value());
  EXPECT_EQ(ask(30'999), "idle until 31000");
  EXPECT_EQ(ask(31'000), "robots http://b.example/r");
}

TEST_F(FrontierTest, HostsOfOneAddressShareItsLimit) {
  options.hosts_per_address = 2;
  for (const char* host : {"a", "b", "c"}) find(std::string("http://") + host + ".example/");
  start();
  std::map<std::string, Lease> leases;
  for (int i = 0; i < 3; ++i) {
    ask(0);
    leases.emplace(std::string(lease->url.host()), *lease);
  }
  Lease& a = leases.at("a.example");
  EXPECT_TRUE(frontier->admit(a, "192.0.2.1", at(0)));
  EXPECT_FALSE(frontier->admit(leases.at("b.example"), "192.0.2.1", at(0)));
  frontier->postpone(leases.at("b.example"), at(0));
  EXPECT_TRUE(frontier->admit(leases.at("c.example"), "192.0.2.2", at(0))) << "another address";
  EXPECT_EQ(ask(499), "idle until 500") << "half a delay apart";
  EXPECT_EQ(ask(500), "robots http://b.example/robots.txt");
  EXPECT_TRUE(frontier->admit(*lease, "192.0.2.1", at(500))) << "it has its place already";
  answer(a, 600);
  EXPECT_EQ(ask(1600), "page http://a.example/");
}

TEST_F(FrontierTest, APageThatIsPostponedIsNotLost) {
  options.pace.delay = std::chrono::milliseconds(0);
  options.hosts_per_address = 1;
  start_with({"http://a.example/1"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  frontier->postpone(*lease, at(0));
  EXPECT_EQ(ask(100), "page http://a.example/1");
  done(100);
  EXPECT_EQ(ask(100), "nothing due");
}

TEST_F(FrontierTest, AHostWithManyPagesGivesEachOnce) {
  constexpr int kPages = 500;
  options.pace.delay = std::chrono::milliseconds(0);
  std::vector<std::string> hrefs;
  for (int i = 0; i < kPages; ++i) hrefs.push_back("http://a.example/" + std::to_string(i));
  start_with(hrefs);
  std::map<std::string, int> leased;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < kPages; ++i) {
      ++leased[ask(round * 60'000)];
      answer(*lease, round * 60'000);
      settle(*lease, round * 60'000, (round + 1) * 60'000);
    }
    EXPECT_EQ(ask(round * 60'000), "nothing due");
  }
  EXPECT_EQ(leased.size(), static_cast<std::size_t>(kPages));
  for (const auto& [page, times] : leased) EXPECT_EQ(times, 2) << page;
}

// Ten hosts of eight pages each, every page due once a day, for a week of virtual time.
TEST_F(FrontierTest, AWeekOfPoliteness) {
  constexpr std::int64_t kDay = 86'400'000;
  constexpr int kHosts = 10;
  constexpr int kPages = 8;
  options.pace.delay = std::chrono::milliseconds(1500);
  for (int host = 0; host < kHosts; ++host) {
    for (int page = 0; page < kPages; ++page) {
      find("http://h" + std::to_string(host) + ".example/" + std::to_string(page));
    }
  }
  start();
  std::map<std::string, std::int64_t> last_request;
  std::map<std::string, int> requests;
  std::int64_t now = 0;
  while (now < 7 * kDay) {
    auto acquired = frontier->acquire(at(now)).value();
    if (const Idle* idle = std::get_if<Idle>(&acquired)) {
      ASSERT_GT(ms_of(idle->ask_again), now) << "asked to ask again at once";
      now = ms_of(idle->ask_again);
      continue;
    }
    const Lease& asked = std::get<Lease>(acquired);
    const auto [it, is_first] = last_request.try_emplace(asked.host, now);
    if (!is_first) {
      ASSERT_GE(now - it->second, 1500) << host_text_of_key(asked.host);
      it->second = now;
    }
    ++requests[std::string(asked.url.href())];
    answer(asked, now + 200);
    if (asked.kind == Lease::Kind::kPage) settle(asked, now + 200, now + kDay);
  }
  EXPECT_EQ(requests.size(), static_cast<std::size_t>(kHosts * (kPages + 1)));
  for (const auto& [href, times] : requests) EXPECT_EQ(times, 7) << href;
}

TEST_F(FrontierTest, ATargetThatHasHadItsPagesKeepsTheOthersWaiting) {
  target("http://a.example/", {.max_pages = 2});
  start_with({"http://a.example/1", "http://a.example/2", "http://a.example/3"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  done(0);
  EXPECT_EQ(ask(1000), "page http://a.example/2");
  EXPECT_EQ(ask(9000), "idle until 3609000") << "what is in flight counts";
  done(9000);
  EXPECT_EQ(ask(10'000), "nothing due");
  target("http://a.example/", {.max_pages = 3});
  start();
  EXPECT_EQ(ask(20'000), "page http://a.example/3");
}

TEST_F(FrontierTest, ADomainThatHasHadItsPagesKeepsTheOthersWaiting) {
  options.domain_pages_max = 1;
  find("http://a.example.com/1");
  find("http://b.example.com/1");
  find("http://other.example/1");
  start();
  std::map<std::string, int> pages;
  for (std::int64_t ms = 0; ms < 20'000; ms += 500) {
    const std::string got = ask(ms);
    if (got.starts_with("page ")) ++pages[lease->domain];
    if (!got.starts_with("idle") && got != "nothing due") done(ms);
  }
  const std::map<std::string, int> want = {{"com\x03"
                                            "example",
                                            1},
                                           {"example\x03"
                                            "other",
                                            1}};
  EXPECT_EQ(pages, want);
}

TEST_F(FrontierTest, APausedTargetIsNotAskedUntilItIsResumed) {
  target("http://a.example/", {.paused = true});
  find("http://a.example/1");
  start();
  EXPECT_EQ(ask(0), "nothing due");
  target("http://a.example/", {});
  retarget("a.example", TargetMode::kSubdomains);
  EXPECT_EQ(ask(1000), "robots http://a.example/robots.txt");
}

// Whether a host has an exact target only the index knows: it must be looked up when that is there.
TEST_F(FrontierTest, AnExactTargetThatComesBackIsAskedOfAHostInMemory) {
  target("http://a.example/1", {.mode = TargetMode::kExact});
  find("http://a.example/1");
  target("http://a.example/2", {.mode = TargetMode::kExact, .paused = true});
  start();
  untarget("http://a.example/1");
  EXPECT_EQ(ask(0), "nothing due");
  target("http://a.example/1", {.mode = TargetMode::kExact});
  retarget("a.example/1", TargetMode::kExact);
  EXPECT_EQ(ask(1000), "robots http://a.example/robots.txt");
}

TEST_F(FrontierTest, ATargetSetsTheDelayOfItsHosts) {
  target("http://a.example/", {.delay = std::chrono::milliseconds(5000)});
  start_with({"http://a.example/1", "http://a.example/2"});
  EXPECT_EQ(ask(4000), "page http://a.example/1");
  done(4000);
  EXPECT_EQ(ask(8999), "idle until 9000");
}

TEST_F(FrontierTest, OfHostsThatMayBeAskedThoseOfHighPriorityComeFirst) {
  target("http://a.example/", {.priority = 0});
  target("http://b.example/", {.priority = 9});
  target("http://c.example/", {});
  for (const char* href : {"http://a.example/", "http://b.example/", "http://c.example/"}) {
    find(href);
  }
  start();
  EXPECT_EQ(ask(0), "robots http://b.example/robots.txt");
  EXPECT_EQ(ask(0), "robots http://c.example/robots.txt");
  EXPECT_EQ(ask(0), "robots http://a.example/robots.txt");
}

TEST_F(FrontierTest, AHostWithNothingToDoLeavesMemoryAndComesBackWhenItIsDue) {
  start_with({"http://a.example/1"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  answer(*lease, 0);
  settle(*lease, 0, 7'200'000);
  EXPECT_EQ(ask(1000), "nothing due");
  EXPECT_EQ(frontier->hosts_in_memory(), 1U);
  EXPECT_TRUE(frontier->wants_commit());
  commit_rest();
  EXPECT_EQ(frontier->hosts_in_memory(), 0U);
  EXPECT_EQ(ask(2000), "nothing due");
  EXPECT_EQ(ask(7'200'000), "page http://a.example/1");
}

TEST_F(FrontierTest, WhatIsFoundOnAHostThatIsNotInMemoryIsAskedForAtOnce) {
  start_with({"http://a.example/1"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  done(0);
  EXPECT_EQ(ask(1000), "nothing due");
  commit_rest();
  ASSERT_EQ(frontier->hosts_in_memory(), 0U);
  find("http://a.example/2", 1, 5000);
  EXPECT_EQ(ask(5000), "page http://a.example/2");
}

TEST_F(FrontierTest, MoreHostsThanThereIsRoomForTakeTurns) {
  options.hosts_in_memory_max = 2;
  std::map<std::string, int> pages;
  for (int host = 0; host < 5; ++host) {
    find("http://h" + std::to_string(host) + ".example/");
  }
  start();
  for (std::int64_t ms = 0; ms < 60'000; ms += 100) {
    const std::string got = ask(ms);
    if (got.starts_with("page ")) ++pages[got];
    if (!got.starts_with("idle") && got != "nothing due") done(ms);
    if (frontier->wants_commit()) commit_rest();
    ASSERT_LE(frontier->hosts_in_memory(), 2U);
  }
  EXPECT_EQ(pages.size(), 5U);
}

}  // namespace
}  // namespace anchord
