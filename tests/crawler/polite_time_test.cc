#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <queue>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/crawler/frontier_world.h"

// Crawls of many names on few addresses, on a virtual clock: with robots.txt that redirect,
// Crawl-delays, Retry-After and a restart in the middle. They keep what they promise, and take the
// time that this asks for and hardly any more.
namespace anchord {
namespace {

using std::chrono::milliseconds;

constexpr int kPages = 25;
constexpr std::int64_t kAnswerMs = 40;
constexpr std::int64_t kCrawlDelayMs = 4000;
constexpr std::chrono::seconds kRetryAfter{5};

struct Plan {
  const char* name;
  int hosts;
  int addresses;
  std::int64_t late_ms_max;  // that the crawler looks at the clock later than it wanted to
};

class PoliteTimeTest : public testing::TestWithParam<Plan>, protected FrontierWorld {
 protected:
  struct Request {
    Lease lease;
    std::int64_t answered_ms;
    bool operator<(const Request& other) const { return answered_ms > other.answered_ms; }
  };

  // Of ten hosts, number 0 asks for a Crawl-delay, the robots.txt of 1 redirects to the host
  // before, number 2 is busy at first.
  static int number_of(const Url& url) { return std::stoi(std::string(url.host().substr(1))); }
  static int habit_of(const Url& url) { return number_of(url) % 10; }
  static std::string url_of(int host, const std::string& path) {
    return "http://h" + std::to_string(host) + ".example" + path;
  }

  void find_all() {
    for (int host = 0; host < GetParam().hosts; ++host) {
      for (int page = 0; page < kPages; ++page) find(url_of(host, "/" + std::to_string(page)));
    }
  }

  // Until nothing is due, or so many requests were sent.
  void crawl(std::size_t requests_max) {
    start();
    while (sent_ < requests_max) {
      take_answers();
      auto acquired = frontier->acquire(at(now_ms_)).value();
      if (const Idle* idle = std::get_if<Idle>(&acquired)) {
        if (idle->nothing_due) break;
        wait_until(ms_of(idle->ask_again));
      } else {
        send(std::move(std::get<Lease>(acquired)));
      }
    }
    underway_ = {};
  }

  void wait_until(std::int64_t ms) {
    if (!underway_.empty()) ms = std::min(ms, underway_.top().answered_ms);
    now_ms_ = std::max(now_ms_, ms) + late_ms_(random_);
  }

  void send(Lease asked) {
    const std::string ip = "192.0.2." + std::to_string(number_of(asked.url) % GetParam().addresses);
    if (!frontier->admit(asked, ip, at(now_ms_))) {
      return frontier->postpone(std::move(asked), at(now_ms_));
    }
    ++sent_;
    by_address_[ip].push_back(now_ms_);
    keep_delay(asked);
    underway_.push({std::move(asked), now_ms_ + kAnswerMs});
  }

  // Each delay counts from an answer.
  void keep_delay(const Lease& asked) {
    const auto [free, is_first] = free_ms_.try_emplace(asked.host, 0);
    EXPECT_GE(now_ms_, free->second) << asked.url.href();
  }

  void take_answers() {
    while (!underway_.empty() && underway_.top().answered_ms <= now_ms_) {
      Request request = underway_.top();
      underway_.pop();
      take_answer(request.lease);
    }
  }

  void take_answer(const Lease& asked) {
    const bool is_busy = habit_of(asked.url) == 2 && asked.url.path_and_query() == "/0";
    const bool is_slow = habit_of(asked.url) == 0 && asked.kind == Lease::Kind::kPage;
    std::int64_t delay_ms = is_slow ? kCrawlDelayMs : options.pace.delay.count();
    HostSign sign{.elapsed = milliseconds(kAnswerMs)};
    if (is_busy) {
      delay_ms = 1000 * kRetryAfter.count();
      sign.kind = HostSign::Kind::kBusy;
      sign.retry_after = kRetryAfter;
    }
    least_of_host_[asked.host] += kAnswerMs + delay_ms;
    free_ms_[asked.host] = now_ms_ + delay_ms;
    answer_with(asked, now_ms_, sign);
    if (asked.kind == Lease::Kind::kPage) return settle(asked, now_ms_, kYearMs);
    take_robots(asked);
  }

