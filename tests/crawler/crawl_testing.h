#pragma once

#include <gtest/gtest.h>
#include <rocksdb/env.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "crawler/crawl.h"
#include "indexer/check.h"
#include "indexer/report.h"
#include "tests/crawler/fake_transport.h"

namespace anchord {

// Whole crawls of a web in memory, into an index in memory.
class CrawlTest : public testing::Test {
 protected:
  CrawlTest() : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())) {
    DatabaseOptions options;
    options.env = env_.get();
    db_ = std::move(Database::open("/crawl", options).value());
    config_.crawler.contact = "https://owner.example/bot";
    config_.politeness.pace.delay = std::chrono::milliseconds(0);
    config_.parse.workers = 2;
    spdlog::set_level(spdlog::level::off);
  }

  // Crawls until nothing is due. Returns what was asked for, in the order of the alphabet.
  std::string crawl(const std::vector<std::string>& seeds, bool recrawl = false) {
    CrawlPlan plan{.seeds = {}, .once = true, .recrawl = recrawl};
    for (const std::string& seed : seeds) plan.seeds.push_back(*Url::parse(seed));
    web_.asked.clear();
    auto crawl = std::move(Crawl::start(*db_, web_, clock_, config_, plan).value());
    while (!crawl->is_done()) std::this_thread::yield();
    EXPECT_TRUE(crawl->stop().has_value());
    pages_ = crawl->stats().pages;
    unchanged_ = crawl->stats().unchanged;
    const CheckReport report = check_index(*db_).value();
    EXPECT_EQ(report.violations, 0U) << report.named.front();
    std::sort(web_.asked.begin(), web_.asked.end());
    std::string text;
    for (const std::string& href : web_.asked) text += (text.empty() ? "" : " ") + href;
    return text;
  }

  // "visited 200", "gone 404", "never found".
  std::string state_of(std::string_view href) const {
    const auto bytes = db_->get(Family::kUrls, page_key(*Url::parse(href))).value();
    if (!bytes) return "never found";
    const UrlRecord record = decode_url_record(*bytes).value();
    return std::string(name_of(record.state)) + " " + std::to_string(record.http_status);
  }

  // "type target anchor" of every live link of a page.
  std::string links_of(std::string_view href) const {
    const auto bytes = db_->get(Family::kLinks, page_key(*Url::parse(href))).value();
    if (!bytes) return "none";
    const LinkBlock block = decode_link_block(*bytes).value();
    std::string text;
    for (std::size_t i = 0; i < block.live; ++i) {
      const Link& link = block.links.links[i];
      text.append(text.empty() ? "" : "; ").append(name_of(link.type)).append(" ");
      text.append(block.links.target(link)).append(" ").append(block.links.view(link.anchor));
    }
    return text;
  }

  std::string anchors_of(std::string_view target) const {
    std::string text;
    auto query = AnchorsQuery{Target::parse(target, TargetMode::kSubdomains).value()};
    const auto groups = linked_anchors(*db_, std::move(query)).value();
    for (const AnchorGroup& group : groups) {
      text += (text.empty() ? "" : ", ") + group.anchor + " " + std::to_string(group.internal) +
              "+" + std::to_string(group.external);
    }
    return text;
  }

  std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<Database> db_;
  FakeTransport web_;
  FakeClock clock_;
  Config config_;
  std::uint64_t pages_ = 0;
  std::uint64_t unchanged_ = 0;
};

}  // namespace anchord
