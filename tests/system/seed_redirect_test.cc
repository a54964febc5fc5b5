#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "tests/crawler/loopback_server.h"
#include "tests/files.h"
#include "tests/system/system_testing.h"

// Seeds that redirect, or bring no page, as an operator meets them. Names below localhost are this
// machine's without DNS.
namespace anchord {
namespace {

std::string answer(const std::string& status, const std::string& headers, const std::string& body) {
  return "HTTP/1.1 " + status + "\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
std::string page(const std::string& body) {
  return answer("200 OK", "Content-Type: text/html\r\n", body);
}
std::string moved(const std::string& to) {
  return answer("301 Moved Permanently", "Location: " + to + "\r\n", "");
}

// A server for every name of this machine: what it says by "host/path", without the port.
class NamedServer {
 public:
  NamedServer()
      : server_([this](const std::string& request) {
          const std::string path = request.substr(4, request.find(' ', 4) - 4);
          const std::size_t host = request.find("Host: ") + 6;
          const std::string name = request.substr(host, request.find_first_of(":\r", host) - host);
          const std::lock_guard lock(mutex_);
          if (path != "/robots.txt" && path != "/sitemap.xml") asked_ += name + path + "\n";
          const auto it = answers_.find(name + path);
          return LoopbackServer::Reply{it == answers_.end() ? answer("404 Not Found", "", "")
                                                            : it->second};
        }) {}

  std::string url(const std::string& name_and_path) const {
    const std::size_t slash = name_and_path.find('/');
    return "http://" + name_and_path.substr(0, slash) + ":" + std::to_string(server_.port()) +
           name_and_path.substr(slash);
  }
  void set(const std::string& name_and_path, const std::string& bytes) {
    const std::lock_guard lock(mutex_);
    answers_[name_and_path] = bytes;
  }
  // What was asked for but robots.txt and sitemap.xml, a line each.
  std::string asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> answers_;
  std::string asked_;
  LoopbackServer server_;
};

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

TEST(SeedRedirectTest, TheTwinIsCrawledAndStaysInTheTarget) {
  NamedServer server;
  server.set("www.shop.localhost/", moved(server.url("shop.localhost/")));
  server.set("shop.localhost/", page("<a href=/1>1</a><a href=/2>2</a>"));
  server.set("shop.localhost/1", page("1"));
  server.set("shop.localhost/2", moved("/3"));
  server.set("shop.localhost/3", page("3"));
  const Index index;
  const std::string seed = server.url("www.shop.localhost/");
  const auto ended = index.anchord({"--once", seed + " scope=domain max_depth=1"}).wait();
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_TRUE(says(server.asked(), "shop.localhost/3\n")) << server.asked();
  const std::string host = server.url("shop.localhost/").substr(7);
  EXPECT_TRUE(says(ended.err, "seed " + seed + " redirects to " + server.url("shop.localhost/") +
                                  ": its target has " + host.substr(0, host.size() - 1)))
      << ended.err;
  const auto rows = index.rows({"seed", "list"});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["redirect_hosts"], host.substr(0, host.size() - 1));
  EXPECT_EQ(rows[0]["redirects_out_to"], "");
  server.set("shop.localhost/1", page("<a href=/4>4</a>"));
  server.set("shop.localhost/4", page("4"));
  EXPECT_EQ(index.crawl({"--recrawl"}), 0);
  EXPECT_FALSE(says(server.asked(), "shop.localhost/4\n")) << "that is too deep";
  EXPECT_EQ(index.crawl({}), 0) << "nothing was due";
  EXPECT_EQ(index.violations(), "");
}

TEST(SeedRedirectTest, ASeedThatLeavesItsTargetNamesTheOneToAdd) {
  NamedServer server;
  server.set("a.localhost/", moved(server.url("b.localhost/home")));
  server.set("b.localhost/home", page("<a href=/x>x</a>"));
  const Index index;
  const std::string seed = server.url("a.localhost/");
  const std::string to = server.url("b.localhost/home");
  const std::string words = "redirects to " + to + ", out of its target: to crawl that, add ";
  const auto ended = index.anchord({"--once", seed}).wait();
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_TRUE(says(ended.err, "seed " + seed + " " + words)) << ended.err;
  EXPECT_TRUE(says(ended.err, "anchord: " + seed + ": " + words + "the seed " + to)) << ended.err;
  EXPECT_EQ(server.asked(), "a.localhost/\n");
  EXPECT_EQ(index.rows({"seed", "list"}).at(0)["redirects_out_to"], to);
  Process daemon = index.anchord({});
  const std::filesystem::path seeds = std::filesystem::path(index.data()) / "seeds";
  for (int i = 0; i < 3000 && !std::filesystem::exists(seeds / "failed"); ++i) usleep(10'000);
  std::ofstream(seeds / ".list") << seed << "\n";
  std::filesystem::rename(seeds / ".list", seeds / "list");
  for (int i = 0; i < 3000 && !std::filesystem::exists(seeds / "done" / "list"); ++i) {
    usleep(10'000);
  }
  EXPECT_EQ(bytes_of(seeds / "done" / "list.report"),
            "1 unchanged " + seed + ": " + words + "it as a seed\n# 1 lines, 0 refused\n");
  daemon.send(SIGTERM);
  EXPECT_EQ(daemon.wait().exit_code, 0);
  EXPECT_EQ(index.crawl({to}), 0);
  EXPECT_EQ(index.rows({"seed", "list"}).at(0)["redirects_out_to"], "") << "it is a seed now";
}

TEST(SeedRedirectTest, ACrawlWithoutAPageSaysWhyForEachSeed) {
  NamedServer server;
  server.set("shut.localhost/robots.txt", answer("200 OK", "", "User-agent: *\nDisallow: /\n"));
  server.set("busy.localhost/robots.txt", answer("500 Internal Server Error", "", ""));
  server.set("far.localhost/", moved(server.url("other.localhost/")));
  server.set("near.localhost/", moved("/gone"));
  server.set("ill.localhost/", answer("403 Forbidden", "", "no"));
  const Index index;
  std::string dead;
  {
    const LoopbackServer closed([](const std::string&) { return LoopbackServer::Reply{}; });
    dead = closed.url("/");
  }
  const auto ended =
      index
          .anchord({"--once", server.url("none.localhost/x"), server.url("shut.localhost/"),
                    server.url("busy.localhost/"), server.url("far.localhost/"),
                    server.url("near.localhost/"), server.url("ill.localhost/"), dead})
          .wait();
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_TRUE(says(ended.err, "anchord: no page was indexed\n")) << ended.err;
  const struct {
    std::string seed;
    std::string why;
  } cases[] = {
      {server.url("none.localhost/x"), "answered 404"},
      {server.url("shut.localhost/"), "robots.txt forbids it"},
      {server.url("busy.localhost/"),
       "not asked for: no usable answer for the robots.txt of its host: answered 500"},
      {server.url("far.localhost/"), "redirects to " + server.url("other.localhost/") + ", out of"},
      {server.url("near.localhost/"),
       "redirects to " + server.url("near.localhost/gone") + ", and of that: answered 404"},
      {server.url("ill.localhost/"), "answered 403"},
      {dead, "not asked for: no usable answer for the robots.txt of its host: could not connect"},
  };
  for (const auto& c : cases) {
    EXPECT_TRUE(says(ended.err, "anchord: " + c.seed + ": " + c.why)) << c.seed << "\n"
                                                                      << ended.err;
  }
  EXPECT_TRUE(says(ended.err, "2 unreachable (2 robots.txt)")) << ended.err;
  EXPECT_EQ(index.crawl({}), 3) << "nothing is due, and there is still no page";
}

TEST(SeedRedirectTest, WhatHasPagesAndNothingDueIsDone) {
  NamedServer server;
  server.set("a.localhost/", page("a"));
  const Index index;
  EXPECT_EQ(index.crawl({server.url("a.localhost/")}), 0);
  EXPECT_EQ(index.crawl({}), 0);
  EXPECT_EQ(index.crawl({server.url("a.localhost/none")}), 3) << "that seed was asked for in vain";
  EXPECT_EQ(index.crawl({}), 0);
}

TEST(SeedRedirectTest, SeedsWithASchemeInTheirPathAreFetched) {
  NamedServer server;
  const std::string path = "a.localhost/go?u=http://b.example/";
  server.set(path, page("go"));
  server.set("b.localhost/http://c.example/x", page("archived"));
  const Index index;
  EXPECT_EQ(index.crawl({server.url(path) + " scope=exact",
                         server.url("b.localhost/http://c.example/x").substr(7) + " scope=prefix"}),
            0);
  EXPECT_TRUE(says(server.asked(), path + "\n")) << server.asked();
  EXPECT_TRUE(says(server.asked(), "b.localhost/http://c.example/x\n")) << server.asked();
  EXPECT_EQ(index.rows({"pages", server.url(path).substr(7), "--mode", "exact"}).size(), 1U);
}

// The final dot of a name is that of DNS's root.
TEST(SeedRedirectTest, AFinalDotIsTheSameHost) {
  NamedServer server;
  server.set("a.localhost/", page("<a href='" + server.url("a.localhost./x") + "'>x</a><a href='" +
                                  server.url("a.localhost/x") + "'>x</a>"));
  server.set("a.localhost/x", page("x"));
  const Index index;
  EXPECT_EQ(index.crawl({server.url("a.localhost./")}), 0);
  EXPECT_EQ(server.asked(), "a.localhost/\na.localhost/x\n");
}

}  // namespace
}  // namespace anchord
