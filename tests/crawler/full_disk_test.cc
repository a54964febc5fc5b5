#include "tests/storage/full_disk.h"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <set>
#include <sstream>
#include <thread>

#include "crawler/crawl.h"
#include "indexer/check.h"
#include "tests/crawler/fake_transport.h"
#include "tests/indexer/sample_index.h"

// A crawl whose disk is full pauses, can be read, and goes on once there is space, with all it had.
namespace anchord {
namespace {

constexpr int kPages = 400;
constexpr std::int64_t kPlenty = 1LL << 30;

std::string href(int page) { return "http://localhost/" + std::to_string(page); }

class FullDiskTest : public testing::Test {
 protected:
  FullDiskTest() {
    for (int page = 0; page < kPages; ++page) {
      std::string body;
      for (int next = 4 * page + 1; next <= 4 * page + 4 && next < kPages; ++next) {
        body += "<a href=/" + std::to_string(next) + ">page " + std::to_string(next) + "</a>";
      }
      web_.site[href(page)] = html(body + "<a href=http://elsewhere.example/>elsewhere</a>");
    }
    config_.politeness.pace.delay = std::chrono::milliseconds(0);
    config_.politeness.hosts_per_address = 1000;
    config_.pipeline.commit_pages_max = 10;
    config_.store.free_bytes_min = 0;
    log_before_ = spdlog::default_logger();
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(log_);
    auto logger = std::make_shared<spdlog::logger>("test", std::move(sink));
    logger->set_level(spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
  }
  ~FullDiskTest() override { spdlog::set_default_logger(log_before_); }

  void start() {
    auto started = Crawl::start(index_.db(), web_, clock_, config_, {{*Url::parse(href(0))}, true});
    ASSERT_TRUE(started.has_value()) << started.error().message;
    crawl_ = std::move(*started);
  }
  void wait_for_pause() const {
    while (!crawl_->stats().is_paused) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  Status finish() {
    while (!crawl_->is_done()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return crawl_->stop();
  }

  void expect_all_visited() {
    for (int page = 0; page < kPages; ++page) {
      const std::string record = index_.get(Family::kUrls, SampleIndex::key_of(href(page)));
      EXPECT_EQ(decode_url_record(record).value().state, FetchState::kVisited) << href(page);
    }
    const CheckReport report = check_index(index_.db()).value();
    EXPECT_EQ(report.violations, 0U) << report.named.front();
  }
  // How often these words stand in the log.
  int logged(const std::string& words) const {
    const std::string text = log_.str();
    int times = 0;
    for (std::size_t at = text.find(words); at != std::string::npos; ++times) {
      at = text.find(words, at + 1);
    }
    return times;
  }

  FullDisk* disk_ = new FullDisk();  // the index's
  SampleIndex index_{std::unique_ptr<rocksdb::Env>(disk_)};
  FakeTransport web_;
  FakeClock clock_;
  Config config_;
  std::ostringstream log_;
  std::shared_ptr<spdlog::logger> log_before_;
  std::unique_ptr<Crawl> crawl_;
};

TEST_F(FullDiskTest, ACrawlPausesAndGoesOnWithAllItHad) {
  disk_->bytes_left = 40'000;
  start();
  wait_for_pause();
  EXPECT_LT(crawl_->stats().pages, static_cast<std::uint64_t>(kPages));
  EXPECT_EQ(check_index(index_.db()).value().violations, 0U);
  disk_->bytes_left = kPlenty;
  ASSERT_TRUE(finish().has_value());
  EXPECT_GT(disk_->refused, 0);
  expect_all_visited();
  const std::set<std::string> once(web_.asked.begin(), web_.asked.end());
  EXPECT_EQ(once.size(), web_.asked.size());
  EXPECT_EQ(logged("disk full, the crawl pauses"), 1);
  EXPECT_EQ(logged("the crawl goes on"), 1);
}

TEST_F(FullDiskTest, WhatIsStillRefusedIsTriedAgainWithoutAnotherLine) {
  disk_->bytes_left = 40'000;
  start();
  wait_for_pause();
  for (const int looks = disk_->looks; disk_->looks < looks + 3;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(logged("disk full, the crawl pauses"), 1);
  disk_->bytes_left = kPlenty;
  ASSERT_TRUE(finish().has_value());
  expect_all_visited();
}

TEST_F(FullDiskTest, ACrawlPausesBeforeTheDiskIsFull) {
  config_.store.free_bytes_min = kPlenty;
  disk_->bytes_left = kPlenty + 40'000;
  clock_.time += std::chrono::seconds(1);
  start();
  disk_->bytes_left = kPlenty - 1;
  wait_for_pause();
  EXPECT_TRUE(crawl_->stats().is_paused);
  disk_->bytes_left = 2 * kPlenty;
  ASSERT_TRUE(finish().has_value());
  EXPECT_EQ(disk_->refused, 0);
  expect_all_visited();
}

TEST_F(FullDiskTest, ACrawlStoppedMeanwhileSaysSoAndTheNextGoesOn) {
  disk_->bytes_left = 40'000;
  start();
  wait_for_pause();
  const Status stopped = crawl_->stop();
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().code, ErrorCode::kDiskFull);
  disk_->bytes_left = kPlenty;
  while (!index_.db().resume()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  clock_.time += std::chrono::hours(1);
  start();
  ASSERT_TRUE(finish().has_value());
  expect_all_visited();
}

}  // namespace
}  // namespace anchord
