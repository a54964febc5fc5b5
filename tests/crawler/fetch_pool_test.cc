#include "crawler/fetch_pool.h"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/crawler/fake_transport.h"
#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

// Gives one answer at a time, or none at all, while the clock goes on.
class SlowTransport final : public Transport {
 public:
  std::map<std::string, FetchOutcome, std::less<>> site;  // by URL; what is not there: 404
  bool answers = true;
  std::atomic<std::size_t> in_flight_most{0};
  std::vector<std::string> asked;
  std::atomic<std::size_t> asked_count{0};
  std::size_t cancelled = 0;
  std::atomic<std::int64_t> waited_ms{0};

  void set_admission(Admission) override {}
  void start(FetchId id, const FetchRequest& request) override {
    in_flight_.push_back({id, std::string(request.url.href())});
    asked.push_back(in_flight_.back().second);
    ++asked_count;
    in_flight_most = std::max<std::size_t>(in_flight_most, in_flight_.size());
  }
  std::vector<Fetched> wait(std::chrono::milliseconds timeout) override {
    if (!answers || in_flight_.empty()) {
      waited_ms += timeout.count();
      std::this_thread::yield();
      return {};
    }
    const auto [id, href] = in_flight_.front();
    in_flight_.erase(in_flight_.begin());
    const auto it = site.find(href);
    std::vector<Fetched> finished;
    finished.push_back(
        {.id = id, .outcome = it == site.end() ? Answer{.status = 404} : it->second});
    return finished;
  }
  void wake() override {}
  void cancel_all() override {
    cancelled += in_flight_.size();
    in_flight_.clear();
  }
  std::size_t bytes_in_flight() const override { return 0; }

 private:
  std::vector<std::pair<FetchId, std::string>> in_flight_;
};

// Goes on with what the transport waits.
class WaitingClock final : public Clock {
 public:
  explicit WaitingClock(const SlowTransport& transport) : transport_(transport) {}
  Instant now() const override {
    return Instant(day(1)) + std::chrono::milliseconds(transport_.waited_ms);
  }

 private:
  const SlowTransport& transport_;
};

class FetchPoolTest : public testing::Test {
 protected:
  FetchPoolTest() {
    spdlog::set_level(spdlog::level::off);
    config_.politeness.pace.delay = std::chrono::milliseconds(0);
  }

  void start(bool once = true) {
    frontier_ =
        std::move(Frontier::load(index_.db(),
                                 {.pace = config_.politeness.pace,
                                  .connections_per_host = config_.politeness.connections_per_host},
                                 kNever, std::nullopt)
                      .value());
    pipeline_ = std::make_unique<Pipeline>(index_.db(), *frontier_, *scope_, stats_, config_,
                                           kNever, [] {});
    pool_ =
        std::make_unique<FetchPool>(*frontier_, web_, *pipeline_, clock_, config_, stats_, once);
  }
  void finish() {
    while (!pool_->is_done()) std::this_thread::yield();
    stop();
  }
  void stop() {
    pool_->stop();
    pipeline_->stop();
  }

  SampleIndex index_;
  SlowTransport web_;
  WaitingClock clock_{web_};
  Result<Scope> scope_ = Scope::load(index_.db());
  CrawlStats stats_;
  Config config_;
  std::unique_ptr<Frontier> frontier_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<FetchPool> pool_;
};

TEST_F(FetchPoolTest, AsksForEverythingThatWaitsAndIsDone) {
  for (int i = 0; i < 50; ++i) index_.found("http://a.example/" + std::to_string(i), day(0));
  start();
  finish();
  EXPECT_EQ(web_.asked.size(), 51U);
  EXPECT_EQ(stats_.gone, 50U);
  EXPECT_EQ(pool_->failure().has_value(), false);
}

TEST_F(FetchPoolTest, NoMoreConnectionsThanAllowed) {
  for (int i = 0; i < 50; ++i) {
    index_.found("http://h" + std::to_string(i) + ".example/", day(0));
  }
  config_.fetch.connections_max = 7;
  start();
  finish();
  EXPECT_EQ(web_.in_flight_most, 7U);
  EXPECT_EQ(web_.asked.size(), 100U);
}

TEST_F(FetchPoolTest, NoMoreOfAHostThanAllowed) {
  for (int i = 0; i < 50; ++i) index_.found("http://a.example/" + std::to_string(i), day(0));
  config_.politeness.connections_per_host = 3;
  start();
  finish();
  EXPECT_EQ(web_.in_flight_most, 3U);
}

TEST_F(FetchPoolTest, TheDelayOfAHostIsKept) {
  for (int i = 0; i < 9; ++i) index_.found("http://a.example/" + std::to_string(i), day(0));
  config_.politeness.pace.delay = std::chrono::milliseconds(1000);
  start();
  finish();
  EXPECT_GE(web_.waited_ms, 9000);
}

TEST_F(FetchPoolTest, RobotsTxtIsFollowedThroughFiveRedirects) {
  const struct {
    int redirects;
    bool allowed;
  } cases[] = {{1, false}, {5, false}, {6, true}};
  for (const auto& c : cases) {
    const std::string host = "http://h" + std::to_string(c.redirects) + ".example";
    index_.found(host + "/page", day(0));
    web_.asked.clear();
    for (int i = 0; i < c.redirects; ++i) {
      const std::string from = i == 0 ? "/robots.txt" : "/" + std::to_string(i);
      web_.site[host + from] = redirect_to("/" + std::to_string(i + 1));
    }
    web_.site[host + "/" + std::to_string(c.redirects)] = plain("User-agent: *\nDisallow: /\n");
    start();
    finish();
    EXPECT_EQ(web_.asked.back() == host + "/page", c.allowed) << c.redirects << " redirects";
  }
}

TEST_F(FetchPoolTest, WhatDoesNotAnswerInTimeIsDroppedAndStaysWaiting) {
  index_.found("http://a.example/", day(0));
  web_.answers = false;
  start(false);
  while (web_.asked_count == 0) std::this_thread::yield();
  stop();
  EXPECT_EQ(web_.cancelled, 1U);
  const std::string key = SampleIndex::key_of("http://a.example/");
  EXPECT_EQ(decode_url_record(index_.get(Family::kUrls, key)).value().state, FetchState::kWaiting);
}

TEST_F(FetchPoolTest, ADamagedIndexEndsIt) {
  index_.found("http://a.example/", day(0));
  index_.put(Family::kUrls, SampleIndex::key_of("http://a.example/"), "\xff");
  start(false);
  finish();
  ASSERT_TRUE(pool_->failure().has_value());
  EXPECT_EQ(pool_->failure()->code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace anchord
