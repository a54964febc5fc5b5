#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "crawler/curl_transport.h"
#include "tests/crawler/loopback_server.h"

namespace anchord {

// An answer with its Content-Length; `head` is the status and, on further lines, header fields.
inline std::string answer(std::string_view head, std::string_view body) {
  return "HTTP/1.1 " + std::string(head) + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

inline FetchRequest request(const std::string& url) { return {*Url::parse(url), "", ""}; }

// The outcome as one line, without what differs between runs.
inline std::string describe(const FetchOutcome& outcome) {
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
  return text + (page.truncated ? " truncated" : "") + (page.damaged ? " damaged" : "");
}

class CurlTransportTest : public testing::Test {
 protected:
  CurlTransportTest() {
    options_.user_agent = "testbot/1.0";
    options_.guard = AddressGuard({*IpRange::parse("127.0.0.0/8")});
    options_.limits.body_bytes_max = 1U << 20U;
  }

  // What a server that sends `reply` to everything is seen to answer.
  std::string fetch(const LoopbackServer::Reply& reply, bool text_only = true) {
    const LoopbackServer server([reply](const std::string&) { return reply; });
    FetchRequest asked = request(server.url("/"));
    asked.text_only = text_only;
    return fetch(asked);
  }
  std::string fetch(const std::string& bytes) {
    return fetch(LoopbackServer::Reply{.bytes = bytes});
  }

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
      for (Fetched& fetched : transport.wait(std::chrono::seconds(10))) {
        const bool once = outcomes.emplace(fetched.id, std::move(fetched.outcome)).second;
        EXPECT_TRUE(once) << fetched.id;
      }
    }
    return outcomes;
  }

  TransportOptions options_;
};

}  // namespace anchord
