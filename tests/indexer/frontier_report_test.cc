#include "indexer/frontier_report.h"

#include <gtest/gtest.h>

#include "indexer/host_holds.h"
#include "storage/codec.h"
#include "tests/indexer/sample_index.h"

// What holds URLs back, and how `anchorctl frontier` and `anchorctl host` tell of it.
namespace anchord {
namespace {

class FrontierReportTest : public testing::Test {
 protected:
  void target(std::string_view seed, const TargetRecord& record) {
    auto scope = Scope::load(index_.db());
    Batch batch(index_.db());
    ASSERT_TRUE(scope->add(batch, *Url::parse(seed), record).has_value());
    ASSERT_TRUE(index_.db().write(batch, false).has_value());
  }
  void asked_for(const std::string& tally, std::int64_t urls) {
    index_.put(Family::kTallies, tally, encode(Tally{urls, 0}));
  }
  void domain_pages_max(std::uint64_t pages) {
    std::string value;
    put_varint(value, pages);
    index_.put(Family::kMeta, kDomainPagesMaxKey, value);
  }
  static std::string host_of(std::string_view href) { return host_key(*Url::parse(href)); }

  // "1 target_pages, 2 no_target": why what waits on the host of `href` is held back.
  std::string holds(std::string_view href, std::uint64_t waiting) {
    const auto scope = Scope::load(index_.db());
    const auto loaded = HostHolds::load(index_.db(), *scope);
    const HoldCounts counts = loaded->of_host(host_of(href), waiting).value();
    std::string text;
    for (std::size_t i = 0; i < kHolds; ++i) {
      if (counts[i] == 0) continue;
      text += (text.empty() ? "" : ", ") + std::to_string(counts[i]) + " ";
      text += i == 0 ? "none" : name_of(static_cast<Hold>(i));
    }
    return text;
  }

  static std::string text_of(const Result<std::vector<Fact>>& facts) {
    std::string text;
    for (const Fact& fact : facts.value()) text += fact.name + ": " + fact.value + "\n";
    return text;
  }
  std::string host(std::string_view href) {
    return text_of(describe_host(index_.db(), *Url::parse(href), "anchord", day(100)));
  }

