#include <map>

#include "tests/crawler/frontier_testing.h"

// Delays, pauses, and the limits of hosts and addresses.
namespace anchord {
namespace {

TEST_F(FrontierTest, HttpAndHttpsOfAHostShareItsDelay) {
  start_with({"http://a.example/1", "https://a.example/1"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  done(0);
  EXPECT_EQ(ask(0), "idle until 1001");
}

TEST_F(FrontierTest, TheDelayCountsFromTheRequestAndFromTheAnswer) {
  start_with({"http://a.example/1", "http://a.example/2", "http://a.example/3"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  done(300);
  EXPECT_EQ(ask(1000), "idle until 1301");
  EXPECT_EQ(ask(1300), "idle until 1301");
  EXPECT_EQ(ask(1301), "page http://a.example/2");
  done(9000);
  EXPECT_EQ(ask(10'000), "idle until 10001");
  EXPECT_EQ(ask(10'001), "page http://a.example/3");
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
  EXPECT_EQ(ask(1000), "idle until 1001");
  EXPECT_EQ(ask(1001), "page http://a.example/2");
  EXPECT_EQ(ask(2000).substr(0, 5), "idle ");
}

TEST_F(FrontierTest, ACrawlDelayHoldsForTheHost) {
  start_with({"http://a.example/1", "http://a.example/2"}, "User-agent: *\nCrawl-delay: 2.5");
  EXPECT_EQ(ask(0), "page http://a.example/1");
  answer(*lease, 100);
  EXPECT_EQ(ask(1500), "idle until 2601");
  start();
  EXPECT_EQ(ask(10'000), "page http://a.example/1");
  answer(*lease, 10'000);
  EXPECT_EQ(ask(11'000), "idle until 12501") << "a restart forgets the Crawl-delay";
}

TEST_F(FrontierTest, ARestartKeepsEveryHostsDelay) {
  start_with({"http://a.example/1", "http://a.example/2"}, "User-agent: *\nCrawl-delay: 5");
  EXPECT_EQ(ask(0), "page http://a.example/1");
  ran_before = at(500);
  start();
  EXPECT_EQ(ask(500), "idle until 5501");
  EXPECT_EQ(ask(5501), "page http://a.example/1");
}

TEST_F(FrontierTest, ABusyHostIsLeftAloneAlsoAfterARestart) {
  start_with({"http://a.example/1", "http://a.example/2"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  answer_with(*lease, 0, {.kind = HostSign::Kind::kBusy, .retry_after = std::chrono::seconds(30)});
  settle(*lease, 0, kYearMs);
  EXPECT_EQ(ask(30'999), "idle until 31000");
  start();
  EXPECT_EQ(ask(30'999), "idle until 31000");
  EXPECT_EQ(ask(31'000), "page http://a.example/2");
}

TEST_F(FrontierTest, ALongPauseLeavesNothingDue) {
  start_with({"http://a.example/1", "http://a.example/2"});
  EXPECT_EQ(ask(0), "page http://a.example/1");
  answer_with(*lease, 0, {.kind = HostSign::Kind::kBusy, .retry_after = std::chrono::hours(1)});
  settle(*lease, 0, kYearMs);
  EXPECT_EQ(ask(1001), "nothing due");
  EXPECT_EQ(ask(3'601'000), "page http://a.example/2");
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
  EXPECT_EQ(ask(500), "idle until 501") << "half a delay apart";
  EXPECT_EQ(ask(501), "robots http://b.example/robots.txt");
  EXPECT_TRUE(frontier->admit(*lease, "192.0.2.1", at(501))) << "it has its place already";
  answer(a, 600);
  EXPECT_EQ(ask(1601), "page http://a.example/");
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

}  // namespace
}  // namespace anchord
