#include <gtest/gtest.h>
#include <sys/stat.h>

#include <random>

#include "tests/system/site_server.h"
#include "tests/system/system_testing.h"

// Seeds by file drop, as an operator does it.
namespace anchord {
namespace {

namespace fs = std::filesystem;

constexpr int kKills = 20;
constexpr int kLines = 60'000;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool wait_for(const fs::path& file) {
  for (int i = 0; i < 3000 && !fs::exists(file); ++i) usleep(10'000);
  return fs::exists(file);
}

TEST(SeedDropTest, ADaemonWithoutSeedsTakesThemFromItsDirectory) {
  SiteServer server;
  server.set(server.url("/"), {.body = "<a href=/x>x</a>"});
  server.set(server.url("/x"), {.body = "x"});
  const Index index;
  Process crawl = index.anchord({});
  const fs::path seeds = fs::path(index.data()) / "seeds";
  ASSERT_TRUE(wait_for(seeds / "failed"));
  ASSERT_EQ(mkfifo((seeds / "fifo").c_str(), 0600), 0);
  fs::create_directory(seeds / "folder");
  std::ofstream(seeds / ".list") << server.url("/") << "\nftp://refused/\n";
  fs::rename(seeds / ".list", seeds / "list");
  ASSERT_TRUE(wait_for(seeds / "failed" / "list"));
  EXPECT_NE(text_of(seeds / "failed" / "list.report").find("2 refused: "), std::string::npos);
  EXPECT_TRUE(server.wait_for_served(3)) << "robots.txt and two pages";
  EXPECT_TRUE(wait_for(seeds / "failed" / "fifo"));
  EXPECT_TRUE(wait_for(seeds / "failed" / "folder"));
  const auto verdict = index.anchorctl({"seed", "remove", server.url("/")});
  ASSERT_EQ(verdict.size(), 2U);
  EXPECT_EQ(verdict[0], "1 removed " + server.url("/"));
  EXPECT_EQ(index.rows({"seed", "list"}).size(), 0U);
  crawl.send(SIGTERM);
  EXPECT_EQ(crawl.wait().exit_code, 0);
  EXPECT_EQ(index.violations(), "");
}

TEST(SeedDropTest, AnIntakeThatIsKilledAgainAndAgainTakesEachLineOnce) {
  const Index index;
  const fs::path seeds = fs::path(index.data()) / "seeds";
  fs::create_directories(seeds);
  std::string want;
  {
    std::ofstream list(seeds / "list");
    for (int i = 1; i <= kLines; ++i) {
      const std::string url =
          "http://127.1." + std::to_string(i % 50) + ".1:9/" + std::to_string(i);
      list << url << "\n";
      want += std::to_string(i) + " added " + url + "\n";
    }
  }
  want += "# " + std::to_string(kLines) + " lines, 0 refused\n";
  std::mt19937 random(5);
  const std::vector<std::string> quiet = {"--set", "log.level=error", "--set",
                                          "politeness.delay_ms=60000"};
  for (int kill = 0; kill < kKills; ++kill) {
    Process crawl = index.anchord(quiet);
    // Dropped anew under the name that it has, so that it is taken up at once.
    ASSERT_TRUE(wait_for(seeds / "failed"));
    usleep(100'000);
    if (fs::exists(seeds / "list")) {
      fs::rename(seeds / "list", seeds / "list.tmp");
      fs::rename(seeds / "list.tmp", seeds / "list");
    }
    usleep(static_cast<unsigned>(random() % 200'000));
    crawl.send(SIGKILL);
    crawl.wait();
    ASSERT_EQ(index.violations(), "") << "after kill " << kill;
  }
  Process crawl = index.anchord(quiet);
  usleep(300'000);
  std::error_code gone;
  fs::rename(seeds / "list", seeds / "list.tmp", gone);
  if (!gone) fs::rename(seeds / "list.tmp", seeds / "list");
  ASSERT_TRUE(wait_for(seeds / "done" / "list"));
  EXPECT_EQ(text_of(seeds / "done" / "list.report"), want);
  crawl.send(SIGTERM);
  EXPECT_EQ(crawl.wait().exit_code, 0);
  EXPECT_EQ(index.stat("urls_waiting") + index.stat("urls_unreachable"), kLines);
  EXPECT_EQ(index.rows({"seed", "list"}).size(), static_cast<std::size_t>(kLines));
  EXPECT_EQ(index.violations(), "");
}

}  // namespace
}  // namespace anchord
