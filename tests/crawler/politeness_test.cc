#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "crawler/crawl.h"
#include "crawler/curl_transport.h"
#include "tests/crawler/fake_dns_server.h"
#include "tests/crawler/loopback_server.h"
#include "tests/indexer/sample_index.h"

// A real crawl of many names on few addresses, as the servers see it. What it asserts holds on any
// machine: requests may come later than planned, never sooner. How much later a crawl ends for it
// is asserted on a virtual clock, in polite_time_test.cc.
namespace anchord {
namespace {

using std::chrono::milliseconds;
using Monotonic = std::chrono::steady_clock;

constexpr int kHosts = 200;
constexpr int kPages = 24;
constexpr int kAddresses = 5;
constexpr milliseconds kDelay{80};
constexpr milliseconds kCrawlDelay{160};
constexpr std::chrono::seconds kRetryAfter{1};
constexpr milliseconds kAnswerTime{3};
constexpr int kHostsPerAddress = 8;

// Hosts 0, 10, 20 ask for a Crawl-delay; the robots.txt of 1, 11, 21 redirects to the host before,
// which redirects back, and so on; 2, 12, 22 are busy at first; 3, 13, 23 have their sitemap on the
// host before, 4, 14, 24 a page that redirects there and back, and so on.
int habit_of(int host) { return host % 10; }
constexpr int kRulesHops = 5;
constexpr int kPageHops = 8;

bool is_page(const std::string& path) {
  return path.find_first_not_of("0123456789", 1) == std::string::npos;
}

struct Request {
  std::string host;
  std::string path;
  Monotonic::time_point at;
  Monotonic::time_point answered;
};

class PolitenessTest : public testing::Test {
 protected:
  PolitenessTest() {
    spdlog::set_level(spdlog::level::off);
    servers_.push_back(serve("127.0.0.1", 0));
    for (int i = 1; i < kAddresses; ++i) {
      servers_.push_back(serve("127.0.0." + std::to_string(i + 1), servers_.front()->port()));
    }
    config_.politeness.pace.delay = kDelay;
    config_.politeness.hosts_per_address = kHostsPerAddress;
    config_.crawler.contact = "https://crawler.example/";
    TransportOptions options;
    options.user_agent = "anchord";
    options.guard = AddressGuard({*IpRange::parse("127.0.0.0/8")}, {});
    options.resolver.servers = names_.address();
    transport_ = std::make_unique<CurlTransport>(options);
  }

  std::string url_of(int host, const std::string& path) const {
    return "http://h" + std::to_string(host) + ".test:" + std::to_string(servers_.front()->port()) +
           path;
  }

  // Crawls until nothing is due, or `requests_max` requests have been seen.
  void crawl(const std::vector<Seed>& seeds, std::size_t requests_max) {
    auto crawl = Crawl::start(index_.db(), *transport_, clock_, config_, {seeds, true, false});
    ASSERT_TRUE(crawl.has_value()) << crawl.error().message;
    while (!(*crawl)->is_done() && seen() < requests_max) {
      std::this_thread::sleep_for(milliseconds(1));
    }
    ASSERT_TRUE((*crawl)->stop().has_value());
  }

  // The least time that these requests may take: each address is asked as often as so many hosts,
  // and a host no sooner than its delay after an answer. The part that chance adds to a delay, the
  // restart, and the full seconds of Retry-After come on top.
  milliseconds least() const {
    std::map<int, milliseconds> of_address;
    std::map<std::string, milliseconds> of_host;
    milliseconds least{0};
    for (const Request& request : requests_) {
      const int host = std::stoi(request.host.substr(1));
      least = std::max(least, of_address[host % kAddresses] += kDelay / kHostsPerAddress);
      const bool is_slow = habit_of(host) == 0 && request.path != "/robots.txt";
      const milliseconds delay = kAnswerTime + (is_slow ? kCrawlDelay : kDelay);
      least = std::max(least, of_host[request.host] += delay);
    }
    return least;
  }

  std::size_t seen() {
    const std::lock_guard lock(mutex_);
    return requests_.size();
  }

  Config config_;
  SampleIndex index_;
  SystemClock clock_;
  std::mutex mutex_;
  std::vector<Request> requests_;
  std::map<std::string, int> at_a_time_;       // by address
  std::map<std::string, int> at_a_time_most_;  // by address
  FakeDnsServer names_{[](const std::string& name) {
    const int host = std::stoi(name.substr(1));
    return FakeDnsServer::Reply{.addresses = {"127.0.0." + std::to_string(host % kAddresses + 1)}};
  }};
  std::vector<std::unique_ptr<LoopbackServer>> servers_;
  std::unique_ptr<CurlTransport> transport_;

 private:
  std::unique_ptr<LoopbackServer> serve(const std::string& ip, std::uint16_t port) {
    return std::make_unique<LoopbackServer>(
        [this, ip](const std::string& request) {
          const auto [number, reply] = take(ip, request);
          std::this_thread::sleep_for(kAnswerTime);
          const std::lock_guard lock(mutex_);
          --at_a_time_[ip];
          requests_[number].answered = Monotonic::now();
          return LoopbackServer::Reply{.bytes = reply};
        },
        ip.c_str(), port);
  }

