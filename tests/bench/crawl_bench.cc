// Crawls a site that nginx serves on the loopback by the real anchord, and in the same run measures
// the two limits: bare Gumbo on the same bytes, and bare curl_multi on the same URLs. Ends with 1
// where a crawl does not find the pages and links expected.
#include <curl/curl.h>
#include <stdlib.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "storage/result.h"
#include "tests/bench/bare_limits.h"
#include "tests/bench/child_process.h"
#include "tests/bench/crawled_site.h"
#include "tests/bench/measures.h"
#include "tests/bench/nginx_server.h"

namespace anchord {
namespace {

namespace fs = std::filesystem;

struct Plan {
  fs::path anchord = ANCHORD;
  fs::path root = "/usr/share/cppreference/doc/html";
  std::string start = "/en/index.html";
  std::uint64_t pages = 4389;
  std::uint64_t links = 409'207;
  std::size_t connections = 16;
  int rounds = 3;
  bool keep = false;
};

class CrawlBench {
 public:
  // `work` is where indexes and logs go.
  CrawlBench(const Plan& plan, fs::path work, NginxServer server)
      : plan_(plan), work_(std::move(work)), server_(std::move(server)) {}

  // The first crawl is not measured: it tells which pages the site has, and warms the page cache.
  Status prepare() {
    const auto crawled = crawl("warm-up", false);
    if (!crawled) return tl::unexpected(crawled.error());
    const auto site = read_crawled_site(work_ / "warm-up");
    if (!site) return tl::unexpected(site.error());
    urls_ = site->html_urls;
    return fetch(&bodies_).has_value() ? Status(Ok{}) : io_error("nginx did not serve every page");
  }

  Result<Round> run_round(int number) {
    Round round;
    round.at(Way::kGumboAsShipped) = parse(GumboUse::kAsShipped);
    round.at(Way::kGumboLean) = parse(GumboUse::kLean);
    const std::string name = "round-" + std::to_string(number);
    const auto fetched = fetch(nullptr);
    if (!fetched) return tl::unexpected(fetched.error());
    round.at(Way::kCurl) = *fetched;
    for (const Way way : {Way::kFirstCrawl, Way::kRecrawl}) {
      const auto crawled = crawl(name, way == Way::kRecrawl);
      if (!crawled) return tl::unexpected(crawled.error());
      round.at(way) = *crawled;
    }
    return round;
  }

 private:
  static Measure measure_of(const BareRun& run) {
    return {.pages = run.pages, .body_bytes = run.bytes, .wall_s = run.wall_s, .cpu_s = run.cpu_s};
  }

  Measure parse(GumboUse use) const { return measure_of(parse_with_gumbo(bodies_, use)); }

  Result<Measure> fetch(std::vector<std::string>* bodies) {
    const double server_before = server_.cpu_s();
    Measure measure = measure_of(fetch_with_curl(urls_, plan_.connections, bodies));
    measure.server_cpu_s = server_.cpu_s() - server_before;
    if (measure.pages == urls_.size()) return measure;
    return io_error("curl_multi got " + std::to_string(measure.pages) + " pages of " +
                    std::to_string(urls_.size()));
  }

  Result<Measure> crawl(const std::string& name, bool recrawl) {
    const fs::path data = work_ / name;
    const fs::path log = work_ / (name + (recrawl ? "-recrawl.log" : "-crawl.log"));
    const std::string connections = std::to_string(plan_.connections);
    std::vector<std::string> command = {
        plan_.anchord, "--once",
        "--data",      data,
        "--set",       "network.allow=127.0.0.0/8",
        "--set",       "politeness.delay_ms=0",
        "--set",       "politeness.connections_per_host=" + connections};
    command.push_back(recrawl ? "--recrawl" : server_.origin() + plan_.start);
    const double server_before = server_.cpu_s();
    auto process = ChildProcess::start(command, log);
    if (!process) return tl::unexpected(process.error());
    const ProcessUsage usage = process->wait();
    const double server_s = server_.cpu_s() - server_before;
    if (usage.exit_code != 0) {
      return io_error("anchord ended with " + std::to_string(usage.exit_code) + ", see " +
                      log.string());
    }
    const auto site = read_crawled_site(data);
    if (!site) return tl::unexpected(site.error());
    if (auto checked = check(*site, recrawl); !checked) return tl::unexpected(checked.error());
    Measure measure{.pages = site->pages,
                    .links = site->links,
                    .wall_s = usage.wall_s,
                    .cpu_s = usage.cpu_s,
                    .server_cpu_s = server_s,
                    .rss_bytes_max = usage.rss_bytes_max,
                    .disk_bytes = disk_bytes(data),
                    .written_bytes = usage.written_bytes};
    for (const std::string& body : bodies_) measure.body_bytes += recrawl ? 0 : body.size();
    return measure;
  }

