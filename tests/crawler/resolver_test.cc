#include "crawler/resolver.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>

#include "tests/crawler/fake_dns_server.h"

namespace anchord {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Reply = FakeDnsServer::Reply;
using Code = FakeDnsServer::Code;

std::string describe(const DnsAnswer& answer) {
  if (answer.result == DnsResult::kFailed) return "failed";
  if (answer.result == DnsResult::kNoName) return "no name";
  std::string text;
  for (const IpAddress& ip : answer.addresses) text += (text.empty() ? "" : " ") + ip.text();
  return text;
}

class ResolverTest : public testing::Test {
 protected:
  void serve(FakeDnsServer::Script script) {
    server_ = std::make_unique<FakeDnsServer>(std::move(script));
    options_.servers = server_->address();
  }

  // The resolver, made with the options as they are by then.
  Resolver& resolver() {
    if (!resolver_) resolver_ = std::make_unique<Resolver>(options_, events_);
    return *resolver_;
  }

  // Lets the resolver go on until it has given `count` more answers.
  std::map<Resolver::AskerId, std::string> collect(std::size_t count) {
    std::map<Resolver::AskerId, std::string> answers;
    for (int turn = 0; turn < 10'000 && answers.size() < count; ++turn) {
      for (const auto& resolved : resolver().take_answers()) {
        EXPECT_TRUE(answers.emplace(resolved.asker, describe(resolved.answer)).second);
      }
      if (answers.size() < count) this->turn();
    }
    return answers;
  }

  void turn() {
    const auto timeout = resolver().next_timeout().value_or(milliseconds(10));
    for (const SocketEvents::Event& event : events_.wait(timeout)) {
      EXPECT_TRUE(resolver().owns(event.socket));
      resolver().act(event, now_);
    }
    resolver().act_on_time(now_);
  }

  std::string resolve(std::string_view name) {
    if (const DnsAnswer* known = resolver().ask(1, name, now_)) return describe(*known) + " known";
    const auto answers = collect(1);
    return answers.empty() ? "nothing" : answers.begin()->second;
  }

  std::string questions() const {
    std::vector<std::string> asked = server_->questions();
    std::sort(asked.begin(), asked.end());
    std::string text;
    for (const std::string& question : asked) text += (text.empty() ? "" : ", ") + question;
    return text;
  }

