#include "crawler/trap_guard.h"

#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include "storage/fingerprint.h"
#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

class TrapGuardTest : public testing::Test {
 protected:
  std::string judge(TrapGuard& guard, std::string_view href) {
    const auto why = guard.judge(SampleIndex::key_of(std::string(href)), 1, day(0), staged_);
    EXPECT_TRUE(why.has_value());
    return *why ? std::string(name_of(**why)) : "none";
  }

  SampleIndex index_;
  std::unordered_set<std::string> staged_;
};

TEST_F(TrapGuardTest, ATemplateOfAHostGrowsToItsLimit) {
  TrapGuard guard(index_.db(), {.template_urls_max = 3});
  for (const char* page : {"1", "2", "30"}) {
    EXPECT_EQ(judge(guard, std::string("http://a.example/p?page=") + page), "none");
  }
  EXPECT_EQ(judge(guard, "http://a.example/p?page=4"), "template");
  EXPECT_EQ(judge(guard, "http://a.example/p"), "none");
  EXPECT_EQ(judge(guard, "http://b.example/p?page=4"), "none");
}

TEST_F(TrapGuardTest, WhatIsKnownFromBeforeARestartCounts) {
  index_.found("http://a.example/p1", day(0));
  index_.found("http://a.example/p2", day(0));
  index_.found("http://a.example/s;jsessionid=A1", day(0));
  index_.found("http://a.example.org/p3", day(0));
  TrapGuard guard(index_.db(), {.template_urls_max = 3});
  EXPECT_EQ(judge(guard, "http://a.example/s;jsessionid=B2"), "session");
  EXPECT_EQ(judge(guard, "http://a.example/p3"), "none");
  EXPECT_EQ(judge(guard, "http://a.example/p4"), "template");
}

TEST_F(TrapGuardTest, AUrlThatDiffersByItsSessionIsRefused) {
  index_.found("http://a.example/known?x=1", day(0));
  staged_.insert(SampleIndex::key_of("http://a.example/staged"));
  TrapGuard guard(index_.db(), {});
  EXPECT_EQ(judge(guard, "http://a.example/known;jsessionid=A?x=1"), "session");
  EXPECT_EQ(judge(guard, "http://a.example/staged?PHPSESSID=A"), "session");
  EXPECT_EQ(judge(guard, "http://a.example/new;jsessionid=A"), "none") << "the first of them";
  EXPECT_EQ(judge(guard, "http://a.example/new;jsessionid=B"), "session");
  EXPECT_EQ(judge(guard, "http://a.example/other;jsessionid=B"), "none");
  EXPECT_EQ(judge(guard, "http://b.example/new;jsessionid=B"), "none");
}

TEST(TemplateCountsTest, TheyNeverCountTooFewAndHardlyTooMany) {
  constexpr std::uint64_t kTemplates = 200'000;
  TemplateCounts counts;
  const auto hash = [](std::uint64_t i) { return fingerprint_of(std::to_string(i)).low; };
  for (std::uint64_t i = 0; i < kTemplates; ++i) {
    for (std::uint64_t times = 0; times <= i % 5; ++times) counts.add(hash(i));
  }
  std::uint64_t surplus = 0;
  for (std::uint64_t i = 0; i < kTemplates; ++i) {
    ASSERT_GE(counts.of(hash(i)), i % 5 + 1);
    surplus += counts.of(hash(i)) - (i % 5 + 1);
  }
  EXPECT_LT(surplus, kTemplates / 10);
}

}  // namespace
}  // namespace anchord
