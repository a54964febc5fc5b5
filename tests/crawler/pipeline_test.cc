#include "crawler/pipeline.h"

#include <gtest/gtest.h>

#include <thread>

#include "indexer/check.h"
#include "tests/crawler/fake_transport.h"
#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

class PipelineTest : public testing::Test {
 protected:
  PipelineTest()
      : frontier_(std::move(Frontier::load(index_.db(), {}, kNever, std::nullopt).value())) {
    config_.parse.workers = 2;
  }

  void start(Time not_before = kNever) {
    pipeline_ = std::make_unique<Pipeline>(index_.db(), *frontier_, *scope_, stats_, config_,
                                           not_before, [this] { ++commits_told_; });
  }

  // The answer to a URL that waited since day 0, with the frontier told of it.
  Delivery delivery(std::string_view href, FetchOutcome outcome) {
    const Url url = *Url::parse(href);
    Lease lease(host_key(url), url);
    lease.key = page_key(url);
    lease.before = UrlRecord{.depth = 1, .last_attempt = day(0), .due = day(0)};
    lease.frontier_key = frontier_key(lease.key, 1, 0, day(0));
    return {std::move(lease), std::move(outcome), day(1)};
  }
  // Makes these URLs wait, which the frontier learns by them.
  std::vector<std::string> find(int count) {
    std::vector<std::string> hrefs;
    std::vector<std::string> keys;
    for (int i = 0; i < count; ++i) {
      hrefs.push_back("http://a.example/" + std::to_string(i));
      index_.found(hrefs.back(), day(0));
      keys.push_back(frontier_key(SampleIndex::key_of(hrefs.back()), 1, 0, day(0)));
    }
    EXPECT_TRUE(frontier_->committed({.found = keys}).has_value());
    return hrefs;
  }
  UrlRecord record_of(std::string_view href) {
    return decode_url_record(index_.get(Family::kUrls, SampleIndex::key_of(href))).value();
  }
  void expect_sound_index() {
    const CheckReport report = check_index(index_.db()).value();
    EXPECT_EQ(report.violations, 0U) << report.named.front();
  }

  SampleIndex index_;
  Result<Scope> scope_ = Scope::load(index_.db());
  std::unique_ptr<Frontier> frontier_;
  CrawlStats stats_;
  Config config_;
  std::atomic<int> commits_told_{0};
  std::unique_ptr<Pipeline> pipeline_;
};

TEST_F(PipelineTest, WhatWasDeliveredIsOnDiskWhenItHasStopped) {
  const auto hrefs = find(100);
  start();
  for (const std::string& href : hrefs) {
    pipeline_->deliver(delivery(href, html("<a href=/>home</a>")));
  }
  pipeline_->stop();
  for (const std::string& href : hrefs) EXPECT_EQ(record_of(href).last_visited, day(1)) << href;
  EXPECT_EQ(stats_.pages, 100U);
  EXPECT_EQ(stats_.links_new, 100U);
  EXPECT_EQ(frontier_->waiting(), 0U);
  EXPECT_GE(commits_told_, 1);
  EXPECT_EQ(pipeline_->failure(), std::nullopt);
  expect_sound_index();
}

TEST_F(PipelineTest, AFullGroupIsCommitted) {
  config_.pipeline.commit_pages_max = 10;
  config_.pipeline.commit_interval = std::chrono::hours(1);
  const auto hrefs = find(100);
  start();
  for (const std::string& href : hrefs) pipeline_->deliver(delivery(href, html("x")));
  pipeline_->stop();
  EXPECT_GE(stats_.commits, 10U);
  EXPECT_LE(stats_.commits, 101U);
}

TEST_F(PipelineTest, AnswersMayComeFromManyThreads) {
  config_.pipeline.commit_pages_max = 7;
  config_.pipeline.pages_max = 16;
  const auto hrefs = find(200);
  start();
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < 4; ++thread) {
    threads.emplace_back([this, thread, &hrefs] {
      for (std::size_t i = thread; i < hrefs.size(); i += 4) {
        pipeline_->deliver(delivery(hrefs[i], html("<a href=/>home</a>")));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  pipeline_->stop();
  EXPECT_EQ(stats_.pages, 200U);
  expect_sound_index();
}

TEST_F(PipelineTest, RoomIsBoundedInPagesAndInBytes) {
  config_.pipeline.pages_max = 3;
  config_.pipeline.bytes_max = 1000;
  start();
  EXPECT_TRUE(pipeline_->has_room(2, 999));
  EXPECT_FALSE(pipeline_->has_room(3, 0));
  EXPECT_FALSE(pipeline_->has_room(0, 1000));
}

TEST_F(PipelineTest, RoomIsBackAfterTheCommit) {
  config_.pipeline.pages_max = 20;
  const auto hrefs = find(20);
  start();
  for (const std::string& href : hrefs) {
    pipeline_->deliver(delivery(href, html(std::string(1000, 'x'))));
  }
  while (stats_.pages < 20 || commits_told_ == 0 || !pipeline_->has_room(19, 0)) {
    std::this_thread::yield();
  }
  EXPECT_TRUE(pipeline_->has_room(19, config_.pipeline.bytes_max - 1));
}

TEST_F(PipelineTest, NoVisitIsEarlierThanTheRecrawlItBelongsTo) {
  const auto hrefs = find(1);
  start(day(5));
  pipeline_->deliver(delivery(hrefs[0], Answer{.status = 500}));
  pipeline_->stop();
  EXPECT_EQ(record_of(hrefs[0]).last_attempt, day(5));
}

TEST_F(PipelineTest, AHostsRecordIsStoredAsItIs) {
  start();
  const Url robots = *Url::parse("http://a.example/robots.txt");
  Lease lease(host_key(robots), robots);
  lease.kind = Lease::Kind::kRobots;
  lease.robots.emplace(RobotsErrand{lease.host, robots, HostRecord{}});
  const HostRecord record{.robots_fetched = day(1), .robots_status = 200, .robots_body = "rules"};
  pipeline_->deliver_host(std::move(lease), record, std::nullopt);
  pipeline_->stop();
  EXPECT_EQ(decode_host_record(index_.get(Family::kHosts, host_key(robots))).value(), record);
  EXPECT_EQ(stats_.robots, 1U);
}

TEST_F(PipelineTest, ADamagedIndexEndsItAndNothingIsCommittedAfter) {
  const std::string href = "http://a.example/0";
  index_.visit(href, day(0), {{"/x", "ex"}});
  index_.put(Family::kLinks, SampleIndex::key_of(href), "\xff");
  const auto hrefs = find(1);
  Delivery damaged = delivery(href, html("<a href=/y>why</a>"));
  damaged.lease.page_before = PageRecord{.http_status = 200};
  start();
  pipeline_->deliver(std::move(damaged));
  while (!pipeline_->failure()) std::this_thread::yield();
  EXPECT_EQ(pipeline_->failure()->code, ErrorCode::kCorruption);
  for (int i = 0; i < 3 * config_.pipeline.pages_max; ++i) {
    pipeline_->deliver(delivery(hrefs[0], html("x")));  // must not wait for ever
  }
  pipeline_->stop();
  EXPECT_EQ(stats_.commits, 0U);
}

}  // namespace
}  // namespace anchord
