#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/crawler/loopback_server.h"
#include "tests/crawler/packing.h"
#include "tests/indexer/gzip_testing.h"
#include "tests/system/system_testing.h"

// Crawls of servers whose answers are not quite right.
namespace anchord {
namespace {

// `head`: the status and the fields, with or without a line ending.
std::string answer(std::string_view head, std::string_view body) {
  if (head.ends_with("\r\n")) head.remove_suffix(2);
  return "HTTP/1.1 " + std::string(head) + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

std::string page(const std::string& fields, std::string_view body) {
  return answer("200 OK\r\nContent-Type: text/html\r\n" + fields, body);
}

// The links that a crawl of `site`, answers by path, finds: "/path > anchor;" each.
std::string links_of(const std::map<std::string, std::string>& site, const std::string& seed) {
  const LoopbackServer server([&site](const std::string& asked) {
    const auto found = site.find(asked.substr(4, asked.find(' ', 4) - 4));
    return LoopbackServer::Reply{.bytes = found == site.end() ? answer("404 Not Found", "")
                                                              : found->second};
  });
  const Index index;
  EXPECT_EQ(index.crawl({server.url(seed)}), 0);
  std::string links;
  for (const nlohmann::json& row : index.rows({"links", "127.0.0.1"})) {
    const std::string from = row["url_from"];
    const std::string to = row["url_to"];
    links += from.substr(from.rfind('/')) + " > " + to.substr(to.rfind('/')) + ";";
  }
  return links;
}

TEST(FramingTest, ACodingThatIsNoneOrNotQuiteRightCostsNoPage) {
  const std::string end = "<a href=/end>end</a>";
  const std::map<std::string, std::string> site = {
      {"/start", page("",
                      "<a href=/a>a</a><a href=/b>b</a><a href=/c>c</a><a href=/d>d</a>"
                      "<a href=/e>e</a><a href=/f>f</a>")},
      {"/a", page("Content-Encoding: utf-8", end)},
      {"/b", page("Content-Encoding: gzip", gzipped(end) + std::string(100, '\0'))},
      {"/c", page("Content-Encoding: gzip", gzipped("<p>") + gzipped(end))},
      {"/d", page("Content-Encoding: br", brotli(end) + "garbage")},
      {"/e", page("Content-Encoding: gzip", end)},
      {"/f", page("Content-Encoding: deflate", deflated(end, -MAX_WBITS))},
  };
  EXPECT_EQ(links_of(site, "/start"),
            "/a > /end;/b > /end;/c > /end;/d > /end;/e > /end;/f > /end;"
            "/start > /a;/start > /b;/start > /c;/start > /d;/start > /e;/start > /f;");
}

TEST(FramingTest, NorDoesItBlockTheHostAsRobotsTxt) {
  const std::string rules = "User-agent: *\nDisallow: /b\n";
  const std::string type = "200 OK\r\nContent-Type: text/plain\r\n";
  for (const std::string& robots :
       {answer(type + "Content-Encoding: utf-8", rules),
        answer(type + "Content-Encoding: gzip", gzipped(rules) + std::string(100, '\0')),
        answer(type + "Content-Encoding: gzip", gzipped(rules) + "garbage"),
        answer(type + "Content-Encoding: gzip", rules),
        answer(type + "Content-Encoding: br", rules),
        answer(type + "Content-Encoding: none\r\nContent-Encoding: UTF8", rules)}) {
    const std::map<std::string, std::string> site = {
        {"/robots.txt", robots},
        {"/start", page("", "<a href=/a>a</a><a href=/b>b</a>")},
        {"/a", page("", "<a href=/end>end</a>")},
        {"/b", page("", "<a href=/never>never</a>")},
    };
    EXPECT_EQ(links_of(site, "/start"), "/a > /end;/start > /a;/start > /b;") << robots;
  }
}

TEST(FramingTest, OnlyALocationMakesARedirect) {
  const std::string type = "Content-Type: text/html\r\n";
  const std::string end = "<a href=/end>end</a>";
  const std::map<std::string, std::string> site = {
      {"/start", page("",
                      "<a href=/a>a</a><a href=/b>b</a><a href=/c>c</a><a href=/d>d</a>"
                      "<a href=/e>e</a><a href=/f>f</a>")},
      {"/a", answer("302 Found\r\n" + type, end)},
      {"/b", answer("300 Multiple Choices\r\n" + type, end)},
      {"/c", answer("305 Use Proxy\r\nLocation: /proxy\r\n" + type, end)},
      {"/d", answer("306 Unused\r\nLocation: /proxy\r\n" + type, end)},
      {"/e", answer("302 Found\r\nLocation: /first\r\nLocation: /second\r\n" + type, end)},
      {"/f", answer("300 Multiple Choices\r\nLocation: /first\r\n" + type, end)},
  };
  EXPECT_EQ(links_of(site, "/start"),
            "/a > /end;/b > /end;/c > /end;/d > /end;/e > /first;/f > /first;"
            "/start > /a;/start > /b;/start > /c;/start > /d;/start > /e;/start > /f;");
}

}  // namespace
}  // namespace anchord
