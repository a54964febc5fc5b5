#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/robots.h"
#include "tests/files.h"
#include "tests/testdata.h"

// The conformance data of RFC 9309 parsers: see robots/SOURCE.txt in the test data.
namespace anchord {
namespace {

using nlohmann::json;

std::filesystem::path data_file(std::string_view name) { return testdata() / "robots" / name; }

std::string gunzipped(const std::filesystem::path& path) {
  const std::string command = "gzip -dc '" + path.string() + "'";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string content;
  std::array<char, 1U << 16U> chunk{};
  for (std::size_t got = 1; pipe && got != 0;) {
    got = fread(chunk.data(), 1, chunk.size(), pipe.get());
    content.append(chunk.data(), got);
  }
  return content;
}

json misc_cases(const char* topic) {
  return json::parse(std::ifstream(data_file("robots_misc.json")))[topic]["cases"];
}

std::vector<json> lines_of(const std::filesystem::path& path) {
  std::istringstream lines(gunzipped(path));
  std::vector<json> result;
  for (std::string line; std::getline(lines, line);) result.push_back(json::parse(line));
  return result;
}

// Name to content of the regular files in a ustar archive: 512-byte headers, content padded to 512.
std::map<std::string, std::string> files_of(const std::string& tar) {
  std::map<std::string, std::string> files;
  for (std::size_t at = 0; at + 512 <= tar.size() && tar[at] != '\0';) {
    const std::string path = tar.substr(at, 100).c_str();
    const std::size_t size = std::stoul(tar.substr(at + 124, 11), nullptr, 8);
    if (tar[at + 156] == '0') files[path.substr(path.rfind('/') + 1)] = tar.substr(at + 512, size);
    at += 512 + (size + 511) / 512 * 512;
  }
  return files;
}

std::string robots_of(const json& c) {
  return c.contains("robots") ? c["robots"].get<std::string>()
                              : from_base64(c["robots_b64"].get<std::string>());
}

// The cases give whole user agents too, and `*` for a robot that no group names.
std::string token_of(const json& c) {
  std::string agent = c["agent"];
  if (agent == "*") return "nobody-names-me";
  agent = agent.substr(0, agent.find('/'));
  return agent.substr(0, agent.find_last_not_of(' ') + 1);
}

bool is_product_token(const std::string& text) {  // RFC 9309 2.2.1
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isalpha(c) != 0 || c == '-' || c == '_'; });
}

std::string path_of(std::string url) {
  url = url.substr(0, url.find('#'));
  const std::size_t scheme = url.find("//");
  const std::size_t authority =
      scheme == 0 || (scheme != url.npos && url[scheme - 1] == ':') ? scheme + 2 : 0;
  const std::size_t path = url.find_first_of("/?", authority);
  if (path == url.npos) return "/";
  return url[path] == '?' ? "/" + url.substr(path) : url.substr(path);
}

// Parsed from an exact-size block that is gone afterwards.
RobotsRules rules_of(const std::string& body, const std::string& token) {
  const std::vector<char> block(body.begin(), body.end());
  return RobotsRules::parse({block.data(), block.size()}, token);
}

// The facts list a sitemap as often as the file does; we give it once.
json each_once(const json& list) {
  json result = json::array();
  for (const json& item : list) {
    if (std::find(result.begin(), result.end(), item) == result.end()) result.push_back(item);
  }
  return result;
}

std::string verdict(bool allowed) { return allowed ? "allowed" : "disallowed"; }

std::string delay_of(const json& seconds) {
  return seconds.is_null() ? "none" : std::to_string(std::llround(seconds.get<double>() * 1000));
}

std::string delay_of(const RobotsRules& rules) {
  return rules.crawl_delay() ? std::to_string(rules.crawl_delay()->count()) : "none";
}

#define OPEN_OR_SKIP(path) \
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "missing: " << (path)

TEST(RobotsConformance, PathOfUrlInTheseTests) {
  OPEN_OR_SKIP(data_file("robots_misc.json"));
  for (const json& c : misc_cases("path_of_url")) {
    EXPECT_EQ(path_of(c["url"]), c["path"].get<std::string>()) << c;
  }
}

// But for those on /robots.txt, which two of the matchers may forbid; RFC 9309 2.2.2 does not.
TEST(RobotsConformance, PortableCases) {
  const auto path = data_file("robots_portable.json");
  OPEN_OR_SKIP(path);
  std::size_t count = 0;
  for (const json& c : json::parse(std::ifstream(path))) {
    const RobotsRules rules = rules_of(robots_of(c), token_of(c));
    const std::string url_path = path_of(c["url"]);
    const bool allowed = url_path == "/robots.txt" || c["allowed"];
    EXPECT_EQ(verdict(rules.allows(url_path)), verdict(allowed)) << c.dump();
    ++count;
  }
  EXPECT_EQ(count, 1508U);
}

