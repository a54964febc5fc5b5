#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <string>
#include <thread>
#include <vector>

#include "tests/crawler/curl_testing.h"
#include "tests/crawler/tls_server.h"

// What comes on a kept connection before the next request is no answer to it (RFC 9112 9.2).
namespace anchord {
namespace {

using std::chrono_literals::operator""ms;
using Reply = LoopbackServer::Reply;
using Session = TlsServer::Session;
using Then = LoopbackServer::Then;

constexpr FetchId kRequests = 5;

std::string path_of(const std::string& request) {
  return request.substr(4, request.find(' ', 4) - 4);
}

std::string right_answer(const std::string& request) {
  return answer("200 OK\r\nContent-Type: text/html", path_of(request));
}

class CurlStrayTest : public CurlTransportTest {
 protected:
  CurlStrayTest() {
    options_.tls_verify = false;
    options_.connections_per_host_max = 1;
  }

  // What is seen of /0 to /4, asked for one after the other, each once `is_sent` says that the
  // server has done with the one before. "": each time the answer that belongs to the request.
  template <class Server, class IsSent>
  std::string wrong_answers(const Server& server, const IsSent& is_sent) const {
    CurlTransport transport(options_);
    std::string wrong;
    for (FetchId id = 0; id < kRequests; ++id) {
      const std::string path = "/" + std::to_string(id);
      transport.start(id, request(server.url(path)));
      const auto outcomes = collect(transport, 1);
      const std::string seen = outcomes.count(id) == 0 ? "nothing" : describe(outcomes.at(id));
      if (seen != "200 type=text/html body=" + path) wrong.append(path + ": " + seen + "\n");
      while (!is_sent(id + 1)) std::this_thread::sleep_for(1ms);
    }
    return wrong;
  }

  // A server whose each answer is followed by `late` once the client has had the answer; what is
  // seen of it. Counts its connections.
  std::string with_late_bytes(const std::string& late, Then then, std::size_t& connections) const {
    std::atomic<std::size_t> sent{0};
    const LoopbackServer server([&](const std::string& asked) {
      const std::string bytes = right_answer(asked);
      sent += bytes.size() + late.size();
      return Reply{.bytes = bytes, .repeated = late, .repeats = 1, .between = 20ms, .then = then};
    });
    const std::string wrong =
        wrong_answers(server, [&](FetchId) { return server.bytes_sent() == sent; });
    connections = server.connections();
    EXPECT_EQ(server.requests().size(), kRequests) << "each was asked for once";
    return wrong;
  }

