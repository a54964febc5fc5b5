#include <map>

#include "tests/crawler/frontier_testing.h"

// What targets and domains ask for: budgets, pauses, delays, priorities.
namespace anchord {
namespace {

TEST_F(FrontierTest, ATargetThatHasHadItsPagesKeepsTheOthersWaiting) {
  target("http://a.example/", {.max_pages = 2});
  start_with({"http://a.example/1", "http://a.example/2", "http://a.example/3"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  done(0);
  EXPECT_EQ(ask(1001), "page http://a.example/2");
  EXPECT_EQ(ask(9000), "idle until 3609000") << "what is in flight counts";
  done(9000);
  EXPECT_EQ(ask(10'001), "nothing due");
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
  EXPECT_EQ(ask(9000), "idle until 9001");
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

}  // namespace
}  // namespace anchord
