#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/system/linked_web.h"
#include "tests/system/site_server.h"
#include "tests/system/system_testing.h"

// What is on disk after a kill -9 is whole, and what is missing is fetched again.
namespace anchord {
namespace {

constexpr int kHosts = 5;
constexpr int kPagesPerHost = 300;
constexpr int kKills = 50;
constexpr int kKillsOfRecrawl = 4;

// What reports say of the whole web, without dates.
std::vector<std::string> reports(const Index& index) {
  std::vector<std::string> lines;
  for (int host = 1; host <= kHosts; ++host) {
    const std::string name = "127.0.0." + std::to_string(host);
    for (const bool lost : {false, true}) {
      std::vector<std::string> arguments = {"links", name};
      if (lost) arguments.emplace_back("--lost");
      for (nlohmann::json& row : index.rows(arguments)) {
        for (const char* date : {"first_seen", "last_visited", "prev_visited"}) row.erase(date);
        lines.push_back((lost ? "lost " : "") + row.dump());
      }
    }
    for (const auto& row : index.rows({"anchors", name, "--order-by", "anchor"})) {
      lines.push_back(row.dump());
    }
  }
  return lines;
}

// The pages that an attempt has settled, each with that attempt's outcome and date.
std::map<std::string, std::string> settled(const Index& index) {
  std::map<std::string, std::string> pages;
  for (int host = 1; host <= kHosts; ++host) {
    for (const auto& row : index.rows({"pages", "127.0.0." + std::to_string(host), "--all"})) {
      if (row["state"] == "waiting") continue;
      pages[row["url"]] = row["state"].dump() + row["last_visited"].dump() + row["due"].dump();
    }
  }
  return pages;
}

class KillTest : public testing::Test {
 protected:
  KillTest() : server_(kHosts), web_(server_, kHosts, kPagesPerHost) {}

  // Starts `arguments`, and kills it when so many more pages have been asked for.
  void crawl_and_kill(const std::vector<std::string>& arguments, std::size_t pages) {
    const std::size_t asked = server_.served_count();
    Process crawl = index_.anchord(arguments);
    ASSERT_TRUE(server_.wait_for_served(asked + pages));
    crawl.send(SIGKILL);
    ASSERT_EQ(crawl.wait().exit_code, 128 + SIGKILL);
    ASSERT_EQ(index_.violations(), "") << "after " << server_.served_count() << " pages";
  }

  int urls_asked_for(const std::string& host) const {
    int urls = 0;
    for (const auto& row : index_.rows({"pages", host, "--all"})) {
      urls += row["state"] == "waiting" ? 0 : 1;
    }
    return urls;
  }

  // Of the pages asked for since the `from`-th, those that are in `done`.
  std::string asked_again(std::size_t from, const std::map<std::string, std::string>& done) const {
    const std::vector<std::string> served = server_.served();
    std::string again;
    for (std::size_t i = from; i < served.size(); ++i) {
      if (done.contains(served[i])) again += served[i] + "\n";
    }
    return again;
  }

  // Crawls to the end, where nothing of `done` is asked for again.
  void expect_ends_like(const Index& undisturbed, const std::map<std::string, std::string>& done) {
    const std::size_t asked = server_.served_count();
    ASSERT_EQ(index_.crawl({}), 0);
    EXPECT_EQ(asked_again(asked, done), "");
    EXPECT_EQ(index_.violations(), "");
    EXPECT_EQ(reports(index_), reports(undisturbed));
  }

  SiteServer server_;
  LinkedWeb web_;
  Index index_;
};

TEST_F(KillTest, ACrawlThatIsKilledAgainAndAgainEndsLikeAnUndisturbedOne) {
  const Index undisturbed;
  ASSERT_EQ(undisturbed.crawl(web_.seeds()), 0);
  ASSERT_GT(undisturbed.stat("pages"), 1000);

  std::mt19937 random(9);
  std::vector<std::string> arguments = web_.seeds();
  for (int kill = 0; kill < kKills; ++kill) {
    const auto done = settled(index_);
    const std::size_t asked = server_.served_count();
    crawl_and_kill(arguments, kill == 0 ? 1 : 1 + random() % 80);
    EXPECT_EQ(asked_again(asked, done), "") << "before kill " << kill;
    arguments.clear();  // the index knows its targets
  }
  const auto done = settled(index_);
  EXPECT_GT(done.size(), 100U);
  EXPECT_LT(done.size(), web_.size());
  expect_ends_like(undisturbed, done);
}

TEST_F(KillTest, ARecrawlThatIsKilledGoesOnWithoutBeingAskedTo) {
  const Index undisturbed;
  ASSERT_EQ(undisturbed.crawl(web_.seeds()), 0);
  ASSERT_EQ(index_.crawl(web_.seeds()), 0);
  ASSERT_EQ(reports(index_), reports(undisturbed));
  const auto first = settled(index_);
  web_.change();
  ASSERT_EQ(undisturbed.crawl({"--recrawl"}), 0);

  std::mt19937 random(9);
  std::vector<std::string> arguments = {"--recrawl"};
  for (int kill = 0; kill < kKillsOfRecrawl; ++kill) {
    crawl_and_kill(arguments, 50 + random() % 200);
    arguments.clear();
  }
  auto done = settled(index_);
  std::erase_if(done, [&](const auto& page) {
    const auto it = first.find(page.first);
    return it != first.end() && it->second == page.second;
  });
  EXPECT_GT(done.size(), 50U);
  EXPECT_LT(done.size(), web_.size());
  expect_ends_like(undisturbed, done);
}

// Budgets are kept over crashes, and what they hold back comes once they are raised.
TEST_F(KillTest, BudgetsHoldOverCrashesAndDropNothing) {
  constexpr std::int64_t kBudget = 120;  // a host: its domain is itself
  const Index undisturbed;
  ASSERT_EQ(undisturbed.crawl(web_.seeds()), 0);
  const std::vector<std::string> budget = {"--set",
                                           "crawler.domain_pages_max=" + std::to_string(kBudget)};
  std::vector<std::string> arguments = web_.seeds();
  arguments.front() += " max_pages=60";
  arguments.insert(arguments.end(), budget.begin(), budget.end());
  for (int kill = 0; kill < 8; ++kill) {
    crawl_and_kill(arguments, 25);
    arguments = budget;
  }
  ASSERT_EQ(index_.crawl(budget), 0);
  EXPECT_EQ(index_.violations(), "");
  EXPECT_EQ(urls_asked_for("127.0.0.1"), 60);
  for (int host = 2; host <= kHosts; ++host) {
    EXPECT_EQ(urls_asked_for("127.0.0." + std::to_string(host)), kBudget);
  }
  ASSERT_EQ(index_.crawl({web_.seeds().front()}), 0);
  EXPECT_EQ(index_.violations(), "");
  EXPECT_EQ(reports(index_), reports(undisturbed));
}

}  // namespace
}  // namespace anchord
