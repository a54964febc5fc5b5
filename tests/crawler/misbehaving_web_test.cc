#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "crawler/crawl.h"
#include "crawler/curl_transport.h"
#include "tests/crawler/fake_dns_server.h"
#include "tests/crawler/habits.h"
#include "tests/crawler/loopback_server.h"
#include "tests/indexer/sample_index.h"

// Servers that do what servers should not, each on a host of its own beside good ones: the good
// ones are crawled completely, the bad ones end in the state that the README says, nothing hangs.
namespace anchord {
namespace {

using Reply = LoopbackServer::Reply;
using std::chrono::milliseconds;
using Monotonic = std::chrono::steady_clock;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsSanitized = true;  // it takes memory of its own
#else
constexpr bool kIsSanitized = false;
#endif
constexpr std::size_t kBodyBytesMax = 256U << 10U;
constexpr int kGoodHosts = 50;
constexpr int kGoodPages = 8;
constexpr int kTrapPages = 12;  // of a host that has endlessly many
constexpr milliseconds kDelay{150};
// What a crawl of all of them may take beyond a crawl of the good ones: pipeline.bytes_max and
// parse.arena_bytes_max.
constexpr std::uint64_t kMoreMemoryMax = 160U << 20U;

// The most memory that this process has held since the last call; 0 where it cannot be told.
std::uint64_t take_peak_bytes() {
  std::uint64_t kibibytes = 0;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) kibibytes = std::stoull(line.substr(6));
  }
  std::ofstream("/proc/self/clear_refs") << "5";
  return kibibytes << 10U;
}

class MisbehavingWebTest : public testing::Test {
 protected:
  MisbehavingWebTest() {
    spdlog::set_level(spdlog::level::off);
    for (const auto& all : {habits(), endless_habits()}) {
      for (const Habit& habit : all) habits_.emplace(habit.host + ".localhost", habit);
    }
    config_.traps.depth_max = kTrapPages;
    config_.politeness.pace.delay = kDelay;
    config_.politeness.hosts_per_address = 1000;
    config_.crawler.contact = "https://crawler.example/";
    connect();
  }

  // What an earlier transport knew of names and connections is forgotten.
  void connect() {
    TransportOptions options;
    options.user_agent = "anchord";
    options.guard = AddressGuard({*IpRange::parse("127.0.0.0/8")});
    options.limits.body_bytes_max = kBodyBytesMax;
    options.limits.idle_timeout = milliseconds(2000);
    options.limits.total_timeout = milliseconds(3000);
    options.resolver.servers = names_.address();
    transport_ = std::make_unique<CurlTransport>(options);
  }

  std::string url_of(const std::string& host, const std::string& path = "/") const {
    return "http://" + host + ":" + std::to_string(server_.port()) + path;
  }
  static std::string good_host(int i) { return "good" + std::to_string(i) + ".localhost"; }

  // Returns when the last good page was asked for, counted from the start.
  milliseconds crawl(SampleIndex& index, const std::vector<Seed>& seeds, bool recrawl = false) {
    const auto start = Monotonic::now();
    auto crawl = Crawl::start(index.db(), *transport_, clock_, config_, {seeds, true, recrawl, {}});
    if (!crawl) ADD_FAILURE() << crawl.error().message;
    while (crawl && !(*crawl)->is_done()) std::this_thread::sleep_for(milliseconds(5));
    EXPECT_TRUE(crawl && (*crawl)->stop());
    const std::lock_guard lock(mutex_);
    return std::chrono::duration_cast<milliseconds>(last_good_ - start);
  }

  // "visited 1 link truncated": what the index holds of a page.
  std::string stored(const std::string& href) {
    const std::string key = SampleIndex::key_of(href);
    const auto url = index_.db().get(Family::kUrls, key).value();
    if (!url) return "unknown";
    std::string text(name_of(decode_url_record(*url).value().state));
    const auto links = index_.db().get(Family::kLinks, key).value();
    if (links) text += " " + std::to_string(decode_link_block(*links).value().live) + " link";
    const auto bytes = index_.db().get(Family::kPages, key).value();
    if (!bytes) return text;
    const PageRecord page = decode_page_record(*bytes).value();
    if (page.truncated()) text += " truncated";
    if (page.links_dropped > 0) text += " " + std::to_string(page.links_dropped) + " dropped";
    return text;
  }