// The suites contradict each other here; what all three matchers say all the same is our answer
// too.
TEST(RobotsConformance, DialectCasesOnWhichTheMatchersAgree) {
  const auto path = data_file("robots_dialect.json");
  OPEN_OR_SKIP(path);
  std::size_t count = 0;
  for (const json& c : json::parse(std::ifstream(path))) {
    const json& said = c["verdicts"];
    if (said["google_robots_cc"] != said["crawler_commons"]) continue;
    if (said["google_robots_cc"] != said["protego"] || !is_product_token(c["agent"])) continue;
    const RobotsRules rules = rules_of(robots_of(c), token_of(c));
    EXPECT_EQ(verdict(rules.allows(path_of(c["url"]))), verdict(said["protego"])) << c.dump();
    ++count;
  }
  EXPECT_EQ(count, 17U);
}

// Two cases are their suites' own: one ignores an hour (we keep it, the caller bounds it), one
// gives to everyone what stands before any agent line (RFC 9309 2.1: a rule belongs to a group).
TEST(RobotsConformance, CrawlDelays) {
  OPEN_OR_SKIP(data_file("robots_misc.json"));
  for (const json& c : misc_cases("crawl_delay")) {
    if (c["name"] == "testBigCrawlDelay" || c["name"] == "NoLeadingUserAgent") continue;
    EXPECT_EQ(delay_of(rules_of(c["robots"], token_of(c))), delay_of(c["crawl_delay"])) << c.dump();
  }
}

TEST(RobotsConformance, Sitemaps) {
  OPEN_OR_SKIP(data_file("robots_misc.json"));
  for (const json& c : misc_cases("sitemaps")) {
    const RobotsRules rules = rules_of(c["robots"], "anchord");
    EXPECT_EQ(rules.sitemaps().size(), c.value("sitemap_count", rules.sitemaps().size())) << c;
    EXPECT_EQ(json(rules.sitemaps()), c.value("sitemaps", json(rules.sitemaps()))) << c;
  }
}

TEST(RobotsConformance, EscapedPatterns) {
  OPEN_OR_SKIP(data_file("robots_misc.json"));
  for (const json& c : misc_cases("escape_pattern")) {
    std::string storage;
    const std::string pattern = c["pattern"];
    EXPECT_EQ(normal_octets(pattern, storage), c["escaped"].get<std::string>());
  }
}

TEST(RobotsConformance, RealDecisions) {
  const auto archive = data_file("real_robots_dev.tar.gz");
  const auto cases = data_file("real_cases_dev.jsonl.gz");
  OPEN_OR_SKIP(archive);
  OPEN_OR_SKIP(cases);
  const auto files = files_of(gunzipped(archive));
  std::size_t count = 0;
  for (const json& c : lines_of(cases)) {
    const RobotsRules rules = rules_of(files.at(c["file"]), token_of(c));
    EXPECT_EQ(verdict(rules.allows(path_of(c["url"]))), verdict(c["allowed"])) << c;
    ++count;
  }
  EXPECT_EQ(count, 13482U);
}

// In two files the facts miss a sitemap: behind a byte order mark, and on a line without
// "Sitemap:", which crawler-commons (see Sitemaps above) takes.
TEST(RobotsConformance, RealSitemapsAndDelays) {
  const std::set<std::string> missed = {"www.business.gov.au", "www.containerstore.com"};
  const auto archive = data_file("real_robots_dev.tar.gz");
  const auto facts = data_file("real_sitemaps_delays_dev.jsonl.gz");
  OPEN_OR_SKIP(archive);
  OPEN_OR_SKIP(facts);
  const auto files = files_of(gunzipped(archive));
  for (const json& c : lines_of(facts)) {
    const std::string& body = files.at(c["file"]);
    for (const auto& [agent, seconds] : c["crawl_delay"].items()) {
      EXPECT_EQ(delay_of(rules_of(body, agent)), delay_of(seconds)) << c["file"] << ' ' << agent;
    }
    if (!c.contains("sitemaps")) continue;
    std::vector<std::string> sitemaps = rules_of(body, "anchord").sitemaps();
    if (missed.contains(c["file"])) sitemaps.erase(sitemaps.begin());
    EXPECT_EQ(json(sitemaps), each_once(c["sitemaps"])) << c["file"];
  }
}

}  // namespace
}  // namespace anchord
