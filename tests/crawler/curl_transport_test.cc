#include "crawler/curl_transport.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <map>
#include <memory>
#include <string>
#include <thread>

#include "tests/crawler/loopback_server.h"

namespace anchord {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using Reply = LoopbackServer::Reply;
using Then = LoopbackServer::Then;

std::string answer(std::string_view head, std::string_view body) {
  return "HTTP/1.1 " + std::string(head) + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

std::string gzip(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

FetchRequest request(const std::string& url) { return {*Url::parse(url), "", ""}; }

// The outcome as one line, without what differs between runs.
std::string describe(const FetchOutcome& outcome) {
  if (const auto* unreachable = std::get_if<Unreachable>(&outcome)) {
    return "unreachable " + std::string(name_of(unreachable->reason));
  }
  const auto& page = std::get<Answer>(outcome);
  std::string text = std::to_string(page.status);
  const auto add = [&text](std::string_view name, std::string_view value) {
    if (!value.empty()) text.append(" ").append(name).append("=").append(value);
  };
  add("type", page.headers.content_type);
  for (const std::string& link : page.headers.link) add("link", link);
  for (const std::string& tag : page.headers.robots_tag) add("robots", tag);
  add("refresh", page.headers.refresh);
  add("location", page.headers.location);
  add("etag", page.etag);
  add("modified", page.last_modified);
  add("retry", page.retry_after);
  add("body", page.body.size() <= 64 ? page.body : std::to_string(page.body.size()) + " bytes");
  add("size", page.size == page.body.size() ? "" : std::to_string(page.size));
  return text + (page.truncated ? " truncated" : "");
}

class CurlTransportTest : public testing::Test {
 protected:
  CurlTransportTest() {
    options_.user_agent = "testbot/1.0";
    options_.limits.body_bytes_max = 1U << 20U;
  }

  // What a server that sends `reply` to everything is seen to answer.
  std::string fetch(const Reply& reply, bool text_only = true) {
    const LoopbackServer server([reply](const std::string&) { return reply; });
    FetchRequest asked = request(server.url("/"));
    asked.text_only = text_only;
    return fetch(asked);
  }
  std::string fetch(const std::string& bytes) { return fetch(Reply{.bytes = bytes}); }

  std::string fetch(const FetchRequest& asked) {
    CurlTransport transport(options_);
    transport.start(7, asked);
    const auto outcomes = collect(transport, 1);
    EXPECT_EQ(transport.bytes_in_flight(), 0U);
    const auto found = outcomes.find(7);
    return found == outcomes.end() ? "no outcome" : describe(found->second);
  }

  static std::map<FetchId, FetchOutcome> collect(Transport& transport, std::size_t count) {
    std::map<FetchId, FetchOutcome> outcomes;
    for (int turn = 0; turn < 10'000 && outcomes.size() < count; ++turn) {
      for (Fetched& fetched : transport.wait(10s)) {
        const bool once = outcomes.emplace(fetched.id, std::move(fetched.outcome)).second;
        EXPECT_TRUE(once) << fetched.id;
      }
    }
    return outcomes;
  }

  TransportOptions options_;
};

TEST_F(CurlTransportTest, AnswersAreReadAsTheyAre) {
  const std::string page = "Content-Type: text/html";
  const struct {
    const char* name;
    std::string bytes;
    const char* want;
  } cases[] = {
      {"a page", answer("200 OK\r\n" + page, "<p>hi"), "200 type=text/html body=<p>hi"},
      {"no type", answer("200 OK", "hi"), "200 body=hi"},
      {"an empty page", answer("200 OK\r\n" + page, ""), "200 type=text/html"},
      {"no content", "HTTP/1.1 204 No Content\r\n\r\n", "204"},
      {"gzip", answer("200 OK\r\nContent-Encoding: gzip", gzip("unpacked")), "200 body=unpacked"},
      {"chunks",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
       "200 body=abc"},
      {"not found", answer("404 Not Found\r\n" + page, "gone"), "404 type=text/html body=gone"},
      {"busy", answer("503 Busy\r\nRetry-After: 120", "wait"), "503 retry=120 body=wait"},
      {"a redirect is not followed", answer("301 Moved\r\nLocation: /next", "moved"),
       "301 location=/next size=5"},
      {"not modified", "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n", "304 etag=\"x\""},
      {"interim answers are passed over",
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </early>\r\nETag: "
       "\"no\"\r\n\r\n" +
           answer("200 OK\r\nLink: </late>", "hi"),
       "200 link=</late> body=hi"},
      {"repeated fields",
       answer("200 OK\r\nLink: <a>, <b>\r\nlink: <c>\r\nX-Robots-Tag: none\r\n"
              "x-robots-tag: bot: nofollow\r\nRefresh: 0;url=/n",
              ""),
       "200 link=<a>, <b> link=<c> robots=none robots=bot: nofollow refresh=0;url=/n"},
      {"validators", answer("200 OK\r\nETag: W/\"1\"\r\nLast-Modified: yesterday", ""),
       "200 etag=W/\"1\" modified=yesterday"},
      {"trailers are no headers",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nETag: \"late\"\r\n\r\n",
       "200 body=a"},
      {"two codings", answer("200 OK\r\nContent-Encoding: gzip, gzip", gzip(gzip("x"))),
       "unreachable protocol"},
      {"two coding lines",
       answer("200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip", gzip(gzip("x"))),
       "unreachable protocol"},
      {"no gzip", answer("200 OK\r\nContent-Encoding: gzip", "plain"), "unreachable protocol"},
      {"no HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "unreachable protocol"},
  };
  for (const auto& c : cases) EXPECT_EQ(fetch(c.bytes), c.want) << c.name;
}

TEST_F(CurlTransportTest, AnAnswerCutShortIsNoPage) {
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string& bytes :
       {std::string(), std::string("HTTP/1.1 200 OK\r\nContent-"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), chunked + "5\r\nab",
        std::string("HTTP/1.1 100 Continue\r\n\r\n")}) {
    EXPECT_EQ(fetch(Reply{.bytes = bytes, .then = Then::kClose}), "unreachable protocol") << bytes;
  }
}

TEST_F(CurlTransportTest, WhatIsMissingOfAnUnwantedBodyDoesNotMatter) {
  const std::string head = "HTTP/1.1 302 Found\r\nLocation: /n\r\nContent-Length: 100\r\n\r\nhalf";
  EXPECT_EQ(fetch(Reply{.bytes = head, .then = Then::kClose}), "302 location=/n size=100");
}

TEST_F(CurlTransportTest, ABodyIsCutAtTheLimit) {
  options_.limits.body_bytes_max = 10;
  EXPECT_EQ(fetch(answer("200 OK", "0123456789")), "200 body=0123456789");
  EXPECT_EQ(fetch(answer("200 OK", "0123456789a")), "200 body=0123456789 truncated");
  EXPECT_EQ(fetch(Reply{.bytes = "HTTP/1.1 200 OK\r\n\r\n", .repeated = "x", .repeats = 1U << 20U}),
            "200 body=xxxxxxxxxx truncated");
}

TEST_F(CurlTransportTest, APackedBombIsCutAtTheLimit) {
  const std::string bomb = gzip(std::string(64U << 20U, '\0'));
  EXPECT_EQ(fetch(answer("200 OK\r\nContent-Encoding: gzip", bomb)),
            "200 body=1048576 bytes truncated");
}

TEST_F(CurlTransportTest, EndlessHeadersAreGivenUp) {
  const struct {
    const char* name;
    Reply reply;
  } cases[] = {
      {"lines",
       {.bytes = "HTTP/1.1 200 OK\r\n", .repeated = "X-Pad: pad\r\n", .repeats = 9'000'000}},
      {"one line", {.bytes = "HTTP/1.1 200 OK\r\nX: ", .repeated = "padpad", .repeats = 9'000'000}},
      {"answers", {.repeated = "HTTP/1.1 100 Continue\r\n\r\n", .repeats = 9'000'000}},
      {"trailers",
       {.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        .repeated = "X-Pad: pad\r\n",
        .repeats = 9'000'000}},
  };
  for (const auto& c : cases) EXPECT_EQ(fetch(c.reply), "unreachable too_large") << c.name;
}

TEST_F(CurlTransportTest, BodiesThatAreNoTextAreNotRead) {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n";
  const std::string length = "Content-Length: 50000000\r\n";
  EXPECT_EQ(fetch(Reply{.bytes = head + length + "\r\n"}), "200 type=video/mp4 size=50000000");
  EXPECT_EQ(fetch(Reply{.bytes = head + "\r\nstream"}), "200 type=video/mp4");
  EXPECT_EQ(fetch(answer("200 OK\r\nContent-Type: image/gif", "GIF89a")),
            "200 type=image/gif size=6");
  EXPECT_EQ(fetch({.bytes = answer("200 OK\r\nContent-Type: image/gif", "GIF89a")}, false),
            "200 type=image/gif body=GIF89a");
}

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
  const std::string accept =
      "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n\r\n";
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
  std::string asked;
  options_.address_allowed = [&asked](std::string_view ip) {
    asked = ip;
    return false;
  };
  EXPECT_EQ(fetch(request(server.url("/"))), "unreachable connect");
  EXPECT_EQ(asked, "127.0.0.1");
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