  // The same over TLS, where `script` does what it likes after the answer.
  std::string over_tls(int version, const std::function<bool(Session&)>& script,
                       std::size_t& handshakes) const {
    const TlsServer server(version, [&](const std::string& asked, Session& session) {
      session.send(right_answer(asked));
      return script(session);
    });
    const std::string wrong =
        wrong_answers(server, [&](FetchId count) { return server.scripts_done() == count; });
    handshakes = server.handshakes();
    return wrong;
  }
};

TEST_F(CurlStrayTest, LateBytesAreNotTheNextAnswer) {
  const std::string foreign = answer("200 OK\r\nContent-Type: text/html", "foreign");
  const std::string late[] = {
      "\r\n",
      "\n",
      "HTTP/1.0 408 Request Time-out\r\nConnection: close\r\n\r\n<h1>408</h1>",
      "HTTP/1.1 100 Continue\r\n\r\n",
      "HTTP/1.1 103 Early Hints\r\nLink: </early>\r\n\r\n",
      "HTTP/1.1 304 Not Modified\r\n\r\n",
      "HTTP/1.1 503 Busy\r\nRetry-After: 100\r\n\r\n",
      foreign,
      foreign + foreign,
      "HTTP/1.1 301 Moved\r\nLocation: http://elsewhere.example/\r\n\r\n",
      "HTTP/1.1 200",
      "<!-- served by cache -->",
      std::string(1, '\0'),
      std::string(200'000, 'x'),
  };
  for (const std::string& bytes : late) {
    std::size_t connections = 0;
    const std::string name = bytes.substr(0, 40);
    EXPECT_EQ(with_late_bytes(bytes, Then::kServeOn, connections), "") << name;
    EXPECT_EQ(connections, kRequests) << name;
    EXPECT_EQ(with_late_bytes(bytes, Then::kClose, connections), "") << name << " and closed";
    EXPECT_EQ(connections, kRequests) << name << " and closed";
  }
}

TEST_F(CurlStrayTest, ASilentConnectionIsKept) {
  std::size_t connections = 0;
  EXPECT_EQ(with_late_bytes("", Then::kServeOn, connections), "");
  EXPECT_EQ(connections, 1U);
}

TEST_F(CurlStrayTest, BytesBehindAnAnswerInItsSegmentAreNotTheNextAnswer) {
  const std::string foreign = answer("200 OK\r\nContent-Type: text/html", "foreign");
  const auto chunked = [](const std::string& path) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n" +
           path + "\r\n0\r\n\r\n";
  };
  for (const std::string& extra : {std::string("\r\n"), foreign, std::string(100'000, '\n')}) {
    for (const bool is_chunked : {false, true}) {
      std::atomic<std::size_t> sent{0};
      const LoopbackServer server([&](const std::string& asked) {
        const std::string bytes =
            (is_chunked ? chunked(path_of(asked)) : right_answer(asked)) + extra;
        sent += bytes.size();
        return Reply{.bytes = bytes};
      });
      EXPECT_EQ(wrong_answers(server, [&](FetchId) { return server.bytes_sent() == sent; }), "")
          << extra.substr(0, 20) << (is_chunked ? " after the last chunk" : " after the length");
    }
  }
}

TEST_F(CurlStrayTest, ABodyThatMustNotBeIsNotTheNextAnswer) {
  const std::string foreign = answer("200 OK\r\nContent-Type: text/html", "foreign");
  for (const std::string& head : {std::string("204 No Content"), std::string("304 Not Modified")}) {
    std::atomic<std::size_t> sent{0};
    const LoopbackServer server([&](const std::string& asked) {
      const bool has_page = path_of(asked).back() % 2 == 0;
      const std::string bytes = has_page ? right_answer(asked) : answer(head, "");
      const std::string body = has_page ? "" : foreign;
      sent += bytes.size() + body.size();
      return Reply{.bytes = bytes, .repeated = body, .repeats = 1, .between = 20ms};
    });
    const std::string status = head.substr(0, 3);
    EXPECT_EQ(wrong_answers(server, [&](FetchId) { return server.bytes_sent() == sent; }),
              "/1: " + status + "\n/3: " + status + "\n");
    EXPECT_EQ(server.connections(), 3U);
  }
}

TEST_F(CurlStrayTest, LateDataOverTlsIsNotTheNextAnswer) {
  const std::string foreign = answer("200 OK\r\nContent-Type: text/html", "foreign");
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const std::string& late :
         {std::string("\r\n"), std::string("HTTP/1.0 408 Request Time-out\r\n\r\n"), foreign,
          std::string(50'000, 'x')}) {
      for (const bool goes_on : {true, false}) {
        std::size_t handshakes = 0;
        const auto script = [&](Session& session) {
          std::this_thread::sleep_for(20ms);
          session.send(late);
          return goes_on;
        };
        EXPECT_EQ(over_tls(version, script, handshakes), "") << version << late.substr(0, 20);
        EXPECT_EQ(handshakes, kRequests) << version << late.substr(0, 20);
      }
    }
  }
}

TEST_F(CurlStrayTest, HandshakeRecordsAreNoDataAndLeaveTheConnection) {
  const struct {
    const char* name;
    int version;
    std::function<bool(Session&)> script;
    std::size_t handshakes;
  } cases[] = {
      {"nothing, TLS 1.2", TLS1_2_VERSION, [](Session&) { return true; }, 1},
      {"the tickets of the handshake", TLS1_3_VERSION, [](Session&) { return true; }, 1},
      {"a ticket after each answer", TLS1_3_VERSION,
       [](Session& session) {
         std::this_thread::sleep_for(20ms);
         session.send_ticket();
         return true;
       },
       1},
      {"three tickets after each answer", TLS1_3_VERSION,
       [](Session& session) {
         std::this_thread::sleep_for(20ms);
         for (int i = 0; i < 3; ++i) session.send_ticket();
         return true;
       },
       1},
      {"new keys", TLS1_3_VERSION,
       [](Session& session) {
         std::this_thread::sleep_for(20ms);
         session.send_key_update();
         return true;
       },
       1},
      {"data behind a ticket", TLS1_3_VERSION,
       [](Session& session) {
         std::this_thread::sleep_for(20ms);
         session.send_ticket();
         session.send("\r\n");
         return true;
       },
       kRequests},
      {"the end of the session, not of the connection", TLS1_3_VERSION,
       [](Session& session) {
         std::this_thread::sleep_for(20ms);
         session.send_close_notify();
         return false;
       },
       kRequests},
  };
  for (const auto& c : cases) {
    std::size_t handshakes = 0;
    EXPECT_EQ(over_tls(c.version, c.script, handshakes), "") << c.name;
    EXPECT_EQ(handshakes, c.handshakes) << c.name;
  }
}

}  // namespace
}  // namespace anchord
