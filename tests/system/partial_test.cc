#include <gtest/gtest.h>

#include <atomic>

#include "tests/crawler/loopback_server.h"
#include "tests/indexer/gzip_testing.h"
#include "tests/system/site_server.h"
#include "tests/system/system_testing.h"

// Visits that do not see the whole of a page, and what the index says of its links afterwards.
namespace anchord {
namespace {

constexpr int kLinks = 100;

// Links /0 to /99, each with some 60 bytes.
std::string many_links(int from = 0, int to = kLinks) {
  std::string body;
  for (int i = from; i < to; ++i) {
    const std::string name = std::to_string(i);
    body += "<p>see <a href=\"http://other.example/" + name + "\">link " + name + "</a> there\n";
  }
  return body;
}

class PartialTest : public testing::Test {
 protected:
  void set(const std::string& body, const std::string& etag = "") {
    server_.set(server_.url("/"), {.body = body, .etag = etag});
  }
  void crawl(std::vector<std::string> arguments = {}) {
    arguments.push_back(server_.url("/"));
    EXPECT_EQ(index_.crawl(std::move(arguments)), 0);
    EXPECT_EQ(index_.violations(), "");
  }
  void recrawl(std::vector<std::string> arguments = {}) {
    arguments.emplace_back("--recrawl");
    crawl(std::move(arguments));
  }
  std::vector<nlohmann::json> links(bool lost = false) const {
    std::vector<std::string> arguments = {"links", "127.0.0.1"};
    if (lost) arguments.emplace_back("--lost");
    return index_.rows(arguments);
  }
  nlohmann::json page() const {
    for (const auto& row : index_.rows({"pages", "127.0.0.1"})) {
      if (row["url"] == server_.url("/")) return row;
    }
    return {};
  }
  // How many live links were last seen by the last visit of the page.
  int confirmed() const {
    const nlohmann::json last_visited = page()["last_visited"];
    int count = 0;
    for (const auto& row : links()) count += row["last_visited"] == last_visited ? 1 : 0;
    return count;
  }

