#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <string>
#include <thread>

#include "tests/crawler/loopback_server.h"
#include "tests/crawler/tls_server.h"
#include "tests/system/system_testing.h"

// Crawls of servers that send, half a second after an answer, what nobody asked for.
namespace anchord {
namespace {

using std::chrono_literals::operator""ms;

std::string answer(std::string_view head, std::string_view body) {
  return "HTTP/1.1 " + std::string(head) + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

const std::string kForeign =
    answer("200 OK\r\nContent-Type: text/html", "<a href=/foreign>foreign</a>");

// A site of three pages, one after the other: /0 links to /1, and so on.
std::string page_for(const std::string& request) {
  if (!request.starts_with("GET /0 ") && !request.starts_with("GET /1 ") &&
      !request.starts_with("GET /2 ")) {
    return answer("404 Not Found", "");
  }
  const int page = request[5] - '0';
  const std::string next = std::to_string(page + 1);
  return answer("200 OK\r\nContent-Type: text/html",
                page < 2 ? "<a href=/" + next + ">page " + next + "</a>" : "<p>the last");
}

// Crawls the site at `url`, a second between requests. It must come to three pages, each with its
// own status and links.
void expect_three_pages(const std::string& url) {
  const Index index;
  EXPECT_EQ(index.crawl({url, "--set", "politeness.delay_ms=1000", "--set",
                         "politeness.connections_per_host=1", "--set", "tls.verify=false"}),
            0);
  std::string pages;
  for (const nlohmann::json& row : index.rows({"pages", "127.0.0.1"})) {
    const std::string page_url = row["url"];
    pages += page_url.substr(page_url.rfind('/')) + " " + row["http_code"].dump() + ";";
  }
  EXPECT_EQ(pages, "/0 200;/1 200;/2 200;");
  std::string links;
  for (const nlohmann::json& row : index.rows({"links", "127.0.0.1"})) {
    links += row["anchor"].get<std::string>() + ";";
  }
  EXPECT_EQ(links, "page 1;page 2;");
  EXPECT_EQ(index.violations(), "");
}

TEST(StrayTest, LateBytesAreNoPage) {
  using Then = LoopbackServer::Then;
  const struct {
    std::string late;
    Then then;
  } cases[] = {
      {"HTTP/1.0 408 Request Time-out\r\nConnection: close\r\n\r\n", Then::kClose},
      {"\r\n", Then::kServeOn},
      {kForeign, Then::kServeOn},
  };
  for (const auto& c : cases) {
    const LoopbackServer server([&c](const std::string& asked) {
      return LoopbackServer::Reply{.bytes = page_for(asked),
                                   .repeated = c.late,
                                   .repeats = 1,
                                   .between = 500ms,
                                   .then = c.then};
    });
    expect_three_pages(server.url("/0"));
    EXPECT_EQ(server.requests().size(), 5U) << "three pages, robots.txt, sitemap.xml; " << c.late;
    EXPECT_EQ(server.connections(), 5U) << c.late;
  }
}

TEST(StrayTest, LateDataOverTlsIsNoPageAndLateTicketsAreNoData) {
  const struct {
    int version;
    bool sends_ticket;
    std::size_t handshakes;
  } cases[] = {
      {TLS1_2_VERSION, false, 5},
      {TLS1_3_VERSION, false, 5},
      {TLS1_3_VERSION, true, 1},
  };
  for (const auto& c : cases) {
    const TlsServer server(c.version, [&c](const std::string& asked, TlsServer::Session& session) {
      session.send(page_for(asked));
      std::this_thread::sleep_for(500ms);
      if (c.sends_ticket) {
        session.send_ticket();
      } else {
        session.send(kForeign);
      }
      return true;
    });
    expect_three_pages(server.url("/0"));
    EXPECT_EQ(server.handshakes(), c.handshakes) << c.version << c.sends_ticket;
  }
}

}  // namespace
}  // namespace anchord
