#include <gtest/gtest.h>
#include <sys/stat.h>

#include <random>

#include "tests/files.h"
#include "tests/system/site_server.h"
#include "tests/system/system_testing.h"

// Seeds by file drop, as an operator does it.
namespace anchord {
namespace {

namespace fs = std::filesystem;

constexpr int kKills = 20;
constexpr int kLines = 60'000;

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
  EXPECT_NE(bytes_of(seeds / "failed" / "list.report").find("2 refused: "), std::string::npos);
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

// What `anchorctl seed import`, given these bytes, prints and ends with.
Process::Outcome import_seeds(const Index& index, const std::string& options,
                              const std::string& bytes) {
  const fs::path file = index.directory() / "imported";
  std::ofstream(file, std::ios::binary) << bytes;
  return Process({"/bin/sh", "-c", ANCHORCTL " --data \"$1\" seed import $2 < \"$3\"", "sh",
                  index.data(), options, file.string()},
                 index.directory())
      .wait();
}

TEST(SeedDropTest, ByHandTargetsAreImportedAndPaused) {
  const Index index;
  const fs::path directory = index.directory() / "daemon";
  fs::create_directory(directory);
  Process crawl({ANCHORD, "--data", index.data(), "--set", "network.allow=127.0.0.0/8", "--set",
                 "api.listen="},
                directory);
  ASSERT_TRUE(wait_for(fs::path(index.data()) / "seeds" / "failed"));
  struct Case {
    const char* options;
    const char* bytes;
    int exit_code;
    const char* want;
  };
  const Case cases[] = {
      {"--with scope=exact",
       "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url>"
       "<loc>http://127.0.0.1:9/a</loc></url><url><loc>http://127.0.0.1:9/b</loc></url></urlset>",
       0, "1 added http://127.0.0.1:9/a\n2 added http://127.0.0.1:9/b\n# 2 lines, 0 refused\n"},
      {"", "http://127.0.0.2:9/ max_depth=1\n# no more\n", 0,
       "1 added http://127.0.0.2:9/\n# 2 lines, 0 refused\n"},
      {"", "ftp://127.0.0.1/\n", 2,
       "1 refused: \"ftp://127.0.0.1/\": want an http or https URL of at most 8192 bytes\n"
       "# 1 lines, 1 refused\n"},
  };
  for (const Case& c : cases) {
    const Process::Outcome outcome = import_seeds(index, c.options, c.bytes);
    EXPECT_EQ(outcome.exit_code, c.exit_code) << outcome.err;
    EXPECT_EQ(outcome.out, c.want);
  }
  const Process::Outcome empty = import_seeds(index, "", "<urlset></urlset>");
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_NE(empty.err.find("a sitemap without URLs"), std::string::npos) << empty.err;
  const auto paused = index.anchorctl({"seed", "pause", "127.0.0.2:9"});
  ASSERT_FALSE(paused.empty());
  EXPECT_EQ(paused[0], "1 paused http://127.0.0.2:9/");
  crawl.send(SIGTERM);
  EXPECT_EQ(crawl.wait().exit_code, 0);
  std::string targets;
  for (const auto& row : index.rows({"seed", "list"})) {
    targets.append(row["url"]).append(" ").append(row["scope"]);
    targets += row["paused"].get<bool>() ? " paused\n" : "\n";
  }
  EXPECT_EQ(targets,
            "http://127.0.0.1:9/a exact\nhttp://127.0.0.1:9/b exact\n"
            "http://127.0.0.2:9/ subdomains paused\n");
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
  EXPECT_EQ(bytes_of(seeds / "done" / "list.report"), want);
  crawl.send(SIGTERM);
  EXPECT_EQ(crawl.wait().exit_code, 0);
  EXPECT_EQ(index.stat("urls_waiting") + index.stat("urls_unreachable"), kLines);
  EXPECT_EQ(index.rows({"seed", "list"}).size(), static_cast<std::size_t>(kLines));
  EXPECT_EQ(index.violations(), "");
}

}  // namespace
}  // namespace anchord
