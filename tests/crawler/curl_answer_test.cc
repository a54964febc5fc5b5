#include <gtest/gtest.h>

#include <string>

#include "tests/crawler/curl_testing.h"
#include "tests/crawler/packing.h"
#include "tests/indexer/gzip_testing.h"

namespace anchord {
namespace {

using Reply = LoopbackServer::Reply;
using Then = LoopbackServer::Then;

class CurlAnswerTest : public CurlTransportTest {};

TEST_F(CurlAnswerTest, AnswersAreReadAsTheyAre) {
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
      {"gzip", answer("200 OK\r\nContent-Encoding: gzip", gzipped("unpacked")),
       "200 body=unpacked"},
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
      {"two codings", answer("200 OK\r\nContent-Encoding: gzip, gzip", gzipped(gzipped("x"))),
       "unreachable protocol"},
      {"two coding lines",
       answer("200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip", gzipped(gzipped("x"))),
       "unreachable protocol"},
      {"no gzip", answer("200 OK\r\nContent-Encoding: gzip", "plain"), "200 body=plain"},
      {"no HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "unreachable protocol"},
  };
  for (const auto& c : cases) EXPECT_EQ(fetch(c.bytes), c.want) << c.name;
}

TEST_F(CurlAnswerTest, ACodingThatNobodyKnowsIsNone) {
  const std::string packed = gzipped("hi");
  const struct {
    std::string fields;
    std::string body;
  } cases[] = {
      {"Content-Encoding: utf-8", "hi"},
      {"Content-Encoding: UTF8", "hi"},
      {"Content-Encoding: none", "hi"},
      {"Content-Encoding: binary", "hi"},
      {"Content-Encoding: text/html", "hi"},
      {"Content-Encoding: a, b, c, d, e, f, g", "hi"},
      {"Content-Encoding:", "hi"},
      {"Content-Encoding: GZIP", packed},
      {"Content-Encoding: x-gzip", packed},
      {"Content-Encoding: gzip, identity", packed},
      {"content-encoding: identity\r\nContent-encoding: utf-8\r\nContent-Encoding: gzip", packed},
      {"Content-Encoding: gzip\r\nContent-Encoding: utf-8", packed},
      {"Content-Encoding:\r\n gzip", packed},
      {"Content-Encoding : gzip", packed},
      {"Content-Encoding: gzip\r\n: no name", packed},
      {"Content-Encoding: deflate", deflated("hi", MAX_WBITS)},
      {"Content-Encoding: deflate", deflated("hi", -MAX_WBITS)},
      {"Content-Encoding: br", brotli("hi")},
      {"Content-Encoding: zstd", zstandard("hi")},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(fetch(answer("200 OK\r\n" + c.fields, c.body)), "200 body=hi") << c.fields;
  }
}

TEST_F(CurlAnswerTest, WhatFollowsACompressedBodyCostsNothing) {
  const auto fetched = [this](const std::string& body) {
    return fetch(answer("200 OK\r\nContent-Encoding: gzip", body));
  };
  const std::string one = gzipped("one");
  EXPECT_EQ(fetched(one + std::string(8, '\0')), "200 body=one");
  EXPECT_EQ(fetched(one + std::string(1'000'000, '\0')), "200 body=one");
  EXPECT_EQ(fetched(one + std::string(1'000'000, 'x')), "200 body=one");
  EXPECT_EQ(fetched(one + "garbage"), "200 body=one");
  EXPECT_EQ(fetched(one + gzipped("two")), "200 body=onetwo");
  EXPECT_EQ(fetched(one + std::string(600, '\0') + gzipped("two")), "200 body=onetwo");
}

TEST_F(CurlAnswerTest, ACompressedBodyThatIsCutOrDamagedIsItsBeginning) {
  const std::string one = gzipped("one");
  const std::string cut = one.substr(0, one.size() - 8);
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: "
      "chunked\r\n\r\n";
  EXPECT_EQ(fetch(answer("200 OK\r\nContent-Encoding: gzip", cut)), "200 body=one damaged");
  EXPECT_EQ(fetch(answer("200 OK\r\nContent-Encoding: gzip", cut + "12345678")),
            "200 body=one damaged");
  EXPECT_EQ(fetch(answer("200 OK\r\nContent-Encoding: gzip", one.substr(0, 10))),
            "unreachable protocol");
  EXPECT_EQ(fetch(Reply{.bytes = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + cut,
                        .then = Then::kClose}),
            "200 body=one damaged");
  EXPECT_EQ(
      fetch(Reply{.bytes = chunked + "1\r\n" + one.substr(0, 1) + "\r\n", .then = Then::kClose}),
      "unreachable protocol")
      << "the message is cut, not only its body";
}

TEST_F(CurlAnswerTest, OnlyALocationMakesARedirect) {
  const std::string type = "Content-Type: text/html";
  const struct {
    std::string head;
    const char* want;
  } cases[] = {
      {"302 Found\r\n" + type, "302 type=text/html body=<p>hi"},
      {"300 Multiple Choices\r\n" + type, "300 type=text/html body=<p>hi"},
      {"301 Moved\r\nLocation:\r\n" + type, "301 type=text/html body=<p>hi"},
      {"302 Found\r\nLocation: http://[bad/\r\n" + type,
       "302 type=text/html location=http://[bad/ body=<p>hi"},
      {"305 Use Proxy\r\nLocation: /n\r\n" + type, "305 type=text/html location=/n body=<p>hi"},
      {"306 Unused\r\nLocation: /n\r\n" + type, "306 type=text/html location=/n body=<p>hi"},
      {"300 Multiple Choices\r\nLocation: /n\r\n" + type, "300 type=text/html location=/n size=5"},
      {"303 See Other\r\nLocation: n\r\n" + type, "303 type=text/html location=n size=5"},
      {"302 Found\r\nLocation: /a\r\nLocation: /b\r\n" + type,
       "302 type=text/html location=/a size=5"},
      {"200 OK\r\nLocation: /n\r\n" + type, "200 type=text/html location=/n body=<p>hi"},
  };
  for (const auto& c : cases) EXPECT_EQ(fetch(answer(c.head, "<p>hi")), c.want) << c.head;
}

TEST_F(CurlAnswerTest, AnAnswerCutShortIsNoPage) {
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string& bytes :
       {std::string(), std::string("HTTP/1.1 200 OK\r\nContent-"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), chunked + "5\r\nab",
        std::string("HTTP/1.1 100 Continue\r\n\r\n")}) {
    EXPECT_EQ(fetch(Reply{.bytes = bytes, .then = Then::kClose}), "unreachable protocol") << bytes;
  }
}

TEST_F(CurlAnswerTest, WhatIsMissingOfAnUnwantedBodyDoesNotMatter) {
  const std::string head = "HTTP/1.1 302 Found\r\nLocation: /n\r\nContent-Length: 100\r\n\r\nhalf";
  EXPECT_EQ(fetch(Reply{.bytes = head, .then = Then::kClose}), "302 location=/n size=100");
}

TEST_F(CurlAnswerTest, ABodyIsCutAtTheLimit) {
  options_.limits.body_bytes_max = 10;
  EXPECT_EQ(fetch(answer("200 OK", "0123456789")), "200 body=0123456789");
  EXPECT_EQ(fetch(answer("200 OK", "0123456789a")), "200 body=0123456789 truncated");
  EXPECT_EQ(fetch(Reply{.bytes = "HTTP/1.1 200 OK\r\n\r\n", .repeated = "x", .repeats = 1U << 20U}),
            "200 body=xxxxxxxxxx truncated");
}

TEST_F(CurlAnswerTest, APackedBombIsCutAtTheLimit) {
  const std::string bomb = gzipped(std::string(64U << 20U, '\0'));
  EXPECT_EQ(fetch(answer("200 OK\r\nContent-Encoding: gzip", bomb)),
            "200 body=1048576 bytes truncated");
}

TEST_F(CurlAnswerTest, ServersThatHoardMemoryAreCutTheLongestFirst) {
  constexpr std::size_t kHoarded = 600U << 10U;
  const LoopbackServer server([](const std::string& request) {
    const std::size_t size = request.starts_with("GET /short") ? kUncutBytes / 2 : kHoarded;
    return LoopbackServer::Reply{
        .bytes = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n" +
                 std::string(size, 'x')};
  });
  options_.connections_per_host_max = 8;
  options_.body_bytes_in_flight_max = 1U << 20U;
  options_.limits.idle_timeout = std::chrono::seconds(1);
  options_.limits.total_timeout = std::chrono::seconds(2);
  CurlTransport transport(options_);
  for (FetchId id = 0; id < 4; ++id) transport.start(id, request(server.url("/long")));
  transport.start(4, request(server.url("/short")));
  const auto outcomes = collect(transport, 5);
  int cut = 0;
  for (const auto& [id, outcome] : outcomes) {
    const auto* page = std::get_if<Answer>(&outcome);
    if (page == nullptr) continue;
    ++cut;
    EXPECT_TRUE(page->truncated);
    EXPECT_GT(page->body.size(), kUncutBytes);
  }
  EXPECT_GE(cut, 2) << "the room of one and a half";
  EXPECT_EQ(describe(outcomes.at(4)), "unreachable timeout");
}

TEST_F(CurlAnswerTest, EndlessHeadersAreGivenUp) {
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

TEST_F(CurlAnswerTest, BodiesThatAreNoTextAreNotRead) {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n";
  const std::string length = "Content-Length: 50000000\r\n";
  EXPECT_EQ(fetch(Reply{.bytes = head + length + "\r\n"}), "200 type=video/mp4 size=50000000");
  EXPECT_EQ(fetch(Reply{.bytes = head + "\r\nstream"}), "200 type=video/mp4");
  EXPECT_EQ(fetch(answer("200 OK\r\nContent-Type: image/gif", "GIF89a")),
            "200 type=image/gif size=6");
  EXPECT_EQ(fetch({.bytes = answer("200 OK\r\nContent-Type: image/gif", "GIF89a")}, false),
            "200 type=image/gif body=GIF89a");
}

}  // namespace
}  // namespace anchord
