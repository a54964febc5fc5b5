#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <memory>

#include "tests/crawler/curl_testing.h"
#include "tests/crawler/fake_dns_server.h"

// The transport with names: look-ups, and the guard on what they bring.
namespace anchord {
namespace {

using std::chrono::milliseconds;
using Dns = FakeDnsServer::Reply;
using Code = FakeDnsServer::Code;

class CurlNamesTest : public CurlTransportTest {
 protected:
  CurlNamesTest()
      : server_([](const std::string&) {
          return LoopbackServer::Reply{.bytes = answer("200 OK", "served")};
        }) {}

  void resolve(FakeDnsServer::Script script) {
    dns_ = std::make_unique<FakeDnsServer>(std::move(script));
    options_.resolver.servers = dns_->address();
  }

  // A request to the web server by another name.
  FetchRequest by_name(const std::string& name, const std::string& path = "/") const {
    const std::string origin = server_.url("");
    return request("http://" + name + origin.substr(origin.rfind(':')) + path);
  }

  static std::string fetch_with(CurlTransport& transport, const FetchRequest& asked) {
    transport.start(7, asked);
    const auto outcomes = collect(transport, 1);
    if (outcomes.empty()) return "no outcome";
    const auto* page = std::get_if<Answer>(&outcomes.begin()->second);
    if (page != nullptr) return page->body + " by " + page->ip;
    const auto& unreachable = std::get<Unreachable>(outcomes.begin()->second);
    return std::string(name_of(unreachable.reason)) + ": " + unreachable.detail;
  }
  std::string fetch_named(const std::string& name) {
    CurlTransport transport(options_);
    return fetch_with(transport, by_name(name));
  }