  std::optional<FailureCause> failure_of(const std::string& href) {
    const std::string bytes = index_.get(Family::kUrls, SampleIndex::key_of(href));
    return decode_url_record(bytes).value().failure;
  }

  Config config_;
  SampleIndex index_;
  SystemClock clock_;
  std::mutex mutex_;
  std::map<std::string, int> asked_;     // requests for pages, by host
  std::map<std::string, Habit> habits_;  // by host
  Monotonic::time_point last_good_;
  std::atomic<bool> has_turned_ = false;
  FakeDnsServer names_{[this](const std::string&) {
    return FakeDnsServer::Reply{.addresses = {has_turned_ ? "10.0.0.1" : "127.0.0.1"}};
  }};
  LoopbackServer server_{[this](const std::string& request) { return reply_to(request); }};
  std::unique_ptr<CurlTransport> transport_;

 private:
  Reply reply_to(const std::string& request) {
    const std::string path = request.substr(4, request.find(' ', 4) - 4);
    const std::size_t host_at = request.find("Host: ") + 6;
    const std::string host = request.substr(host_at, request.find(':', host_at) - host_at);
    if (path == "/robots.txt" || path == "/sitemap.xml") {
      return {.bytes = with_status("404 Not Found", "")};
    }
    const std::lock_guard lock(mutex_);
    const auto habit = habits_.find(host);
    if (habit != habits_.end() && habit->second.script) {
      return habit->second.script(path, asked_[host]++);
    }
    if (habit != habits_.end()) return habit->second.reply;
    last_good_ = Monotonic::now();
    std::string page;
    for (int i = 1; i < kGoodPages; ++i) page += "<a href=/" + std::to_string(i) + ">x</a>";
    return {.bytes = ok(page)};
  }
};

TEST_F(MisbehavingWebTest, EndsAndLeavesTheGoodOnesAlone) {
  std::vector<Seed> seeds;
  for (int i = 0; i < kGoodHosts; ++i) seeds.emplace_back(*Url::parse(url_of(good_host(i))));
  take_peak_bytes();
  SampleIndex good_index;
  const milliseconds alone = crawl(good_index, seeds);
  const std::uint64_t alone_bytes = take_peak_bytes();
  for (const auto& [host, habit] : habits_) seeds.emplace_back(*Url::parse(url_of(host)));
  const milliseconds beside = crawl(index_, seeds);
  const std::uint64_t more_bytes = std::max(take_peak_bytes(), alone_bytes) - alone_bytes;
  // The time is not asserted here, because a machine may be busy: good_beside_bad_test.cc does.
  std::cout << "good hosts: " << alone.count() << " ms alone, " << beside.count() << " ms beside "
            << habits_.size() << " bad ones, which took " << (more_bytes >> 20U) << " MiB\n";
  EXPECT_TRUE(kIsSanitized || more_bytes <= kMoreMemoryMax) << more_bytes;
  for (const auto& [host, habit] : habits_) EXPECT_EQ(stored(url_of(host)), habit.want) << host;
  for (const Habit& habit : endless_habits()) {
    EXPECT_LE(asked_[habit.host + ".localhost"], kTrapPages + kFreeRedirectsMax + 1) << habit.host;
  }
  for (int i = 0; i < kGoodHosts; ++i) {
    EXPECT_EQ(stored(url_of(good_host(i))), "visited 7 link");
    for (int page = 1; page < kGoodPages; ++page) {
      EXPECT_EQ(stored(url_of(good_host(i), "/" + std::to_string(page))), "visited 7 link");
    }
  }
}

TEST_F(MisbehavingWebTest, ANameThatTurnsPrivateIsNotFollowedThere) {
  const std::string page = url_of("turns.test");
  const std::vector<Seed> seeds = {*Url::parse(page), *Url::parse(url_of(good_host(0)))};
  crawl(index_, seeds);
  EXPECT_EQ(stored(page), "visited 7 link");
  const std::size_t requests = server_.requests().size();
  has_turned_ = true;
  connect();
  crawl(index_, seeds, true);
  EXPECT_EQ(stored(page), "unreachable 7 link") << "what it had stays";
  EXPECT_EQ(failure_of(page), FailureCause::kForbidden);
  EXPECT_EQ(stored(url_of(good_host(0))), "visited 7 link");
  for (std::size_t i = requests; i < server_.requests().size(); ++i) {
    EXPECT_EQ(server_.requests()[i].find("turns.test"), std::string::npos);
  }
}

}  // namespace
}  // namespace anchord