  Resolver::Instant now_{};
  ResolverOptions options_;
  std::unique_ptr<FakeDnsServer> server_;
  SocketEvents events_;
  std::unique_ptr<Resolver> resolver_;
};

TEST_F(ResolverTest, ANameHasItsAddressesOfBothFamiliesIpv4First) {
  serve([](const std::string&) {
    return Reply{.addresses = {"2001:db8::1", "192.0.2.1", "192.0.2.2"}};
  });
  EXPECT_EQ(resolve("a.test"), "192.0.2.1 192.0.2.2 2001:db8::1");
  EXPECT_EQ(questions(), "A a.test, AAAA a.test");
}

TEST_F(ResolverTest, AnAliasIsFollowed) {
  serve([](const std::string&) { return Reply{.addresses = {"192.0.2.1"}, .alias = "b.test"}; });
  EXPECT_EQ(resolve("a.test"), "192.0.2.1");
}

TEST_F(ResolverTest, WithoutIpv6OnlyHalfOfItIsAsked) {
  options_.ask_ipv6 = false;
  serve([](const std::string&) { return Reply{.addresses = {"2001:db8::1", "192.0.2.1"}}; });
  EXPECT_EQ(resolve("a.test"), "192.0.2.1");
  EXPECT_EQ(questions(), "A a.test");
}

TEST_F(ResolverTest, ANameIsAskedForOnceHoweverManyWantIt) {
  serve([](const std::string&) { return Reply{.addresses = {"192.0.2.1"}}; });
  for (Resolver::AskerId asker = 0; asker < 5; ++asker) {
    EXPECT_EQ(resolver().ask(asker, "a.test", now_), nullptr);
  }
  const auto answers = collect(5);
  ASSERT_EQ(answers.size(), 5U);
  for (const auto& [asker, answer] : answers) EXPECT_EQ(answer, "192.0.2.1");
  EXPECT_EQ(questions(), "A a.test, AAAA a.test");
}

TEST_F(ResolverTest, AnAnswerIsRememberedForAsLongAsItHolds) {
  std::atomic<int> asked = 0;
  serve([&asked](const std::string&) {
    const bool is_first = asked++ < 2;
    return Reply{.addresses = {is_first ? "192.0.2.1" : "10.0.0.1"}, .ttl = 100};
  });
  EXPECT_EQ(resolve("a.test"), "192.0.2.1");
  now_ += seconds(99);
  EXPECT_EQ(resolve("a.test"), "192.0.2.1 known");
  now_ += seconds(1);
  EXPECT_EQ(resolve("a.test"), "10.0.0.1");
}

TEST_F(ResolverTest, WhatIsNotThereAndWhatFailsAreToldApart) {
  options_.try_timeout = milliseconds(20);
  options_.tries = 2;
  serve([](const std::string& name) {
    if (name == "failing.test") return Reply{.code = Code::kServerFailure};
    if (name == "refused.test") return Reply{.code = Code::kRefused};
    if (name == "silent.test") return Reply{.is_silent = true};
    if (name == "empty.test") return Reply{};
    return Reply{.code = Code::kNoSuchName};
  });
  const struct {
    const char* name;
    const char* want;
    seconds holds;
  } cases[] = {
      {"missing.test", "no name", seconds(300)}, {"empty.test", "no name", seconds(300)},
      {"failing.test", "failed", seconds(30)},   {"refused.test", "failed", seconds(30)},
      {"silent.test", "failed", seconds(30)},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(resolve(c.name), c.want) << c.name;
    now_ += c.holds - seconds(1);
    EXPECT_EQ(resolve(c.name), std::string(c.want) + " known") << c.name;
    now_ += seconds(1);
    EXPECT_EQ(resolve(c.name), c.want) << c.name;
  }
}

TEST_F(ResolverTest, WhereNobodyServesALookUpFails) {
  options_.try_timeout = milliseconds(20);
  serve({});
  server_.reset();
  EXPECT_EQ(resolve("a.test"), "failed");
}

TEST_F(ResolverTest, LocalhostIsLoopbackAndNeverAskedFor) {
  serve([](const std::string&) { return Reply{.addresses = {"192.0.2.1"}}; });
  for (const char* name : {"localhost", "localhost.", "a.localhost", "b.a.localhost."}) {
    EXPECT_EQ(resolve(name), "127.0.0.1 ::1 known") << name;
  }
  EXPECT_EQ(resolve("localhost.test"), "192.0.2.1");
  EXPECT_EQ(questions(), "A localhost.test, AAAA localhost.test");
}

TEST_F(ResolverTest, ANameIsAskedForAsItStands) {
  serve([](const std::string&) { return Reply{.code = Code::kNoSuchName}; });
  for (const char* name : {"intranet", "a.test.", "_b.a-1.test"}) {
    EXPECT_EQ(resolve(name), "no name") << name;
  }
  EXPECT_EQ(questions(),
            "A _b.a-1.test, A a.test, A intranet, AAAA _b.a-1.test, AAAA a.test, AAAA intranet");
}

TEST_F(ResolverTest, WhatCannotBeANameIsNone) {
  serve([](const std::string&) { return Reply{.addresses = {"192.0.2.1"}}; });
  const std::string long_label(64, 'a');
  for (const std::string& name : {std::string("a..test"), long_label + ".test",
                                  std::string(253, 'a'), std::string(100'000, 'a')}) {
    EXPECT_EQ(resolve(name).substr(0, 7), "no name") << name.substr(0, 300);
  }
  EXPECT_EQ(questions(), "");
}

TEST_F(ResolverTest, OfManyAddressesSomeAreKept) {
  Reply reply;
  for (int i = 0; i < 25; ++i) reply.addresses.push_back("192.0.2." + std::to_string(i));
  serve([reply](const std::string&) { return reply; });
  const std::string answer = resolve("a.test");
  EXPECT_EQ(std::count(answer.begin(), answer.end(), ' ') + 1,
            static_cast<std::ptrdiff_t>(Resolver::kAddressesMax));
}

TEST_F(ResolverTest, LookUpsStartSlowlyAndGrowWithTheAnswers) {
  serve([](const std::string&) { return Reply{.addresses = {"192.0.2.1"}}; });
  constexpr std::size_t kNames = 300;
  for (std::size_t i = 0; i < kNames; ++i) {
    EXPECT_EQ(resolver().ask(i, "h" + std::to_string(i) + ".test", now_), nullptr);
  }
  EXPECT_EQ(resolver().lookups(), Resolver::kLookupsAtStart);
  EXPECT_EQ(resolver().waiting(), kNames - Resolver::kLookupsAtStart);
  std::size_t answered = 0;
  std::size_t lookups_most = 0;
  for (int turns = 0; turns < 100'000 && answered < kNames; ++turns) {
    turn();
    answered += resolver().take_answers().size();
    lookups_most = std::max(lookups_most, resolver().lookups());
    EXPECT_LE(resolver().lookups(),
              std::min(options_.lookups_max, Resolver::kLookupsAtStart + answered));
  }
  EXPECT_EQ(answered, kNames);
  EXPECT_EQ(lookups_most, options_.lookups_max);
  EXPECT_EQ(resolver().lookups(), 0U);
  EXPECT_EQ(server_->questions().size(), 2 * kNames);
}

TEST_F(ResolverTest, SilenceDoesNotMakeItFaster) {
  options_.try_timeout = milliseconds(5);
  options_.tries = 1;
  serve([](const std::string&) { return Reply{.is_silent = true}; });
  for (Resolver::AskerId asker = 0; asker < 50; ++asker) {
    resolver().ask(asker, "h" + std::to_string(asker) + ".test", now_);
  }
  std::size_t answered = 0;
  for (int turns = 0; turns < 100'000 && answered < 50; ++turns) {
    turn();
    answered += resolver().take_answers().size();
    EXPECT_LE(resolver().lookups(), Resolver::kLookupsAtStart);
  }
  EXPECT_EQ(answered, 50U);
}

TEST_F(ResolverTest, TooManyNamesAreTurnedAway) {
  options_.waiting_max = 3;
  serve([](const std::string&) { return Reply{.is_silent = true}; });
  for (std::size_t i = 0; i < Resolver::kLookupsAtStart + 3; ++i) {
    EXPECT_EQ(resolver().ask(i, "h" + std::to_string(i) + ".test", now_), nullptr);
  }
  EXPECT_EQ(resolve("one.more.test"), "failed known");
  EXPECT_EQ(resolver().ask(100, "h0.test", now_), nullptr);  // another asker is no other name
}

TEST_F(ResolverTest, WhatIsCancelledDoesNotComeBack) {
  std::atomic<bool> is_silent = true;
  serve([&is_silent](const std::string&) {
    return Reply{.addresses = {"192.0.2.1"}, .is_silent = is_silent};
  });
  for (Resolver::AskerId asker = 0; asker < 50; ++asker) {
    resolver().ask(asker, "h" + std::to_string(asker) + ".test", now_);
  }
  resolver().cancel_all();
  EXPECT_EQ(resolver().lookups() + resolver().waiting(), 0U);
  EXPECT_FALSE(resolver().next_timeout().has_value());
  is_silent = false;
  EXPECT_EQ(resolver().ask(1000, "h1.test", now_), nullptr);
  const auto answers = collect(1);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers.begin()->first, 1000U);
}

TEST_F(ResolverTest, ItMayGoAwayInTheMiddle) {
  serve([](const std::string&) { return Reply{.is_silent = true}; });
  for (Resolver::AskerId asker = 0; asker < 50; ++asker) {
    resolver().ask(asker, "h" + std::to_string(asker) + ".test", now_);
  }
  events_.wait(milliseconds(0));
  resolver_.reset();
  EXPECT_TRUE(events_.wait(milliseconds(0)).empty());
}

TEST_F(ResolverTest, ServersThatCannotBeReadAreRefused) {
  options_.servers = "not a server";
  EXPECT_THROW(resolver(), std::invalid_argument);
}

}  // namespace
}  // namespace anchord
