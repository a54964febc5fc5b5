#include "indexer/explanation.h"

#include <gtest/gtest.h>

#include "indexer/scope.h"
#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

class ExplanationTest : public testing::Test {
 protected:
  ExplanationTest() {
    auto scope = Scope::load(index_.db());
    Batch batch(index_.db());
    const TargetRecord record{.mode = TargetMode::kDomain, .max_pages = 9, .exclude = {"/private"}};
    EXPECT_TRUE(scope->add(batch, *Url::parse("https://a.example/"), record).has_value());
    EXPECT_TRUE(index_.db().write(batch, false).has_value());
  }

  // The fact `name` about a URL of a.example, 100 days on.
  std::string fact(const std::string& name, const std::string& url) {
    const auto facts = explain_url(index_.db(), *Url::parse(url), "anchord", day(100));
    EXPECT_TRUE(facts.has_value());
    for (const Fact& fact : *facts) {
      if (fact.name == name) return fact.value;
    }
    return "no such fact";
  }
  void put_host(const HostRecord& record) {
    index_.put(Family::kHosts, host_key(*Url::parse("http://a.example/")), encode(record));
  }

  SampleIndex index_;
};

TEST_F(ExplanationTest, WhatIsKnownIsAskedForWhenItIsDue) {
  const std::string url = "http://a.example/x";
  const UrlRecord record{.state = FetchState::kRefused,
                         .depth = 3,
                         .http_status = 503,
                         .failures = 2,
                         .last_attempt = day(99),
                         .due = day(101)};
  index_.put(Family::kUrls, SampleIndex::key_of(url), encode(record));
  EXPECT_EQ(fact("state", url),
            "refused, last asked 2024-04-09T00:00:00Z, at depth 3, HTTP 503, 2 failures "
            "in a row, due 2024-04-11T00:00:00Z");
  EXPECT_EQ(fact("scope", url),
            "within https://a.example/ (domain, max_pages=9, exclude=/private)");
  EXPECT_EQ(fact("host", url), "not held back");
  EXPECT_EQ(fact("so", url), "asked for after 2024-04-11T00:00:00Z");
  PaceRecord pace{.failures = 1};
  const auto put_pace = [&] {
    index_.put(Family::kPaces, host_key(*Url::parse(url)), encode(pace));
  };
  put_pace();
  EXPECT_EQ(fact("host", url), "not held back, 1 failures in a row");
  pace = {.not_before = day(102), .failures = 4};
  put_pace();
  EXPECT_EQ(fact("host", url), "not before 2024-04-12T00:00:00Z, 4 failures in a row");
  EXPECT_EQ(fact("so", url), "asked for after 2024-04-12T00:00:00Z");
}

TEST_F(ExplanationTest, WhatWaitsIsAskedForInTurn) {
  index_.found("http://a.example/w", day(1));
  EXPECT_EQ(fact("state", "http://a.example/w"), "waiting, found 2024-01-02T00:00:00Z, at depth 1");
  EXPECT_EQ(fact("so", "http://a.example/w"), "asked for as soon as it is its turn");
}

TEST_F(ExplanationTest, RobotsTxtDecidesByItsRule) {
  index_.found("http://a.example/d/x", day(1));
  EXPECT_EQ(fact("robots.txt", "http://a.example/d/x"), "not asked for yet");
  const std::string asked = "; asked for 2024-04-09T00:00:00Z, again after 2024-04-10T00:00:00Z";
  HostRecord host{.robots_fetched = day(99),
                  .robots_expires = day(100),
                  .robots_status = 200,
                  .robots_body = "User-agent: anchord\nDisallow: /d*x$\nAllow: /d/y"};
  put_host(host);
  EXPECT_EQ(fact("robots.txt", "http://a.example/d/x"), "disallowed by Disallow: /d*x$" + asked);
  EXPECT_EQ(fact("so", "http://a.example/d/x"),
            "looked at again as soon as it is its turn, not asked for until allowed");
  EXPECT_EQ(fact("robots.txt", "http://a.example/d/y"), "allowed by Allow: /d/y" + asked);
  EXPECT_EQ(fact("robots.txt", "http://a.example/"), "allowed, no rule matches" + asked);
  host.robots_status = 404;
  put_host(host);
  EXPECT_EQ(fact("robots.txt", "http://a.example/d/x"), "allowed, HTTP 404" + asked);
  host.robots_status = 0;
  host.robots_failing_since = day(90);
  put_host(host);
  EXPECT_EQ(fact("robots.txt", "http://a.example/d/x"),
            "not known, so nothing is asked of the host" + asked +
                ", in vain since 2024-03-31T00:00:00Z");
}

TEST_F(ExplanationTest, WhatIsNotKnownHasAReason) {
  index_.found("http://a.example/p1", day(1));
  index_.found("http://a.example/p2", day(1));
  index_.found("http://a.example/s;jsessionid=A", day(1));
  index_.put(Family::kMeta, kTrapLimitsKey, encode(TrapLimits{.template_urls_max = 2}));
  const struct {
    std::string url;
    std::string want;
  } cases[] = {
      {"http://b.example/", "never fetched: links to it are only indexed"},
      {"http://a.example/private", "never fetched: links to it are only indexed"},
      {"http://a.example/b/b/b", "not fetched: the rule repeated_segments takes it for a trap"},
      {"http://a.example/p3", "not fetched: the rule template takes it for a trap"},
      {"http://a.example/s;jsessionid=B", "not fetched: the rule session takes it for a trap"},
      {"http://a.example/q3",
       "not found: no page read so far links to it, or it did not allow to "
       "follow"},
  };
  for (const auto& c : cases) EXPECT_EQ(fact("so", c.url), c.want) << c.url;
  EXPECT_EQ(fact("state", "http://a.example/q3"), "not known");
  EXPECT_EQ(fact("scope", "http://b.example/"), "outside of every target");
  EXPECT_EQ(fact("scope", "http://a.example/private"),
            "left out by the patterns of https://a.example/ (domain, max_pages=9, "
            "exclude=/private)");
  EXPECT_EQ(fact("traps", "http://a.example/p3"), "template");
}

TEST_F(ExplanationTest, DamageIsCorruption) {
  put_host({});
  index_.put(Family::kHosts, host_key(*Url::parse("http://a.example/")), "\xff");
  const auto facts = explain_url(index_.db(), *Url::parse("http://a.example/"), "anchord", day(1));
  EXPECT_EQ(facts.error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace anchord
