#include "crawler/dns_cache.h"

#include <gtest/gtest.h>

namespace anchord {
namespace {

using std::chrono::seconds;

const DnsCache::Instant kStart{};

DnsAnswer found(const char* ip, seconds ttl) {
  return {.result = DnsResult::kFound, .addresses = {*IpAddress::parse(ip)}, .ttl = ttl};
}

TEST(DnsCacheTest, AnAnswerHoldsForItsTimeAndNoLonger) {
  const struct {
    DnsAnswer answer;
    seconds holds;
  } cases[] = {
      {found("192.0.2.1", seconds(0)), seconds(60)},
      {found("192.0.2.1", seconds(-1)), seconds(60)},
      {found("192.0.2.1", seconds(61)), seconds(61)},
      {found("192.0.2.1", seconds(3599)), seconds(3599)},
      {found("192.0.2.1", seconds(604'800)), seconds(3600)},
      {{.result = DnsResult::kNoName, .detail = "no"}, seconds(300)},
      {{.result = DnsResult::kFailed, .detail = "late"}, seconds(30)},
  };
  for (const auto& c : cases) {
    DnsCache cache(10);
    cache.put("a.test", c.answer, kStart);
    const DnsAnswer* known =
        cache.find("a.test", kStart + c.holds - DnsCache::Instant::duration(1));
    ASSERT_NE(known, nullptr) << c.holds.count();
    EXPECT_EQ(known->result, c.answer.result);
    EXPECT_EQ(known->addresses, c.answer.addresses);
    EXPECT_EQ(known->detail, c.answer.detail);
    EXPECT_EQ(cache.find("a.test", kStart + c.holds), nullptr) << c.holds.count();
    EXPECT_EQ(cache.find("b.test", kStart), nullptr);
  }
}

TEST(DnsCacheTest, ANewAnswerReplacesTheOldOne) {
  DnsCache cache(4);
  cache.put("a.test", found("192.0.2.1", seconds(3600)), kStart);
  for (const char* other : {"b.test", "c.test"}) cache.put(other, {}, kStart);
  cache.put("a.test", found("192.0.2.2", seconds(60)), kStart);
  EXPECT_EQ(cache.find("a.test", kStart)->addresses.front().text(), "192.0.2.2");
  EXPECT_EQ(cache.find("a.test", kStart + seconds(60)), nullptr);
}

TEST(DnsCacheTest, ItIsBoundedAndForgetsTheOldest) {
  constexpr int kNames = 100;
  DnsCache cache(kNames);
  for (int i = 0; i < 10 * kNames; ++i) {
    cache.put(std::to_string(i), {}, kStart);
    EXPECT_LE(cache.size(), static_cast<std::size_t>(kNames));
    EXPECT_NE(cache.find(std::to_string(std::max(0, i - kNames / 2 + 1)), kStart), nullptr);
    EXPECT_EQ(cache.find(std::to_string(i - kNames), kStart), nullptr);
  }
}

}  // namespace
}  // namespace anchord