  LoopbackServer server_;
  std::unique_ptr<FakeDnsServer> dns_;
};

TEST_F(CurlNamesTest, AHostIsAskedWhereItsNameLeads) {
  resolve([](const std::string&) { return Dns{.addresses = {"127.0.0.1"}}; });
  for (const char* name : {"a.test", "a.test.", "_a.b-c.test", "localhost", "a.localhost"}) {
    EXPECT_EQ(fetch_named(name), "served by 127.0.0.1") << name;
    EXPECT_NE(server_.requests().back().find(std::string("Host: ") + name + ":"), std::string::npos)
        << server_.requests().back();
  }
}

TEST_F(CurlNamesTest, WhereNoNameIsFoundItIsUnreachable) {
  options_.resolver.try_timeout = milliseconds(20);
  options_.resolver.tries = 1;
  resolve([](const std::string& name) {
    return name == "silent.test" ? Dns{.is_silent = true} : Dns{.code = Code::kNoSuchName};
  });
  EXPECT_EQ(fetch_named("missing.test"), "no_name: Domain name not found");
  EXPECT_EQ(fetch_named("silent.test"), "dns: Timeout while contacting DNS servers");
  EXPECT_EQ(server_.connections(), 0U);
}

TEST_F(CurlNamesTest, OnlyTheAddressesThatAreAllowedAreTried) {
  resolve([](const std::string& name) {
    if (name == "private.test") return Dns{.addresses = {"10.1.2.3", "fe80::1"}};
    return Dns{.addresses = {"10.1.2.3", "127.0.0.1", "fe80::1", "::ffff:192.168.1.1"}};
  });
  EXPECT_EQ(fetch_named("mixed.test"), "served by 127.0.0.1");
  EXPECT_EQ(fetch_named("private.test"),
            "forbidden: 10.1.2.3 is private (10.0.0.0/8), fe80::1 is link-local (fe80::/10)");
  options_.guard = AddressGuard();
  EXPECT_EQ(fetch_named("localhost"),
            "forbidden: 127.0.0.1 is loopback (127.0.0.0/8), ::1 is loopback (::1/128)");
}

TEST_F(CurlNamesTest, AnAddressInTheUrlIsLookedAtToo) {
  resolve([](const std::string&) { return Dns{.addresses = {"127.0.0.1"}}; });
  for (const char* host :
       {"10.1.2.3", "0xA.66051", "012.1.2.3", "[::ffff:10.1.2.3]", "[::ffff:a01:203]"}) {
    EXPECT_EQ(fetch_named(host), "forbidden: 10.1.2.3 is private (10.0.0.0/8)") << host;
  }
  EXPECT_EQ(fetch_named("[::1]"), "forbidden: ::1 is loopback (::1/128)");
  EXPECT_EQ(fetch_named("[64:ff9b::a9fe:a9fe]"),
            "forbidden: 64:ff9b::a9fe:a9fe is link-local (169.254.0.0/16)");
  EXPECT_EQ(fetch_named("2130706433"), "served by 127.0.0.1");
  EXPECT_TRUE(dns_->questions().empty());
}

TEST_F(CurlNamesTest, ANameThatTurnsPrivateIsRefusedThoughAConnectionLives) {
  std::atomic<bool> has_turned = false;
  resolve([&has_turned](const std::string&) {
    return Dns{.addresses = {has_turned ? "192.168.1.1" : "127.0.0.1"}};
  });
  options_.resolver.cached_max = 2;
  CurlTransport transport(options_);
  EXPECT_EQ(fetch_with(transport, by_name("a.test")), "served by 127.0.0.1");
  EXPECT_EQ(fetch_with(transport, by_name("a.test")), "served by 127.0.0.1");
  EXPECT_EQ(server_.connections(), 1U);
  for (const char* other : {"b.test", "c.test"}) fetch_with(transport, by_name(other));
  has_turned = true;
  EXPECT_EQ(fetch_with(transport, by_name("a.test")),
            "forbidden: 192.168.1.1 is private (192.168.0.0/16)");
}

TEST_F(CurlNamesTest, WhatDnsSaysLaterDoesNotMoveAConnection) {
  std::atomic<bool> has_turned = false;
  resolve([&has_turned](const std::string&) {
    return Dns{.addresses = {has_turned ? "127.0.0.2" : "127.0.0.1"}};
  });
  options_.resolver.cached_max = 2;
  CurlTransport transport(options_);
  EXPECT_EQ(fetch_with(transport, by_name("a.test")), "served by 127.0.0.1");
  has_turned = true;
  for (const char* other : {"b.test", "c.test"}) fetch_with(transport, by_name(other));
  EXPECT_EQ(fetch_with(transport, by_name("a.test")), "served by 127.0.0.1");
}

TEST_F(CurlNamesTest, WhereOneAddressDoesNotAnswerTheNextIsTried) {
  resolve([](const std::string&) { return Dns{.addresses = {"127.0.0.2", "127.0.0.1"}}; });
  EXPECT_EQ(fetch_named("a.test"), "served by 127.0.0.1");
}

TEST_F(CurlNamesTest, ManyNamesAtATime) {
  resolve([](const std::string& name) {
    return name[0] == 'x' ? Dns{.code = Code::kNoSuchName} : Dns{.addresses = {"127.0.0.1"}};
  });
  CurlTransport transport(options_);
  constexpr FetchId kCount = 200;
  for (FetchId id = 0; id < kCount; ++id) {
    const std::string letter = id % 4 == 0 ? "x" : "h";
    transport.start(id, by_name(letter + std::to_string(id / 2) + ".test"));
  }
  const auto outcomes = collect(transport, kCount);
  ASSERT_EQ(outcomes.size(), kCount);
  for (const auto& [id, outcome] : outcomes) {
    EXPECT_EQ(describe(outcome), id % 4 == 0 ? "unreachable no_name" : "200 body=served") << id;
  }
}

TEST_F(CurlNamesTest, OneNameOnTwoPorts) {
  resolve([](const std::string&) { return Dns{.addresses = {"127.0.0.1"}}; });
  const LoopbackServer other(
      [](const std::string&) { return LoopbackServer::Reply{.bytes = answer("200 OK", "other")}; });
  const std::string origin = other.url("");
  CurlTransport transport(options_);
  transport.start(0, by_name("a.test"));
  transport.start(1, request("http://a.test" + origin.substr(origin.rfind(':')) + "/"));
  const auto outcomes = collect(transport, 2);
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(describe(outcomes.at(0)), "200 body=served");
  EXPECT_EQ(describe(outcomes.at(1)), "200 body=other");
}

TEST_F(CurlNamesTest, CancelledLookUpsDoNotComeBack) {
  resolve([](const std::string& name) {
    return Dns{.addresses = {"127.0.0.1"}, .is_silent = name != "a.test"};
  });
  CurlTransport transport(options_);
  for (FetchId id = 0; id < 50; ++id)
    transport.start(id, by_name("h" + std::to_string(id) + ".test"));
  EXPECT_TRUE(transport.wait(milliseconds(20)).empty());
  transport.cancel_all();
  EXPECT_EQ(fetch_with(transport, by_name("a.test")), "served by 127.0.0.1");
  for (FetchId id = 0; id < 50; ++id)
    transport.start(id, by_name("i" + std::to_string(id) + ".test"));
  EXPECT_TRUE(transport.wait(milliseconds(20)).empty());
}

TEST_F(CurlNamesTest, APortThatIsNotListedIsNotConnectedTo) {
  resolve([](const std::string&) { return Dns{.addresses = {"127.0.0.1"}}; });
  options_.guard = AddressGuard({*IpRange::parse("127.0.0.0/8")}, {80, 443});
  EXPECT_EQ(fetch_named("a.test").substr(0, 15), "forbidden: port");
  EXPECT_EQ(fetch_named("127.0.0.1").substr(0, 15), "forbidden: port");
  EXPECT_EQ(server_.connections(), 0U);
  EXPECT_TRUE(dns_->questions().empty());
}

TEST_F(CurlNamesTest, TheEnvironmentsProxyIsNotUsed) {
  resolve([](const std::string&) { return Dns{.addresses = {"127.0.0.1"}}; });
  for (const char* name : {"http_proxy", "ALL_PROXY"}) setenv(name, "http://127.0.0.1:1/", 1);
  EXPECT_EQ(fetch_named("a.test"), "served by 127.0.0.1");
  for (const char* name : {"http_proxy", "ALL_PROXY"}) unsetenv(name);
}

}  // namespace
}  // namespace anchord
