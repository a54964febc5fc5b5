#include "crawler/robots_policy.h"

#include <gtest/gtest.h>

#include "tests/crawler/fake_transport.h"

namespace anchord {
namespace {

constexpr Instant kNow{std::chrono::hours(500'000)};

// RFC 9309 2.3.1: what each answer for robots.txt allows.
TEST(RobotsPolicyTest, WhatAnAnswerMeans) {
  const struct {
    FetchOutcome outcome;
    const char* want;
  } cases[] = {
      {plain("User-agent: *\nDisallow: /no\n"), "rules for 24 h"},
      {Answer{.status = 301}, "all for 24 h"},
      {Answer{.status = 400}, "all for 24 h"},
      {Answer{.status = 401}, "all for 24 h"},
      {Answer{.status = 403}, "all for 24 h"},
      {Answer{.status = 404}, "all for 24 h"},
      {Answer{.status = 429}, "held for 10 min"},
      {Answer{.status = 500}, "held for 10 min"},
      {Answer{.status = 503}, "held for 10 min"},
      {Unreachable{UnreachableReason::kDns, ""}, "held for 10 min"},
  };
  for (const auto& c : cases) {
    const HostRecord host = with_robots({}, c.outcome, kNow, std::chrono::hours(24));
    const auto rules = rules_of(host, "anchord", host.robots_fetched);
    const auto minutes = (host.robots_expires - to_seconds(kNow)) / std::chrono::minutes(1);
    std::string text = "held for " + std::to_string(minutes) + " min";
    if (rules) {
      text = (rules->allows("/no") ? "all for " : "rules for ") + std::to_string(minutes / 60);
      text += " h";
    }
    EXPECT_EQ(text, c.want);
    EXPECT_EQ(host.robots_failing_since == kNever, rules.has_value()) << text;
    EXPECT_EQ(host.robots_fetched, to_seconds(kNow));
  }
}

TEST(RobotsPolicyTest, AHostNeverAskedHasNoRules) {
  EXPECT_FALSE(rules_of({}, "anchord", kNever).has_value());
}

TEST(RobotsPolicyTest, SitemapsAreThoseNamedElseTheUsualOne) {
  const struct {
    FetchOutcome outcome;
    const char* want;
  } cases[] = {
      {plain("Sitemap: /a\nSitemap: https://b.example/b#x\nSitemap: ftp://b.example/\n"),
       "http://a.example/a https://b.example/b "},
      {plain(""), "http://a.example/sitemap.xml "},
      {plain("Sitemap: mailto:x\n"), "http://a.example/sitemap.xml "},
      {plain("User-agent: *\nDisallow: /sitemap"), ""},
      {plain("Sitemap: http://a.example/" + std::string(kUrlBytesMax, 'x')),
       "http://a.example/sitemap.xml "},
      {Answer{.status = 404}, "http://a.example/sitemap.xml "},
      {Answer{.status = 503}, ""},
  };
  const Url robots = *Url::parse("http://a.example/robots.txt");
  for (const auto& c : cases) {
    const HostRecord host = with_robots({}, c.outcome, kNow, std::chrono::hours(24));
    std::string text;
    for (const SitemapEntry& entry : sitemaps_of(host, robots, "anchord")) text += entry.href + " ";
    EXPECT_EQ(text, c.want);
  }
}

TEST(RobotsPolicyTest, NoMoreOfAFileIsKeptThanIsRead) {
  const HostRecord host =
      with_robots({}, plain(std::string(kRobotsBytesMax + 1000, '#')), kNow, std::chrono::hours(1));
  EXPECT_EQ(host.robots_body.size(), kRobotsBytesMax);
}

}  // namespace
}  // namespace anchord
