#include <gtest/gtest.h>

#include <set>

#include "tests/system/site_server.h"
#include "tests/system/system_testing.h"

// `anchord` as a command: signals, exit codes, messages.
namespace anchord {
namespace {

// A home page with links to `count` others, which are empty.
void make_site(SiteServer& server, int count) {
  std::string body;
  for (int i = 0; i < count; ++i) {
    const std::string path = "/" + std::to_string(i);
    body += "<a href=" + path + ">page</a>\n";
    server.set(server.url(path), {.body = "page"});
  }
  server.set(server.url("/"), {.body = body});
}

TEST(CommandTest, ASignalEndsItAfterStoringWhatWasAnswered) {
  for (const int signal : {SIGTERM, SIGINT}) {
    SiteServer server;
    make_site(server, 1000);
    const Index index;
    Process crawl = index.anchord({server.url("/"), "--set", "politeness.delay_ms=5"});
    ASSERT_TRUE(server.wait_for_served(20));
    crawl.send(signal);
    const Process::Outcome ended = crawl.wait();
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_EQ(index.violations(), "");
    std::set<std::string> visited;
    for (const auto& row : index.rows({"pages", "127.0.0.1"})) visited.insert(row["url"]);
    const std::vector<std::string> served = server.served();
    std::set<std::string> pages(served.begin(), served.end());
    pages.erase(server.url("/sitemap.xml"));  // asked for, but there is none
    EXPECT_EQ(visited, pages);
    EXPECT_LT(visited.size(), 1000U);
  }
}

// A home page that is never answered, and nothing else to ask for.
void make_hanging_site(SiteServer& server) {
  server.set(server.url("/"), {.hangs = true});
  server.set(server.url("/robots.txt"), {.body = "User-agent: *\nDisallow: /sitemap.xml\n"});
}

TEST(CommandTest, ASecondSignalEndsItAtOnce) {
  SiteServer server;
  make_hanging_site(server);
  const Index index;
  Process crawl = index.anchord({server.url("/")});
  ASSERT_TRUE(server.wait_for_served(1));
  crawl.send(SIGTERM);
  ASSERT_TRUE(crawl.says("stopping"));
  crawl.send(SIGTERM);
  EXPECT_EQ(crawl.wait().exit_code, 130);
  EXPECT_EQ(index.violations(), "");
}

TEST(CommandTest, ADrainDoesNotWaitForAServerThatHangs) {
  SiteServer server;
  make_hanging_site(server);
  const Index index;
  Process crawl = index.anchord({server.url("/")});
  ASSERT_TRUE(server.wait_for_served(1));
  crawl.send(SIGTERM);
  EXPECT_EQ(crawl.wait().exit_code, 0);
  EXPECT_EQ(index.stat("urls_waiting"), 1);
}

TEST(CommandTest, BadInputIsExitCode2AndSaysWhatIsWrong) {
  const Index index;
  const std::string file = (index.directory() / "bad.toml").string();
  std::ofstream(file) << "[politeness]\ndelay_ms = \"soon\"\n";
  struct {
    std::vector<std::string> arguments;
    std::string want;  // part of the message
  } const cases[] = {
      {{}, "nothing to crawl: give a URL or --seeds FILE"},
      {{"ftp://a.example/"}, "\"ftp://a.example/\": want an http or https URL"},
      {{"--bogus"}, "--bogus"},
      {{"--set", "politeness.delay=1"}, "unknown key politeness.delay; known are crawler.contact"},
      {{"--set", "politeness.delay_ms=-1"}, "politeness.delay_ms: want a number from 0 to"},
      {{"--set", "politeness.delay_ms"}, "want KEY=VALUE"},
      {{"http://a.example/"},
       "crawler.contact: needed to crawl a.example: the URL or mail address"},
      {{"--set", "crawler.contact=me"}, "crawler.contact: want a URL or mail address"},
      {{"--set", "network.allow=10.0.0.1/8"}, "network.allow: want IP ranges such as 127.0.0.0/8"},
      {{"--config", file}, "bad.toml:2: politeness.delay_ms: want a number from 0 to"},
      {{"--config", "/none"}, "/none"},
      {{"--seeds", "/none"}, "/none: cannot be read"},
  };
  for (const auto& c : cases) {
    std::vector<std::string> arguments = c.arguments;
    arguments.emplace_back("--once");
    const Process::Outcome ended = index.anchord(arguments).wait();
    EXPECT_EQ(ended.exit_code, 2) << c.want;
    EXPECT_NE(ended.err.find(c.want), std::string::npos) << c.want << " in " << ended.err;
  }
}

TEST(CommandTest, LoopbackIsCrawledOnlyWhereItIsAllowed) {
  SiteServer server;
  make_site(server, 1);
  const Index index;
  const auto ended = index.anchord({"--once", server.url("/"), "--set", "network.allow="}).wait();
  EXPECT_EQ(ended.exit_code, 3) << "no page was indexed";
  EXPECT_NE(ended.err.find("forbidden (127.0.0.1 is loopback (127.0.0.0/8))"), std::string::npos)
      << ended.err;
  EXPECT_EQ(server.served_count(), 0U);
}

TEST(CommandTest, ASecondCrawlerOnAnIndexIsRefused) {
  SiteServer server;
  server.set(server.url("/"), {.hangs = true});
  const Index index;
  const Process crawl = index.anchord({server.url("/")});
  ASSERT_TRUE(server.wait_for_served(1));
  const std::filesystem::path second = index.directory() / "second";
  std::filesystem::create_directory(second);
  const auto ended = Process({ANCHORD, "--data", index.data(), server.url("/")}, second).wait();
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_NE(ended.err.find("in use by another anchord"), std::string::npos) << ended.err;
}

TEST(CommandTest, SeedsComeFromAFile) {
  SiteServer server(2);
  const Index index;
  const std::string file = (index.directory() / "seeds.txt").string();
  std::ofstream(file) << "# two sites\n"
                      << server.url("/a", 0) << "\nnonsense://x\n"
                      << server.url("/b", 1).substr(7) << "  # without its scheme\n";
  const Process::Outcome ended = index.anchord({"--once", "--seeds", file}).wait();
  EXPECT_EQ(ended.exit_code, 3) << "no page was indexed";
  EXPECT_NE(ended.err.find("seeds.txt:3: \"nonsense://x\""), std::string::npos) << ended.err;
  EXPECT_EQ(index.stat("urls_gone"), 4) << "two pages, two sitemaps";
}

}  // namespace
}  // namespace anchord