  SiteServer server_;
  Index index_;
};

TEST_F(PartialTest, ABodyThatIsCutLosesNoLinkBehindTheCut) {
  set(many_links());
  crawl();
  EXPECT_EQ(page()["partial"], "");
  recrawl({"--set", "fetch.body_bytes_max=3000"});
  EXPECT_EQ(links().size(), 100U);
  EXPECT_EQ(links(true).size(), 0U);
  EXPECT_EQ(page()["partial"], "body");
  EXPECT_LT(page()["last_complete"], page()["last_visited"]);
  EXPECT_GT(confirmed(), 20);
  EXPECT_LT(confirmed(), 60);
  recrawl();
  EXPECT_EQ(page()["partial"], "");
  EXPECT_EQ(confirmed(), 100);
  EXPECT_EQ(links(true).size(), 0U);
}

TEST_F(PartialTest, ACutVisitAddsAndLosesWhereItWas) {
  set(many_links());
  crawl();
  set("<a href=http://new.example/>new</a>" + many_links(5));
  recrawl({"--set", "fetch.body_bytes_max=3000"});
  EXPECT_EQ(links().size(), 96U);
  EXPECT_EQ(links(true).size(), 5U) << "0 to 4 stood where the visit was";
  set(many_links(50));
  recrawl();
  EXPECT_EQ(links().size(), 50U);
  EXPECT_EQ(links(true).size(), 51U);
}

TEST_F(PartialTest, AValidatorOfACutBodyIsNotSentBack) {
  set(many_links(), "\"same\"");
  crawl({"--set", "fetch.body_bytes_max=3000"});
  EXPECT_LT(links().size(), 60U);
  recrawl();
  EXPECT_EQ(links().size(), 100U) << "a 304 would have kept the rest from us";
  EXPECT_EQ(page()["partial"], "");
}

TEST_F(PartialTest, WhatAFirstCutVisitDidNotSeeMayHaveBeenThere) {
  set(many_links());
  crawl({"--set", "fetch.body_bytes_max=3000"});
  const std::size_t first = links().size();
  recrawl();
  std::size_t original = 0;
  std::size_t unknown = 0;
  for (const auto& row : links()) {
    original += row["original"] == true ? 1 : 0;
    unknown += row["original"].is_null() ? 1 : 0;
  }
  EXPECT_EQ(original, first);
  EXPECT_EQ(unknown, 100 - first);
}

TEST_F(PartialTest, APageWithTooManyLinksKeepsThoseThatItPushedOut) {
  const auto page_of = [](int from, int to) {
    std::string body;
    for (int i = from; i < to; ++i)
      body += "<a href=http://o.example/" + std::to_string(i) + ">x</a>";
    return body;
  };
  set(page_of(100, 20'100));
  crawl();
  EXPECT_EQ(page()["partial"], "");
  set(page_of(0, 20'100));
  recrawl();
  EXPECT_EQ(page()["partial"], "links");
  EXPECT_EQ(page()["links_live"], 20'100);
  EXPECT_EQ(page()["links_lost"], 0);
  EXPECT_EQ(page()["links_dropped"], 100);
}

TEST_F(PartialTest, AMarkupThatIsTooComplexLosesAndDoublesNoLink) {
  set(many_links());
  crawl();
  std::string deep;
  for (int i = 0; i < 30'000; ++i) deep += "<div>";
  set(many_links() + deep);
  recrawl({"--set", "parse.cpu_ms_max=50"});
  EXPECT_EQ(page()["partial"], "too_complex");
  EXPECT_EQ(links().size(), 100U);
  EXPECT_EQ(links(true).size(), 0U);
  EXPECT_EQ(confirmed(), 100);
  set(many_links());
  recrawl();
  EXPECT_EQ(links().size(), 100U);
  EXPECT_EQ(links(true).size(), 0U);
}

TEST(PartialCompressionTest, WhatACutOrDamagedCompressionHidesStaysLive) {
  const std::string whole = gzipped(many_links());
  std::string damaged = whole;
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
  for (const std::string& hurt : {whole.substr(0, whole.size() / 2), damaged}) {
    std::atomic<bool> is_hurt{false};
    const LoopbackServer server([&](const std::string& request) -> LoopbackServer::Reply {
      if (!request.starts_with("GET / ")) {
        return {.bytes = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"};
      }
      const std::string& body = is_hurt ? hurt : whole;
      return {.bytes =
                  "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
                  "Content-Length: " +
                  std::to_string(body.size()) + "\r\n\r\n" + body};
    });
    const Index index;
    ASSERT_EQ(index.crawl({server.url("/")}), 0);
    is_hurt = true;
    ASSERT_EQ(index.crawl({"--recrawl"}), 0);
    EXPECT_EQ(index.violations(), "");
    EXPECT_EQ(index.rows({"links", "127.0.0.1", "--lost"}).size(), 0U);
    const std::vector<nlohmann::json> pages = index.rows({"pages", "127.0.0.1"});
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(pages[0]["partial"], "compression");
    EXPECT_GE(pages[0]["links_live"], 100) << "damaged bytes may look like further links";
    is_hurt = false;
    ASSERT_EQ(index.crawl({"--recrawl"}), 0);
    EXPECT_EQ(index.rows({"pages", "127.0.0.1"})[0]["partial"], "");
    EXPECT_EQ(index.rows({"pages", "127.0.0.1"})[0]["links_live"], 100);
  }
}

TEST_F(PartialTest, APageThatIsGoneLosesAlsoWhatWasNotReached) {
  set(many_links());
  crawl();
  recrawl({"--set", "fetch.body_bytes_max=3000"});
  server_.set(server_.url("/"), {.status = 410});
  EXPECT_EQ(index_.crawl({"--recrawl", server_.url("/")}), 3) << "no page was indexed";
  EXPECT_EQ(index_.violations(), "");
  EXPECT_EQ(links().size(), 0U);
  EXPECT_EQ(links(true).size(), 100U);
}

}  // namespace
}  // namespace anchord
