#include "crawler/curl_transport.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "tests/crawler/curl_testing.h"

namespace anchord {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using Reply = LoopbackServer::Reply;
using Then = LoopbackServer::Then;

TEST_F(CurlTransportTest, ARequestSaysWhoAsksAndUnderWhichConditions) {
  const LoopbackServer server(
      [](const std::string&) { return Reply{.bytes = "HTTP/1.1 304 Not Modified\r\n\r\n"}; });
  CurlTransport transport(options_);
  FetchRequest revisit = request(server.url("/a/../b?q#part"));
  revisit.if_none_match = "\"v1\"";
  revisit.if_modified_since = "Mon, 01 Jan 2024 00:00:00 GMT";
  FetchRequest forged = request(server.url("/"));
  forged.if_none_match = "x\r\nCookie: forged";
  for (const FetchRequest& asked : {revisit, forged}) {
    transport.start(1, asked);
    collect(transport, 1);
  }
  const std::string host = server.url("").substr(7);
  const std::string common =
      "\r\nHost: " + host +
      "\r\nUser-Agent: testbot/1.0\r\nAccept-Encoding: gzip, deflate, br, zstd" + "\r\n";
  const std::string accept = "Accept: text/html,*/*;q=0.8\r\n\r\n";
  const std::vector<std::string> want = {
      "GET /b?q HTTP/1.1" + common + "If-Modified-Since: Mon, 01 Jan 2024 00:00:00 GMT\r\n" +
          "If-None-Match: \"v1\"\r\n" + accept,
      "GET / HTTP/1.1" + common + accept};
  EXPECT_EQ(server.requests(), want);
}

TEST_F(CurlTransportTest, WhereNobodyAnswersIsUnreachable) {
  std::string closed;
  {
    const LoopbackServer server([](const std::string&) { return Reply{}; });
    closed = server.url("/");
  }
  EXPECT_EQ(fetch(request(closed)), "unreachable connect");
  EXPECT_EQ(fetch(request("http://user:pass@127.0.0.1/")), "unreachable protocol");
  EXPECT_EQ(fetch(request("ftp://127.0.0.1/")), "unreachable protocol");
}

TEST_F(CurlTransportTest, ASilentServerIsLeftInTheEnd) {
  options_.limits.total_timeout = 50ms;
  EXPECT_EQ(fetch(""), "unreachable timeout");
  EXPECT_EQ(fetch("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), "unreachable timeout");
}

TEST_F(CurlTransportTest, AGuardedAddressIsNotConnectedTo) {
  const LoopbackServer server([](const std::string&) { return Reply{.bytes = answer("200", "")}; });
  options_.guard = AddressGuard();
  EXPECT_EQ(fetch(request(server.url("/"))), "unreachable forbidden");
  EXPECT_EQ(server.connections(), 0U);
}

TEST_F(CurlTransportTest, AServerThatSpeaksNoTlsIsTold) {
  const LoopbackServer server([](const std::string&) {
    return Reply{.bytes = "HTTP/1.1 400 Bad Request\r\n\r\n", .then = Then::kClose};
  });
  EXPECT_EQ(fetch(request("https" + server.url("/").substr(4))), "unreachable tls");
}

TEST_F(CurlTransportTest, OneConnectionServesManyRequests) {
  const LoopbackServer server([](const std::string& asked) {
    const bool image = asked.starts_with("GET /image");
    const bool moved = asked.starts_with("GET /moved");
    return Reply{.bytes = answer(image   ? "200 OK\r\nContent-Type: image/png"
                                 : moved ? "301 Moved\r\nLocation: /"
                                         : "200 OK",
                                 "body")};
  });
  CurlTransport transport(options_);
  for (FetchId id = 0; id < 30; ++id) {
    transport.start(id, request(server.url(id % 3 == 0 ? "/" : id % 3 == 1 ? "/image" : "/moved")));
    const auto outcomes = collect(transport, 1);
    ASSERT_EQ(outcomes.count(id), 1U);
    EXPECT_EQ(std::get<Answer>(outcomes.at(id)).ip, "127.0.0.1");
  }
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(CurlTransportTest, ManyTransfersShareTheConnectionsTheyMayHave) {
  const LoopbackServer server([](const std::string& asked) {
    const std::string path = asked.substr(4, asked.find(' ', 4) - 4);
    return Reply{.bytes = answer("200 OK", path + std::string(100'000, 'x'))};
  });
  options_.connections_per_host_max = 16;
  CurlTransport transport(options_);
  constexpr FetchId kCount = 500;
  for (FetchId id = 0; id < kCount; ++id) {
    transport.start(id, request(server.url("/" + std::to_string(id))));
  }
  const auto outcomes = collect(transport, kCount);
  ASSERT_EQ(outcomes.size(), kCount);
  for (const auto& [id, outcome] : outcomes) {
    const auto* page = std::get_if<Answer>(&outcome);
    ASSERT_NE(page, nullptr) << describe(outcome);
    EXPECT_EQ(page->body.substr(0, page->body.find('x')), "/" + std::to_string(id));
    EXPECT_EQ(page->size, 100'000 + 1 + std::to_string(id).size());
  }
  EXPECT_LE(server.connections(), 16U);
  EXPECT_EQ(transport.bytes_in_flight(), 0U);
}

TEST_F(CurlTransportTest, AConnectionTheServerHasClosedIsReplaced) {
  const LoopbackServer server([](const std::string&) {
    return Reply{.bytes = answer("200 OK", "x"), .then = Then::kClose};
  });
  CurlTransport transport(options_);
  for (FetchId id = 0; id < 20; ++id) {
    transport.start(id, request(server.url("/")));
    const auto outcomes = collect(transport, 1);
    ASSERT_EQ(outcomes.count(id), 1U);
    EXPECT_EQ(describe(outcomes.at(id)), "200 body=x");
    transport.wait(1ms);
  }
  EXPECT_EQ(server.connections(), 20U);
}

TEST_F(CurlTransportTest, WakeEndsTheWaitThatRunsOrComes) {
  CurlTransport transport(options_);
  transport.wake();
  EXPECT_TRUE(transport.wait(1h).empty());
  std::thread other([&transport] { transport.wake(); });
  EXPECT_TRUE(transport.wait(1h).empty());
  other.join();
  EXPECT_TRUE(transport.wait(0ms).empty());
}

TEST_F(CurlTransportTest, CancelledTransfersDoNotComeBack) {
  const LoopbackServer server([](const std::string& asked) {
    if (asked.starts_with("GET /slow")) {
      return Reply{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nhalf"};
    }
    return Reply{.bytes = answer("200 OK", "x")};
  });
  CurlTransport transport(options_);
  transport.start(1, request(server.url("/slow")));
  transport.start(2, request("ftp://127.0.0.1/"));
  for (int turn = 0; turn < 10'000 && transport.bytes_in_flight() < 4; ++turn) transport.wait(10ms);
  EXPECT_EQ(transport.bytes_in_flight(), 4U);
  transport.cancel_all();
  EXPECT_EQ(transport.bytes_in_flight(), 0U);
  transport.start(3, request(server.url("/")));
  const auto outcomes = collect(transport, 1);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes.begin()->first, 3U);
}

TEST_F(CurlTransportTest, ATransportMayGoAwayInTheMiddle) {
  const LoopbackServer server([](const std::string&) { return Reply{.bytes = "HTTP/1.1 200"}; });
  CurlTransport transport(options_);
  for (FetchId id = 0; id < 50; ++id) transport.start(id, request(server.url("/")));
  EXPECT_TRUE(transport.wait(20ms).empty());
}

}  // namespace
}  // namespace anchord
