#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "crawler/revisit.h"

// Years of visits on a virtual clock, to pages whose links change by Poisson processes.
namespace anchord {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr hours kYear{8766};
constexpr Time kStart(hours(500'000));

// A share of the pages, and the mean time between changes of its links: from, to, evenly on a scale
// of ratios.
struct Share {
  double part;
  hours from;
  hours to;
};

// Cho and Garcia-Molina, "The evolution of the web and implications for an incremental crawler",
// VLDB 2000, section 3.1: how often the pages of popular sites change at all.
constexpr std::array<Share, 5> kPopular = {{{.23, hours(4), hours(24)},
                                            {.15, hours(24), hours(168)},
                                            {.16, hours(168), hours(720)},
                                            {.16, hours(720), hours(2880)},
                                            {.30, hours(2880), 5 * kYear}}};
// Links change less often than bytes, and most sites are not popular.
constexpr std::array<Share, 5> kQuiet = {{{.03, hours(6), hours(24)},
                                          {.07, hours(24), hours(168)},
                                          {.15, hours(168), hours(720)},
                                          {.25, hours(720), hours(2880)},
                                          {.50, hours(2880), 5 * kYear}}};

struct Page {
  std::string key;
  std::mt19937_64 random;
  std::exponential_distribution<double> gap;  // seconds between changes
  Time next_change;

  void change() { next_change += seconds(1 + std::llround(gap(random))); }
};

std::vector<Page> pages_of(const std::array<Share, 5>& shares, int count) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> even(0, 1);
  std::vector<Page> pages;
  for (const Share& share : shares) {
    for (int i = 0; i < std::lround(share.part * count); ++i) {
      const double ratio = std::pow(share.to / share.from, even(random));
      const double mean_s = static_cast<double>(seconds(share.from).count()) * ratio;
      Page page{std::to_string(pages.size()), std::mt19937_64(pages.size()),
                std::exponential_distribution<double>(1 / mean_s), kStart};
      page.change();
      pages.push_back(std::move(page));
    }
  }
  return pages;
}

// What came of two years of visits, after one to settle in.
struct Yield {
  double visits_a_day = 0;  // to a page
  double fresh = 0;         // part of the time that the links known are those on the page
  double delay_h = 0;       // from a change to the visit that finds it, on average
  seconds longest_gap{0};   // between two visits of a page
};

class Meter {
 public:
  void visit(Time since, Time at, const Page& page) {
    gap_ = std::max(gap_, at - since);
    const Time from = std::max(since, kBegin);
    const Time to = std::min(at, kEnd);
    if (from < to) fresh_ += std::clamp(page.next_change, from, to) - from;
    visits_ += at >= kBegin && at < kEnd ? 1 : 0;
  }
  void change(Time changed, Time found) {
    if (found < kBegin || found >= kEnd) return;
    ++changes_;
    delay_ += found - changed;
  }
  Yield yield(std::size_t pages) const {
    const auto as_double = [](auto number) { return static_cast<double>(number); };
    const double span = as_double((kEnd - kBegin).count()) * as_double(pages);
    return {.visits_a_day = as_double(visits_) * 86'400 / span,
            .fresh = as_double(fresh_.count()) / span,
            .delay_h = as_double(delay_.count()) / as_double(changes_) / 3600,
            .longest_gap = gap_};
  }

  static constexpr Time kBegin = kStart + kYear;
  static constexpr Time kEnd = kStart + 3 * kYear;

 private:
  seconds fresh_{0};
  seconds delay_{0};
  seconds gap_{0};
  std::int64_t visits_ = 0;
  std::int64_t changes_ = 0;
};

Yield simulate(std::vector<Page> pages, const Config::Revisit& policy) {
  Meter meter;
  for (Page& page : pages) {
    UrlRecord record;
    for (Time at = kStart; at < Meter::kEnd; at = record.due) {
      if (record.last_visited != kNever) meter.visit(record.last_visited, at, page);
      const bool changed = page.next_change <= at;
      for (; page.next_change <= at; page.change()) meter.change(page.next_change, at);
      UrlRecord after = record;
      after.state = FetchState::kVisited;
      after.last_visited = at;
      after.last_attempt = at;
      record = scheduled(after, {.key = page.key, .before = record, .at = at, .changed = changed},
                         policy);
      EXPECT_GT(record.due, at);
      EXPECT_GE(record.interval, policy.min);
      EXPECT_LE(record.interval, policy.max);
    }
    meter.visit(record.last_visited, record.due, page);
  }
  return meter.yield(pages.size());
}

// Every page as often as the next one, so many visits a day in all.
Yield simulate_fixed(const std::vector<Page>& pages, double visits_a_day) {
  Config::Revisit policy;
  policy.interval = policy.min = policy.max = hours(std::lround(24 / visits_a_day));
  return simulate(pages, policy);
}

void report(const char* name, const Yield& yield) {
  std::cout << name << ": " << yield.visits_a_day << " visits a day, fresh " << yield.fresh
            << ", found after " << yield.delay_h << " h\n";
}

TEST(RevisitSimulationTest, WithTheSameVisitsAdaptingIsFresherAndFindsChangesSooner) {
  for (const auto& shares : {kPopular, kQuiet}) {
    const std::vector<Page> pages = pages_of(shares, 2000);
    const Yield adaptive = simulate(pages, {});
    const Yield fixed = simulate_fixed(pages, adaptive.visits_a_day);
    report("adaptive", adaptive);
    report("fixed   ", fixed);
    EXPECT_NEAR(fixed.visits_a_day / adaptive.visits_a_day, 1, 0.03);
    EXPECT_GT(adaptive.fresh, fixed.fresh);
    EXPECT_LT(adaptive.delay_h, fixed.delay_h * 0.6);
  }
}

TEST(RevisitSimulationTest, NoPageStarves) {
  const Yield yield = simulate(pages_of(kQuiet, 500), {});
  EXPECT_LE(yield.longest_gap, Config::Revisit().max);
}

// A sitemap that is read every day and says "now" of a page whose links never change.
TEST(RevisitSimulationTest, ALyingSitemapGainsNextToNothing) {
  const Config::Revisit policy;
  UrlRecord record;
  int visits = 0;
  const auto visit = [&](Time at) {
    UrlRecord after = record;
    after.state = FetchState::kVisited;
    after.last_visited = at;
    after.last_attempt = at;
    record = scheduled(after, {.key = "page", .before = record, .at = at}, policy);
    ++visits;
  };
  for (Time at = kStart; at < kStart + 3 * kYear; at += hours(24)) {
    if (record.due <= at) visit(at);
    if (const auto due = due_by_lastmod(record, at, at, policy)) {
      record.due = *due;
      record.lastmod_led = true;
    }
  }
  EXPECT_EQ(record.interval, policy.max);
  EXPECT_LT(visits, 40);
}

}  // namespace
}  // namespace anchord
