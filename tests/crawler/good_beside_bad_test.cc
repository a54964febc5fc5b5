#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "crawler/crawl.h"
#include "crawler/curl_transport.h"
#include "tests/crawler/fake_transport.h"
#include "tests/indexer/sample_index.h"

// Good hosts beside as many that hang, hoard, drop, fail or never end, crawled on a virtual clock:
// the good ones are done when they are without the others. That a transport holds no more than so
// many bytes of those that hoard is shown in curl_answer_test.cc.
namespace anchord {
namespace {

using std::chrono::milliseconds;

constexpr int kGoodHosts = 50;
constexpr int kPages = 8;
constexpr int kHostsOfAKind = 10;
constexpr milliseconds kAnswerTime{40};
constexpr milliseconds kHangs{60'000};
constexpr milliseconds kStep{1};

class SteppedClock final : public Clock {
 public:
  Instant now() const override { return Instant(milliseconds(now_ms_)); }
  void pass_to(Instant time) {
    now_ms_ = std::max<std::int64_t>(now_ms_, time.time_since_epoch().count());
  }

 private:
  std::atomic<std::int64_t> now_ms_{1'700'000'000'000};
};

// Its time passes once all that was answered is on disk.
class HostileWeb final : public Transport {
 public:
  explicit HostileWeb(SteppedClock& clock) : clock_(clock) {}

  void set_admission(Admission) override {}
  void start(FetchId id, const FetchRequest& request) override {
    Underway next = answer_to(request.url);
    next.fetched.id = id;
    next.fetched.elapsed = next.takes;
    next.done = clock_.now() + next.takes;
    next.is_good = request.url.host().starts_with("good");
    underway_.push_back(std::move(next));
  }

  std::vector<Fetched> wait(milliseconds timeout) override {
    const Crawl* const crawl = crawl_;
    if (crawl == nullptr && !is_over_) return {};
    if (crawl != nullptr && is_committing(*crawl)) {
      std::this_thread::yield();
      return {};
    }
    Instant next = clock_.now() + std::max(timeout, kStep);
    for (const Underway& one : underway_) next = std::min(next, one.done);
    clock_.pass_to(next);
    return take_done();
  }
  void wake() override {}
  void cancel_all() override { underway_.clear(); }
  std::size_t bytes_in_flight() const override {
    std::size_t bytes = 0;
    for (const Underway& one : underway_) bytes += one.bytes;
    return std::min(bytes, TransportOptions().body_bytes_in_flight_max);
  }

  // Time stands still before, and does not wait for the disk after.
  void watch(const Crawl& crawl) { crawl_ = &crawl; }
  void end_watch() {
    is_over_ = true;
    crawl_ = nullptr;
  }
  int good_pages() const { return good_pages_; }
  Instant last_good() const { return Instant(milliseconds(last_good_ms_)); }

 private:
  struct Underway {
    Fetched fetched{};
    milliseconds takes = kAnswerTime;
    std::size_t bytes = 0;  // held until it is done
    Instant done{};
    bool is_good = false;
  };

  static Underway answer_to(const Url& url) {
    const std::string_view host = url.host();
    const std::string path(url.path_and_query());
    if (path == "/robots.txt" || path == "/sitemap.xml")
      return {.fetched = {.outcome = Answer{404}}};
    if (host.starts_with("hangs")) return unreachable(UnreachableReason::kTimeout, kHangs);
    if (host.starts_with("hoards")) {
      Underway hoard = unreachable(UnreachableReason::kTimeout, kHangs);
      hoard.bytes = FetchLimits().body_bytes_max;
      return hoard;
    }
    if (host.starts_with("drops")) return unreachable(UnreachableReason::kProtocol, kAnswerTime);
    if (host.starts_with("is-busy")) {
      Answer busy{.status = 503};
      busy.retry_after = "1";
      return {.fetched = {.outcome = std::move(busy)}};
    }
    if (host.starts_with("never-ends")) {
      return {.fetched = {.outcome = html("<a href=" + path + "x>next</a>")}};
    }
    std::string body;
    for (int i = 1; i < kPages; ++i) body += "<a href=/" + std::to_string(i) + ">x</a>";
    return {.fetched = {.outcome = html(std::move(body))}};
  }
  static Underway unreachable(UnreachableReason reason, milliseconds takes) {
    return {.fetched = {.outcome = Unreachable{reason, ""}}, .takes = takes};
  }

  bool is_committing(const Crawl& crawl) const {
    return crawl.read(clock_.now()).pipeline.uncommitted > 0;
  }

  std::vector<Fetched> take_done() {
    std::vector<Fetched> done;
    std::vector<Underway> left;
    for (Underway& one : underway_) {
      if (one.done > clock_.now()) {
        left.push_back(std::move(one));
        continue;
      }
      const auto* answer = std::get_if<Answer>(&one.fetched.outcome);
      if (one.is_good && answer != nullptr && answer->status == 200) {
        ++good_pages_;
        last_good_ms_ = clock_.now().time_since_epoch().count();
      }
      done.push_back(std::move(one.fetched));
    }
    underway_ = std::move(left);
    return done;
  }

  SteppedClock& clock_;
  std::vector<Underway> underway_;
  std::atomic<const Crawl*> crawl_{nullptr};
  std::atomic<bool> is_over_{false};
  std::atomic<int> good_pages_{0};
  std::atomic<std::int64_t> last_good_ms_{0};
};

// How long the good hosts take beside so many of each kind of bad ones.
milliseconds time_of_good_hosts(int bad_hosts_of_a_kind) {
  SampleIndex index;
  SteppedClock clock;
  HostileWeb web(clock);
  Config config;
  config.crawler.contact = "https://owner.example/bot";
  config.pipeline.commit_interval = milliseconds(1);
  CrawlPlan plan{.once = true};
  const auto seed = [&plan](const std::string& kind, int host) {
    plan.seeds.emplace_back(*Url::parse("http://" + kind + std::to_string(host) + ".example/"));
  };
  for (int i = 0; i < bad_hosts_of_a_kind; ++i) {
    for (const char* kind : {"hangs", "hoards", "drops", "is-busy", "never-ends"}) seed(kind, i);
  }
  for (int i = 0; i < kGoodHosts; ++i) seed("good", i);
  const Instant start = clock.now();
  auto crawl = Crawl::start(index.db(), web, clock, config, plan);
  EXPECT_TRUE(crawl.has_value());
  web.watch(**crawl);
  while (web.good_pages() < kGoodHosts * kPages && !(*crawl)->is_done()) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  web.end_watch();
  EXPECT_TRUE((*crawl)->stop().has_value());
  EXPECT_EQ(web.good_pages(), kGoodHosts * kPages);
  return web.last_good() - start;
}

TEST(GoodBesideBadTest, GoodHostsTakeTheTimeThatTheyNeedAlone) {
  spdlog::set_level(spdlog::level::off);
  const milliseconds alone = time_of_good_hosts(0);
  const milliseconds beside = time_of_good_hosts(kHostsOfAKind);
  EXPECT_GE(alone, milliseconds(9'000)) << "robots.txt, a sitemap, eight pages, a second apart";
  EXPECT_LE(beside, alone * 110 / 100);
}

}  // namespace
}  // namespace anchord
