#include <gtest/gtest.h>
#include <rocksdb/env.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "crawler/crawl.h"
#include "crawler/log.h"
#include "crawler/process_reading.h"
#include "tests/crawler/fake_transport.h"

// A day of the whole crawl on a virtual clock, which only moves once nothing is left to do.
namespace anchord {
namespace {

constexpr int kHosts = 40;
constexpr int kPagesPerHost = 10;
constexpr std::chrono::hours kDay{24};

class VirtualClock final : public Clock {
 public:
  Instant now() const override { return Instant(std::chrono::milliseconds(now_ms_)); }
  void pass(std::chrono::milliseconds time) { now_ms_ += time.count(); }

 private:
  std::atomic<std::int64_t> now_ms_{1'700'000'000'000};
};

class LineCounter final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  std::uint64_t lines() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  void sink_it_(const spdlog::details::log_msg& /*message*/) override { ++lines_; }
  void flush_() override {}
  std::uint64_t lines_ = 0;
};

// Each page links to all of its host; those of every fourth host answer 503.
class VirtualWeb final : public Transport {
 public:
  explicit VirtualWeb(VirtualClock& clock) : clock_(clock) {}

  void set_admission(Admission) override {}
  void start(FetchId id, const FetchRequest& request) override {
    const std::string host(request.url.host());
    Answer answer{.status = 404};
    if ((host[1] - '0') % 4 == 0) {
      answer.status = 503;
    } else if (request.url.path_and_query().starts_with("/p")) {
      std::string body;
      for (int i = 0; i < kPagesPerHost; ++i) body += "<a href=/p" + std::to_string(i) + ">p</a>";
      answer = html(std::move(body));
    }
    answers_.push_back(
        {.id = id, .outcome = std::move(answer), .elapsed = std::chrono::milliseconds(20)});
  }
  std::vector<Fetched> wait(std::chrono::milliseconds timeout) override {
    const Crawl* crawl = crawl_;
    if (answers_.empty() && crawl != nullptr) {
      while (is_handed_out_ && look(*crawl)) std::this_thread::yield();
      is_handed_out_ = false;
      clock_.pass(std::max(timeout, std::chrono::milliseconds(1)));
      end_log_interval();
    }
    is_handed_out_ |= !answers_.empty();
    return std::exchange(answers_, {});
  }
  void wake() override {}
  void cancel_all() override { answers_.clear(); }
  std::size_t bytes_in_flight() const override { return 0; }

  void watch(const Crawl* crawl) { crawl_ = crawl; }
  std::size_t most_underway() const { return most_underway_; }

 private:
  // Whether something is on its way to the disk.
  bool look(const Crawl& crawl) {
    const std::size_t underway = crawl.read(clock_.now()).pipeline.uncommitted;
    most_underway_ = std::max(most_underway_.load(), underway);
    return underway > 0;
  }

  // As the service does with each status line.
  void end_log_interval() {
    if (clock_.now() - interval_since_ < std::chrono::seconds(30)) return;
    interval_since_ = clock_.now();
    take_unlogged();
  }

  VirtualClock& clock_;
  Instant interval_since_{};
  bool is_handed_out_ = false;  // answers, since nothing was underway
  std::vector<Fetched> answers_;
  std::atomic<const Crawl*> crawl_{nullptr};
  std::atomic<std::size_t> most_underway_{0};
};

TEST(DayTest, MemoryQueuesAndLogAreBounded) {
  const std::unique_ptr<rocksdb::Env> env(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  DatabaseOptions options;
  options.env = env.get();
  options.write_buffer_bytes = 4U << 20U;
  const auto db = std::move(Database::open("/day", options).value());
  const auto counter = std::make_shared<LineCounter>();
  const auto logger_before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("day", counter));
  Config config;
  config.crawler.contact = "https://owner.example/bot";
  config.revisit.interval = config.revisit.min = config.revisit.max = std::chrono::hours(1);
  config.parse.workers = 1;
  config.pipeline.pages_max = 64;
  config.pipeline.commit_interval = std::chrono::milliseconds(1);
  CrawlPlan plan;
  for (int i = 0; i < kHosts; ++i) {
    plan.seeds.push_back(*Url::parse("http://h" + std::to_string(i) + ".example/p0"));
  }
  VirtualClock clock;
  VirtualWeb web(clock);
  const Instant start = clock.now();
  auto crawl = std::move(Crawl::start(*db, web, clock, config, plan).value());
  web.watch(crawl.get());
  std::uint64_t memory_early = 0;
  while (clock.now() - start < kDay) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (memory_early == 0 && clock.now() - start > kDay / 4) {
      memory_early = read_process("/").resident_bytes;
    }
  }
  const CrawlReading reading = crawl->read(clock.now());
  const std::uint64_t pages = crawl->stats().pages;
  web.watch(nullptr);
  EXPECT_TRUE(crawl->stop().has_value());
  spdlog::set_default_logger(logger_before);

  EXPECT_GE(pages, 20U * kHosts * kPagesPerHost / 2);
  EXPECT_LE(web.most_underway(), 64U);
  std::size_t hosts = 0;
  for (const std::size_t some : reading.frontier.hosts) hosts += some;
  EXPECT_LE(hosts, static_cast<std::size_t>(kHosts));  // the others have left memory
  EXPECT_LE(reading.frontier.waiting, static_cast<std::uint64_t>(kHosts * kPagesPerHost));
  const std::uint64_t memory = read_process("/").resident_bytes;
  EXPECT_LT(memory, memory_early + (64U << 20U));
  EXPECT_LT(counter->lines(), 5000U);
  RecordProperty("pages", static_cast<int>(pages));
  RecordProperty("lines", static_cast<int>(counter->lines()));
}

}  // namespace
}  // namespace anchord
