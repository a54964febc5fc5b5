#include <map>

#include "tests/crawler/frontier_testing.h"

// What is leased, in which order, and that nothing is lost.
namespace anchord {
namespace {

TEST_F(FrontierTest, AnEmptyOneHasNothingDue) {
  start();
  EXPECT_EQ(ask(0), "nothing due");
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

TEST_F(FrontierTest, AHostWithNothingToDoLeavesMemoryAndComesBackWhenItIsDue) {
  start_with({"http://a.example/1"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  answer(*lease, 0);
  settle(*lease, 0, 7'200'000);
  EXPECT_EQ(ask(1001), "nothing due");
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
  EXPECT_EQ(ask(1001), "nothing due");
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
