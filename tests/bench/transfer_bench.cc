// How many transfers one process carries: hosts that each take a second to answer, crawled by
// frontier, fetch pool, transport, parsers and committer, beside bare curl_multi on the same URLs.
//
//   transfer_bench [HOSTS [PAGES [DELAY_MS [ROUNDS]]]]
//
// Each host is an address of 127.0.0.0/8 with PAGES pages, asked over one connection without a
// pause. So no crawl is faster than HOSTS pages a second at a delay of a second, and each host's
// robots.txt and sitemap.xml, which are looked for first, take a delay each without being pages.
#include <spdlog/spdlog.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "crawler/contact.h"
#include "crawler/crawl.h"
#include "crawler/curl_transport.h"
#include "tests/bench/bare_limits.h"
#include "tests/bench/slow_server.h"
#include "tests/bench/stopwatch.h"

namespace anchord {
namespace {

using std::chrono::milliseconds;

struct Plan {
  int hosts = 2000;
  int pages = 10;
  milliseconds delay{1000};
  int rounds = 3;
};

std::string url_of(const SlowServer& server, int host, int page) {
  const std::string address =
      "127.1." + std::to_string(host / 250) + "." + std::to_string(host % 250 + 1);
  return "http://" + address + ":" + std::to_string(server.port()) + "/" +
         (page == 0 ? "" : std::to_string(page));
}

void print(const char* name, std::uint64_t requests, std::uint64_t pages, double wall_s,
           double cpu_s) {
  std::printf(
      "%-6s %7llu requests %7llu pages %7.2f s %7.0f requests/s %7.0f pages/s %6.2f CPU s\n", name,
      static_cast<unsigned long long>(requests), static_cast<unsigned long long>(pages), wall_s,
      static_cast<double>(requests) / wall_s, static_cast<double>(pages) / wall_s, cpu_s);
}

// Everything at once, as many connections as hosts; the URLs go round the hosts.
void fetch_bare(const Plan& plan, const SlowServer& server) {
  std::vector<std::string> urls;
  for (int page = 0; page < plan.pages; ++page) {
    for (int host = 0; host < plan.hosts; ++host) urls.push_back(url_of(server, host, page));
  }
  const BareRun run = fetch_with_curl(urls, static_cast<std::size_t>(plan.hosts), nullptr);
  print("bare", run.pages, run.pages, run.wall_s, run.cpu_s);
}

Config config_for(const Plan& plan) {
  Config config;
  config.politeness.pace.delay = milliseconds(0);
  config.fetch.connections_max = plan.hosts;
  config.pipeline.pages_max = 2 * plan.hosts;
  return config;
}

int crawl(const Plan& plan, const SlowServer& server) {
  std::string name = (std::filesystem::temp_directory_path() / "transfer-bench-XXXXXX").string();
  const std::filesystem::path directory = mkdtemp(name.data());
  const Config config = config_for(plan);
  TransportOptions options;
  options.user_agent = user_agent(config.crawler.contact);
  options.guard = AddressGuard({*IpRange::parse("127.0.0.0/8")});
  options.connections_max = 2 * static_cast<std::size_t>(plan.hosts);
  options.connections_per_host_max = 1;
  CrawlPlan crawl_plan{.once = true};
  for (int host = 0; host < plan.hosts; ++host) {
    crawl_plan.seeds.emplace_back(*Url::parse(url_of(server, host, 0)));
  }
  int exit_code = 0;
  {
    auto db = Database::open(directory, {});
    CurlTransport transport(options);
    const SystemClock clock;
    const Stopwatch stopwatch;
    auto crawl = Crawl::start(**db, transport, clock, config, crawl_plan);
    while (!(*crawl)->is_done()) std::this_thread::sleep_for(milliseconds(10));
    exit_code = (*crawl)->stop() ? 0 : 1;
    const CrawlStats& stats = (*crawl)->stats();
    const std::uint64_t requests = stats.pages + stats.gone + stats.robots;
    print("crawl", requests, stats.pages, stopwatch.wall_s(), stopwatch.cpu_s());
    if (stats.pages != static_cast<std::uint64_t>(plan.hosts) * static_cast<unsigned>(plan.pages)) {
      std::fprintf(stderr, "transfer_bench: not every page was visited\n");
      exit_code = 1;
    }
  }
  std::filesystem::remove_all(directory);
  return exit_code;
}

int run(const Plan& plan) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  const SlowServer server(plan.delay, plan.pages);
  spdlog::set_level(spdlog::level::err);
  int exit_code = 0;
  for (int round = 0; round < plan.rounds; ++round) {
    fetch_bare(plan, server);
    exit_code = std::max(exit_code, crawl(plan, server));
  }
  return exit_code;
}

}  // namespace
}  // namespace anchord

int main(int argc, char** argv) {
  anchord::Plan plan;
  const auto number = [&](int at, int otherwise) {
    return argc > at ? std::atoi(argv[at]) : otherwise;
  };
  plan.hosts = number(1, plan.hosts);
  plan.pages = number(2, plan.pages);
  plan.delay = std::chrono::milliseconds(number(3, static_cast<int>(plan.delay.count())));
  plan.rounds = number(4, plan.rounds);
  return anchord::run(plan);
}
