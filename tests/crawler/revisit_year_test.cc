#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>

#include "crawler/revisit.h"
#include "tests/crawler/frontier_world.h"

// A year of the frontier and the schedule together, on a virtual clock.
namespace anchord {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr int kHosts = 12;
constexpr int kPagesPerHost = 12;
constexpr std::int64_t kAnswerMs = 50;

class RevisitYearTest : public testing::Test, protected FrontierWorld {
 protected:
  struct Page {
    UrlRecord record;
    int attempts = 0;
    std::chrono::seconds longest_gap{0};  // between two attempts
  };

  RevisitYearTest() {
    for (int host = 0; host < kHosts; ++host) {
      for (int page = 0; page < kPagesPerHost; ++page) {
        find("http://h" + std::to_string(host) + ".example/" + std::to_string(page));
      }
    }
    start();
  }

  // Every third host is down in spring; page 0 of each host is gone. Of the others each is twice as
  // likely as the one before it to have changed.
  FetchState outcome_of(const Url& url, Time now) const {
    const bool is_spring =
        now > to_seconds(at(0)) + days(60) && now < to_seconds(at(0)) + days(150);
    if (is_spring && (url.host()[1] - '0') % 3 == 0) return FetchState::kUnreachable;
    return url.path_and_query() == "/0" ? FetchState::kGone : FetchState::kVisited;
  }
  bool has_changed(const Url& url) {
    const int page = std::stoi(std::string(url.path_and_query().substr(1)));
    return random_() % (1ULL << (kPagesPerHost - 1)) < (1ULL << static_cast<unsigned>(page));
  }

  void attempt(const Lease& of, std::int64_t ms) {
    Page& page = pages_[std::string(of.url.href())];
    const Time now = to_seconds(at(ms));
    const UrlRecord before = page.record;
    UrlRecord& after = page.record;
    if (page.attempts++ > 0) {
      page.longest_gap = std::max(page.longest_gap, now - before.last_attempt);
    }
    after.state = outcome_of(of.url, now);
    after.last_attempt = now;
    const bool fails = after.state == FetchState::kUnreachable;
    after.failures = static_cast<std::uint16_t>(fails ? before.failures + 1 : 0);
    if (after.state == FetchState::kVisited) after.last_visited = now;
    after = scheduled(after,
                      {.key = of.key,
                       .before = before,
                       .at = now,
                       .changed = has_changed(of.url),
                       .failure = FailureCause::kTimeout},
                      policy_);
    settle(of, ms, ms_of(after.due));
  }

  // One request at a time, as soon as the frontier gives it.
  void live_until(std::int64_t end_ms) {
    std::map<std::string, std::int64_t> requests;  // by host: the last one
    for (std::int64_t ms = 0; ms < end_ms;) {
      auto acquired = frontier->acquire(at(ms)).value();
      if (const Idle* idle = std::get_if<Idle>(&acquired)) {
        ASSERT_GT(ms_of(idle->ask_again), ms);
        ms = ms_of(idle->ask_again);
        continue;
      }
      const Lease& asked = std::get<Lease>(acquired);
      const auto [last, is_first] = requests.try_emplace(asked.host, ms);
      if (!is_first) {
        ASSERT_GE(ms - last->second, options.pace.delay.count()) << asked.url.href();
        last->second = ms;
      }
      ms += kAnswerMs;
      answer(asked, ms);
      if (asked.kind == Lease::Kind::kPage) attempt(asked, ms);
    }
  }

  Config::Revisit policy_;
  std::map<std::string, Page> pages_;
  std::mt19937_64 random_{3};
};

TEST_F(RevisitYearTest, NoPageStarvesAndNoHostIsAskedTooSoon) {
  live_until(kYearMs);
  ASSERT_EQ(pages_.size(), std::size_t{kHosts * kPagesPerHost});
  const Time end = to_seconds(at(kYearMs));
  for (const auto& [href, page] : pages_) {
    if (page.record.state == FetchState::kGone) {
      EXPECT_LT(page.attempts, 60) << href;
      continue;
    }
    EXPECT_EQ(page.record.state, FetchState::kVisited) << href;
    EXPECT_LE(page.longest_gap, policy_.max + hours(1)) << href;
    EXPECT_LE(end - page.record.last_visited, policy_.max + hours(1)) << href;
  }
  EXPECT_LT(pages_["http://h1.example/0"].attempts, 8) << "it is gone";
  EXPECT_LT(pages_["http://h1.example/1"].attempts, 20) << "it hardly ever changes";
  EXPECT_GT(pages_["http://h1.example/11"].attempts, 300) << "it always has changed";
}

}  // namespace
}  // namespace anchord