  void take_robots(const Lease& asked) {
    const int habit = habit_of(asked.robots->url);
    if (habit == 1 && asked.robots->redirects == 0) {
      const Url elsewhere = *Url::parse(url_of(number_of(asked.url) - 1, "/rules"));
      ASSERT_TRUE(frontier->redirect_robots(*asked.robots, elsewhere, at(now_ms_)).has_value());
      return;
    }
    Answer rules{.status = 200};
    if (habit == 0) rules.body = "User-agent: *\nCrawl-delay: 4\n";
    set_robots(asked, rules, now_ms_);
  }

  // No host is asked before a whole delay has passed.
  void restart() {
    ran_before = at(now_ms_);
    for (auto& [host, free_ms] : free_ms_) {
      const bool is_slow = habit_of(*Url::parse("http://" + host_text_of_key(host))) == 0;
      const std::int64_t pause_ms = is_slow ? kCrawlDelayMs : options.pace.delay.count();
      const std::int64_t free_before_ms = std::max(free_ms, now_ms_);
      free_ms = std::max(free_ms, now_ms_ + pause_ms);
      least_of_host_[host] += free_ms - free_before_ms;
    }
  }

  std::int64_t slot_ms() const { return options.pace.delay.count() / options.hosts_per_address; }

  // The least time that these requests can take: an address has one slot after the other, a host
  // its delays, its answers and the pause after the restart. What a crawl takes beyond that: the
  // part of a delay that chance adds, full seconds of Retry-After, and waits of hosts that take
  // longest for others at their address.
  std::int64_t least_ms() const {
    std::int64_t least = 0;
    for (const auto& [host, ms] : least_of_host_) least = std::max(least, ms);
    for (const auto& [ip, times] : by_address_) {
      least = std::max(least, slot_ms() * static_cast<std::int64_t>(times.size()));
    }
    return least;
  }

  std::int64_t now_ms_ = 0;
  std::size_t sent_ = 0;
  std::map<std::string, std::vector<std::int64_t>> by_address_;  // when it was asked
  std::map<std::string, std::int64_t> free_ms_;                  // when a host may be asked again
  std::map<std::string, std::int64_t> least_of_host_;
  std::priority_queue<Request> underway_;  // the next to be answered on top
  std::mt19937_64 random_{7};
  std::uniform_int_distribution<std::int64_t> late_ms_{0, GetParam().late_ms_max};
};

TEST_P(PoliteTimeTest, DelaysAreKeptAndCostATenthMoreAtMost) {
  options.pace.jitter_per_mille = PaceOptions().jitter_per_mille;
  find_all();
  crawl(static_cast<std::size_t>(GetParam().hosts * kPages / 2));
  restart();
  crawl(SIZE_MAX);
  EXPECT_GE(sent_, static_cast<std::size_t>(GetParam().hosts * (kPages + 1)));
  EXPECT_LE(now_ms_, least_ms() * 110 / 100);
  for (const auto& [ip, times] : by_address_) {
    for (std::size_t i = 2; i < times.size(); ++i) {
      EXPECT_GE(times[i] - times[i - 2], slot_ms()) << ip << " at " << times[i];
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Crawls, PoliteTimeTest,
                         testing::Values(Plan{"FortyHostsAtAnAddress", 200, 5, 0},
                                         Plan{"FortyHostsAtAnAddressOnABusyMachine", 200, 5, 10},
                                         Plan{"TenHostsAtAnAddress", 200, 20, 1},
                                         Plan{"TwoHostsAtAnAddress", 200, 100, 10}),
                         [](const auto& plan) { return plan.param.name; });

}  // namespace
}  // namespace anchord