  SampleIndex index_;
};

TEST_F(FrontierReportTest, WhatAHostsTargetAndDomainHoldBack) {
  target("http://a.example/", {.max_pages = 5});
  target("http://b.example/", {.paused = true});
  EXPECT_EQ(holds("http://a.example/", 3), "3 none");
  EXPECT_EQ(holds("http://s.a.example/", 3), "3 none");
  EXPECT_EQ(holds("http://b.example/", 2), "2 paused");
  EXPECT_EQ(holds("http://c.example/", 1), "1 no_target");
  domain_pages_max(4);
  asked_for(tally_key(TallyScope::kDomain, domain_labels_of(host_of("http://a.example/"))), 4);
  EXPECT_EQ(holds("http://s.a.example/", 3), "3 domain_pages");
  domain_pages_max(5);
  EXPECT_EQ(holds("http://a.example/", 3), "3 none");
  asked_for(tally_key(TallyScope::kTarget, SampleIndex::key_of("http://a.example/")), 5);
  EXPECT_EQ(holds("http://a.example/", 3), "3 target_pages");
}

TEST_F(FrontierReportTest, WhereAHostHasSeveralTargetsEachUrlHasItsOwn) {
  target("http://a.example/one/", {.mode = TargetMode::kPrefix, .paused = true});
  target("http://a.example/two/", {.mode = TargetMode::kPrefix});
  index_.found("http://a.example/one/x", day(0));
  index_.found("http://a.example/two/x", day(0));
  index_.found("http://a.example/three", day(0));
  EXPECT_EQ(holds("http://a.example/", 3), "1 none, 1 paused, 1 no_target");
}

TEST_F(FrontierReportTest, TheFrontierIsSummedUp) {
  target("http://a.example/", {});
  target("http://b.example/", {.paused = true});
  for (const char* href : {"http://a.example/1", "http://s.a.example/2", "http://a.example/3",
                           "http://b.example/4", "http://c.example/5"}) {
    index_.found(href, day(99));
  }
  index_.visit("http://a.example/1", day(99), {});
  EXPECT_EQ(text_of(describe_frontier(index_.db(), day(100))),
            "new: 2\nin flight: 0\ndone: 1\n"
            "deferred: 1 by paused\ndeferred: 0 by target_pages\n"
            "deferred: 0 by domain_pages\ndeferred: 1 by no_target\n"
            "queue: 1 of a.example\nqueue: 1 of s.a.example\n"
            "queue: 1 of b.example\nqueue: 1 of c.example\n"
            "due: since 1970-01-01T00:00:00Z, a.example\n"
            "due: since 1970-01-01T00:00:00Z, s.a.example\n"
            "due: since 1970-01-01T00:00:00Z, b.example\n"
            "due: since 1970-01-01T00:00:00Z, c.example\n");
}

TEST_F(FrontierReportTest, TheLongestQueuesComeFirst) {
  for (std::size_t host = 0; host < kFrontierHostsShown + 3; ++host) {
    for (std::size_t url = 0; url <= host; ++url) {
      index_.found("http://h" + std::to_string(host) + ".example/" + std::to_string(url), day(0));
    }
  }
  const std::string text = text_of(describe_frontier(index_.db(), day(100)));
  const std::size_t first = text.find("queue: 13 of h12.example\nqueue: 12 of h11.example\n");
  EXPECT_NE(first, std::string::npos) << text;
  EXPECT_NE(text.find("queue: 4 of h3.example\ndue:"), std::string::npos) << text;
}

TEST_F(FrontierReportTest, AHostThatNobodyKnows) {
  EXPECT_EQ(host("http://new.example/"),
            "queue: none of its URLs is known\n"
            "next look: not before a URL of it is found or let pass\n"
            "backoff: none\n"
            "delay: the longest of politeness.delay_ms and politeness.delay_factor times its last "
            "answer\n"
            "robots.txt: not asked for yet\n"
            "last error: none\n");
}

TEST_F(FrontierReportTest, AHostTellsItsDelayItsPauseAndItsLastError) {
  const std::string href = "http://a.example/x";
  TargetRecord record;
  record.delay = std::chrono::milliseconds(250);
  target("http://a.example/", record);
  index_.found(href, day(1));
  index_.put(Family::kHosts, host_of(href),
             encode(HostRecord{.robots_fetched = day(99),
                               .robots_expires = day(101),
                               .robots_status = 200,
                               .robots_body = "User-agent: *\nCrawl-delay: 2.5"}));
  PaceRecord pace{.not_before = day(102), .failures = 4};
  pace.last_failure = FailureCause::kTimeout;
  pace.last_failure_at = day(99);
  index_.put(Family::kPaces, host_of(href), encode(pace));
  EXPECT_EQ(host(href),
            "queue: 1 never asked for, 0 asked for\n"
            "next look: now, since 1970-01-01T00:00:00Z, priority 5\n"
            "backoff: until 2024-04-12T00:00:00Z, 4 failures in a row\n"
            "delay: the longest of 250 ms (its target), 2500 ms (Crawl-delay) and "
            "politeness.delay_factor times its last answer\n"
            "robots.txt: HTTP 200, asked for 2024-04-09T00:00:00Z, again after "
            "2024-04-11T00:00:00Z\n"
            "last error: timeout, 2024-04-09T00:00:00Z\n");
}

TEST_F(FrontierReportTest, AHostWhoseRobotsTxtFailsIsNotAsked) {
  const std::string href = "http://a.example/x";
  index_.put(
      Family::kHosts, host_of(href),
      encode(HostRecord{
          .robots_fetched = day(99), .robots_expires = day(101), .robots_failing_since = day(98)}));
  const std::string text = host(href);
  EXPECT_NE(text.find("in vain since 2024-04-08T00:00:00Z; no rules known, so nothing is asked"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace anchord