  Status check(const CrawledSite& site, bool recrawl) const {
    const auto is = [](const char* what, std::uint64_t found, std::uint64_t expected) -> Status {
      if (found == expected) return Ok{};
      return corruption("the index has " + std::to_string(found) + " " + what + ", expected " +
                        std::to_string(expected));
    };
    if (auto same = is("pages", site.pages, plan_.pages); !same) return same;
    if (auto same = is("links", site.links, plan_.links); !same) return same;
    return is("pages visited twice", site.revisits, recrawl ? plan_.pages : 0);
  }

  const Plan plan_;
  const fs::path work_;
  NginxServer server_;
  std::vector<std::string> urls_;
  std::vector<std::string> bodies_;
};

Status run_in(const fs::path& work, const Plan& plan) {
  auto server = NginxServer::start(plan.root, work / "nginx");
  if (!server) return tl::unexpected(server.error());
  CrawlBench bench(plan, work, std::move(*server));
  if (auto prepared = bench.prepare(); !prepared) return prepared;
  std::vector<Round> rounds;
  for (int number = 1; number <= plan.rounds; ++number) {
    const auto round = bench.run_round(number);
    if (!round) return tl::unexpected(round.error());
    rounds.push_back(*round);
    std::printf("round %d of %d\n", number, plan.rounds);
    print_medians({&rounds.back(), 1});
  }
  std::printf("medians of %d rounds: %s%s, %llu pages, %llu links, %zu connections\n", plan.rounds,
              plan.root.c_str(), plan.start.c_str(), static_cast<unsigned long long>(plan.pages),
              static_cast<unsigned long long>(plan.links), plan.connections);
  print_medians(rounds);
  return Ok{};
}

// Nullopt, and what to exit with, where there is nothing to measure.
std::optional<Plan> read_command_line(int argc, char** argv, int& exit_code) {
  Plan plan;
  CLI::App app("Measures a crawl of a local site beside bare Gumbo and bare curl_multi.");
  try {
    app.add_option("--anchord", plan.anchord, "the crawler to measure")->capture_default_str();
    app.add_option("--root", plan.root, "folder of the site")->capture_default_str();
    app.add_option("--start", plan.start, "path of its first page")->capture_default_str();
    app.add_option("--pages", plan.pages, "pages it has")->capture_default_str();
    app.add_option("--links", plan.links, "links on them")->capture_default_str();
    app.add_option("--connections", plan.connections, "at a time")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    app.add_option("--rounds", plan.rounds, "how often")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    app.add_flag("--keep", plan.keep, "keep the indexes and logs");
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    exit_code = app.exit(error);
    return std::nullopt;
  }
  return plan;
}

int run(const Plan& plan) {
  std::string name = (fs::temp_directory_path() / "crawl_bench.XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    std::cerr << "crawl_bench: cannot make " << name << '\n';
    return EXIT_FAILURE;
  }
  const Status done = run_in(name, plan);
  if (!done) std::cerr << "crawl_bench: " << done.error().message << '\n';
  if (plan.keep || !done) {
    std::cerr << "crawl_bench: indexes and logs are in " << name << '\n';
  } else {
    std::error_code ignored;
    fs::remove_all(name, ignored);
  }
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace anchord

int main(int argc, char** argv) {
  try {
    int exit_code = EXIT_SUCCESS;
    const auto plan = anchord::read_command_line(argc, argv, exit_code);
    if (!plan) return exit_code;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    return anchord::run(*plan);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "crawl_bench: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
