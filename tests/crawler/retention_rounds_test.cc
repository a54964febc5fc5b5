#include "crawler/retention_rounds.h"

#include <gtest/gtest.h>
#include <rocksdb/env.h>
#include <spdlog/spdlog.h>

#include <thread>

#include "crawler/crawl.h"
#include "indexer/check.h"
#include "tests/crawler/fake_transport.h"

namespace anchord {
namespace {

constexpr const char* kHome = "http://a.example/";
constexpr const char* kDead = "http://a.example/dead";

class RetentionRoundsTest : public testing::Test {
 protected:
  RetentionRoundsTest() : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())) {
    DatabaseOptions options;
    options.env = env_.get();
    db_ = std::move(Database::open("/crawl", options).value());
    config_.crawler.contact = "https://owner.example/bot";
    config_.politeness.pace.delay = std::chrono::milliseconds(0);
    spdlog::set_level(spdlog::level::off);
    web_.site[kHome] = html("<a href=/dead>to the dead</a> <a href=http://b.example/>lost</a>");
    web_.site[kDead] = html("<a href=http://c.example/>of the dead</a>");
  }

  // Crawls until nothing is due, so many days after the last time.
  void crawl_after(int days) {
    clock_.time += std::chrono::days(days);
    auto crawl = std::move(
        Crawl::start(*db_, web_, clock_, config_, {{*Url::parse(kHome)}, true, true}).value());
    while (!crawl->is_done()) std::this_thread::yield();
    ASSERT_TRUE(crawl->stop().has_value());
  }

  // Runs as a daemon until a round is over, so many days after the last time. Returns what it has
  // removed: "1 links, 0 pages".
  std::string round_after(int days) {
    clock_.time += std::chrono::days(days);
    const auto made = db_->get(Family::kMeta, kRetentionKey).value();
    auto crawl = std::move(Crawl::start(*db_, web_, clock_, config_, {}).value());
    while (db_->get(Family::kMeta, kRetentionKey).value() == made) std::this_thread::yield();
    EXPECT_TRUE(crawl->stop().has_value());
    const CheckReport report = check_index(*db_).value();
    EXPECT_EQ(report.violations, 0U) << report.named.front();
    return std::to_string(crawl->stats().lost_links_removed) + " links, " +
           std::to_string(crawl->stats().dead_pages_removed) + " pages";
  }

  bool is_page(const char* href) const {
    return db_->get(Family::kPages, page_key(*Url::parse(href))).value().has_value();
  }
  bool is_known(const char* href) const {
    return db_->get(Family::kUrls, page_key(*Url::parse(href))).value().has_value();
  }

  std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<Database> db_;
  FakeTransport web_;
  FakeClock clock_;
  Config config_;
};

TEST_F(RetentionRoundsTest, WhatIsTooOldIsRemovedOnceADay) {
  config_.history.keep_days = std::chrono::days(20);
  config_.history.dead_pages_days = std::chrono::days(40);
  crawl_after(0);
  web_.site[kHome] = html("<a href=/dead>to the dead</a>");
  web_.site.erase(kDead);
  crawl_after(10);
  EXPECT_EQ(round_after(1), "0 links, 0 pages");
  crawl_after(15);
  EXPECT_EQ(round_after(0), "2 links, 0 pages");
  EXPECT_TRUE(is_page(kDead));
  crawl_after(20);
  EXPECT_EQ(round_after(0), "0 links, 1 pages");
  EXPECT_FALSE(is_page(kDead));
  EXPECT_TRUE(is_known(kDead)) << "a link still leads there, and it is no new URL";
}

TEST_F(RetentionRoundsTest, AtZeroNothingIsEverForgotten) {
  config_.history.keep_days = std::chrono::days(0);
  config_.history.dead_pages_days = std::chrono::days(0);
  crawl_after(0);
  web_.site[kHome] = html("<a href=/dead>to the dead</a>");
  web_.site.erase(kDead);
  crawl_after(10);
  crawl_after(5000);
  EXPECT_EQ(round_after(0), "0 links, 0 pages");
  EXPECT_TRUE(is_page(kDead));
}

}  // namespace
}  // namespace anchord
