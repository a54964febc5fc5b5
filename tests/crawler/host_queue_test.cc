#include "crawler/host_queue.h"

#include <gtest/gtest.h>
#include <rocksdb/env.h>

namespace anchord {
namespace {

class HostQueueTest : public testing::Test {
 protected:
  HostQueueTest() : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())) {
    DatabaseOptions options;
    options.env = env_.get();
    db_ = std::move(Database::open("/queue", options).value());
  }

  static Time at(int seconds) { return Time(std::chrono::seconds(1'700'000'000 + seconds)); }
  static std::string key(std::string_view href) { return page_key(*Url::parse(href)); }

  // A URL that waits since second 0. Returns its frontier key.
  std::string wait(std::string_view href, std::uint8_t depth = 1) {
    const std::string waiting = frontier_key(key(href), depth, 0, at(0));
    put(Family::kUrls, key(href), encode(UrlRecord{.depth = depth, .last_attempt = at(0)}));
    put(Family::kFrontier, waiting, {});
    return waiting;
  }
  // A page that was visited at second `last` and is due at `due`.
  void visited(std::string_view href, int last, int due) {
    put(Family::kUrls, key(href),
        encode(UrlRecord{.state = FetchState::kVisited,
                         .first_visited = at(last),
                         .last_visited = at(last),
                         .last_attempt = at(last),
                         .due = at(due)}));
    put(Family::kPages, key(href), encode(PageRecord{.title = std::string(href)}));
  }

  // Everything that can be popped at second `now`, with ! where the page comes with it.
  std::string pop_all(HostQueue& queue, int now,
                      const std::unordered_set<std::string>& in_flight = {}) {
    std::string text;
    while (auto next = queue.pop(*db_, at(now), in_flight).value()) {
      text += text.empty() ? "" : " ";
      text += href_of_key(next->key).substr(std::string("http://a.example").size());
      if (next->page_before) text += next->page_before->title == href_of_key(next->key) ? "!" : "?";
    }
    return text;
  }

  void put(Family family, std::string_view key_bytes, std::string_view value) {
    Batch batch(*db_);
    batch.put(family, key_bytes, value);
    ASSERT_TRUE(db_->write(batch, false).has_value());
  }

  std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<Database> db_;
};

TEST_F(HostQueueTest, GivesTheUrlsOfItsHostAlone) {
  wait("http://a.example/1");
  wait("http://a.example:81/2");
  wait("http://b.a.example/3");
  wait("http://aa.example/4");
  visited("http://a.example:81/5", 0, 1);
  visited("http://b.a.example/6", 0, 1);
  visited("http://a.example/7", 0, 1);
  HostQueue queue(host_key(*Url::parse("http://a.example/")), kNever);
  EXPECT_EQ(pop_all(queue, 10), "/1 /7!");
}

TEST_F(HostQueueTest, WhatWaitsComesBeforeWhatIsDueAgain) {
  visited("http://a.example/old", 0, 1);
  visited("http://a.example/later", 0, 50);
  wait("http://a.example/new");
  HostQueue queue(host_key(*Url::parse("http://a.example/")), kNever);
  EXPECT_EQ(pop_all(queue, 10), "/new /old!");
  EXPECT_EQ(queue.next_due(), at(50));
}

TEST_F(HostQueueTest, APageComesWithItsOwnRecord) {
  for (int i = 0; i < 200; ++i) {
    const std::string href = "http://a.example/" + std::to_string(i);
    visited(href, 0, i % 2 == 0 ? 1 : 50);
  }
  HostQueue queue(host_key(*Url::parse("http://a.example/")), kNever);
  const std::string popped = pop_all(queue, 10);
  EXPECT_EQ(std::count(popped.begin(), popped.end(), '!'), 100);
  EXPECT_EQ(std::count(popped.begin(), popped.end(), '?'), 0);
}

TEST_F(HostQueueTest, WhatIsInFlightIsPassedOver) {
  wait("http://a.example/1");
  wait("http://a.example/2");
  visited("http://a.example/3", 0, 1);
  HostQueue queue(host_key(*Url::parse("http://a.example/")), kNever);
  EXPECT_EQ(pop_all(queue, 10, {key("http://a.example/1"), key("http://a.example/3")}), "/2");
}

TEST_F(HostQueueTest, WhatWasInFlightWhenItWasReadIsNotHandedOutOnceItIsSettled) {
  wait("http://a.example/1");
  const std::string settled = wait("http://a.example/2");
  HostQueue queue(host_key(*Url::parse("http://a.example/")), kNever);
  EXPECT_EQ(queue.pop(*db_, at(10), {key("http://a.example/2")}).value()->key,
            key("http://a.example/1"));
  Batch batch(*db_);
  batch.remove(Family::kFrontier, settled);
  ASSERT_TRUE(db_->write(batch, false).has_value());
  EXPECT_EQ(pop_all(queue, 10), "");
}

TEST_F(HostQueueTest, WhatIsPutBackIsTheNext) {
  wait("http://a.example/1");
  wait("http://a.example/2");
  HostQueue queue(host_key(*Url::parse("http://a.example/")), kNever);
  queue.put_back(*queue.pop(*db_, at(0), {}).value());
  EXPECT_EQ(pop_all(queue, 0), "/1 /2");
}

TEST_F(HostQueueTest, FindsWhatWasFoundAfterItRanDry) {
  HostQueue queue(host_key(*Url::parse("http://a.example/")), kNever);
  wait("http://a.example/m");
  EXPECT_EQ(pop_all(queue, 0), "/m");
  const std::unordered_set<std::string> in_flight = {key("http://a.example/m")};
  queue.found(wait("http://a.example/z"));
  EXPECT_EQ(pop_all(queue, 0, in_flight), "/z");
  queue.found(wait("http://a.example/a", 0));
  EXPECT_EQ(pop_all(queue, 0, {key("http://a.example/m"), key("http://a.example/z")}), "/a");
}

TEST_F(HostQueueTest, LooksAgainWhenSomethingFallsDue) {
  visited("http://a.example/1", 0, 50);
  HostQueue queue(host_key(*Url::parse("http://a.example/")), kNever);
  EXPECT_EQ(pop_all(queue, 10), "");
  visited("http://a.example/2", 10, 30);
  queue.scheduled(at(30));
  EXPECT_EQ(queue.next_due(), at(30));
  EXPECT_EQ(pop_all(queue, 29), "");
  EXPECT_EQ(pop_all(queue, 30), "/2!");
}

TEST_F(HostQueueTest, AfterARecrawlTimeEverythingOlderIsDue) {
  visited("http://a.example/1", 0, 500);
  visited("http://a.example/2", 20, 500);
  HostQueue queue(host_key(*Url::parse("http://a.example/")), at(10));
  EXPECT_EQ(pop_all(queue, 30), "/1!");
  EXPECT_EQ(queue.next_due(), at(500));
}

TEST_F(HostQueueTest, ManyPagesThatAreNotDueAreLookedThroughInSeveralGoes) {
  for (int i = 0; i < 5000; ++i) visited("http://a.example/a" + std::to_string(i), 0, 500);
  visited("http://a.example/z", 0, 1);
  HostQueue queue(host_key(*Url::parse("http://a.example/")), kNever);
  EXPECT_EQ(pop_all(queue, 10), "");
  EXPECT_LE(*queue.next_due(), at(10)) << "there is more to read";
  EXPECT_EQ(pop_all(queue, 10), "/z!");
  EXPECT_EQ(pop_all(queue, 10), "");
  EXPECT_EQ(queue.next_due(), at(500));
}

TEST_F(HostQueueTest, DamageIsReportedWithItsPlace) {
  put(Family::kUrls, key("http://a.example/x"), "\xff");
  HostQueue queue(host_key(*Url::parse("http://a.example/")), kNever);
  const auto popped = queue.pop(*db_, at(0), {});
  ASSERT_FALSE(popped.has_value());
  EXPECT_EQ(popped.error().code, ErrorCode::kCorruption);
  EXPECT_EQ(popped.error().message, "URL record of http://a.example/x");
}

}  // namespace
}  // namespace anchord