  // The request's number, and its answer.
  std::pair<std::size_t, std::string> take(const std::string& ip, const std::string& request) {
    const std::size_t path_end = request.find(' ', 4);
    const std::size_t host_at = request.find("Host: ") + 6;
    Request seen{request.substr(host_at, request.find(':', host_at) - host_at),
                 request.substr(4, path_end - 4),
                 Monotonic::now(),
                 {}};
    const std::lock_guard lock(mutex_);
    at_a_time_most_[ip] = std::max(at_a_time_most_[ip], ++at_a_time_[ip]);
    const bool is_first_page = std::none_of(requests_.begin(), requests_.end(), [&](const auto& r) {
      return r.host == seen.host && r.path == "/";
    });
    requests_.push_back(seen);
    return {requests_.size() - 1, answer_to(seen, is_first_page)};
  }

  std::string answer_to(const Request& request, bool is_first_page) const {
    const int host = std::stoi(request.host.substr(1));
    const int habit = habit_of(host);
    if (request.path == "/robots.txt") {
      if (habit == 1) return bounce(host, "/rules", 1);
      if (habit == 0) return answer("200 OK", "", "User-agent: *\nCrawl-delay: 0.16\n");
      if (habit == 3) return answer("200 OK", "", "Sitemap: " + url_of(host - 1, "/map") + "\n");
      return answer("200 OK", "", "");
    }
    if (request.path == "/map") return answer("200 OK", "Content-Type: text/plain", "");
    if (request.path == "/sitemap.xml") return answer("404 Not Found", "", "");
    for (const auto& [path, hops] :
         {std::pair("/rules", kRulesHops), std::pair("/hop", kPageHops)}) {
      if (!request.path.starts_with(path)) continue;
      const int hop = std::stoi(request.path.substr(std::strlen(path)));
      return hop < hops ? bounce(host, path, hop + 1) : answer("200 OK", "", "");
    }
    if (habit == 4 && request.path == "/1") return bounce(host, "/hop", 1);
    if (habit == 2 && request.path == "/" && is_first_page) {
      return answer("503 Busy", "Retry-After: " + std::to_string(kRetryAfter.count()), "");
    }
    std::string page;
    for (int i = 1; i < kPages; ++i) page += "<a href=/" + std::to_string(i) + ">x</a>";
    return answer("200 OK", "Content-Type: text/html", page);
  }

  // Odd hops lead to the host before, even ones back.
  std::string bounce(int host, const std::string& path, int hop) const {
    const int other = hop % 2 == 1 ? host - 1 : host + 1;
    return answer("301 Moved", "Location: " + url_of(other, path + std::to_string(hop)), "");
  }

  static std::string answer(const std::string& status, const std::string& field,
                            const std::string& body) {
    return "HTTP/1.1 " + status + "\r\n" + field + (field.empty() ? "" : "\r\n") +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
};

TEST_F(PolitenessTest, NoHostIsAskedSoonerThanItsDelayNorAnAddressBeyondItsLimit) {
  std::vector<Seed> seeds;
  for (int host = 0; host < kHosts; ++host) {
    for (int page = 0; page < kPages; ++page) {
      seeds.push_back(*Url::parse(url_of(host, page == 0 ? "/" : "/" + std::to_string(page))));
    }
  }
  const auto start = Monotonic::now();
  crawl(seeds, static_cast<std::size_t>(kHosts * kPages / 2));  // and a restart in the middle
  crawl({}, 100'000);
  const milliseconds took = std::chrono::duration_cast<milliseconds>(Monotonic::now() - start);

  std::map<std::string, std::vector<const Request*>> by_host;
  for (const Request& request : requests_) by_host[request.host].push_back(&request);
  ASSERT_EQ(by_host.size(), static_cast<std::size_t>(kHosts));
  std::map<std::string, int> visits;
  std::map<std::string, int> elsewhere;  // by path
  for (const auto& [host, requests] : by_host) {
    const int habit = habit_of(std::stoi(host.substr(1)));
    bool knows_robots = false;
    bool has_been_busy = false;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      ++(is_page(requests[i]->path) ? visits[host + requests[i]->path]
                                    : elsewhere[requests[i]->path]);
      if (i == 0) continue;
      const auto gap = requests[i]->at - requests[i - 1]->answered;
      const bool was_busy =
          habit == 2 && requests[i - 1]->path == "/" && !std::exchange(has_been_busy, true);
      const bool knows_crawl_delay = habit == 0 && knows_robots;
      knows_robots = knows_robots || requests[i - 1]->path == "/robots.txt";
      const milliseconds delay = was_busy            ? milliseconds(kRetryAfter)
                                 : knows_crawl_delay ? kCrawlDelay
                                                     : kDelay;
      EXPECT_GE(gap, delay) << host << requests[i - 1]->path << " then " << requests[i]->path;
    }
  }
  EXPECT_EQ(visits.size(), static_cast<std::size_t>(kHosts * kPages));
  for (const char* path : {"/map", "/rules1", "/rules5", "/hop1", "/hop8"}) {
    EXPECT_GE(elsewhere[path], kHosts / 10) << path;
  }
  // Not asserted, because a busy machine may take longer: what is left is read by a person.
  std::cout << requests_.size() << " requests in " << took.count() << " ms, "
            << 100 * took.count() / least().count() << " % of the least that the delays allow\n";
  EXPECT_EQ(at_a_time_most_.size(), static_cast<std::size_t>(kAddresses));
  for (const auto& [ip, most] : at_a_time_most_) EXPECT_LE(most, kHostsPerAddress) << ip;
}

}  // namespace
}  // namespace anchord
