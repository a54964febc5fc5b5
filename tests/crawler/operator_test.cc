#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "crawler/config_sources.h"
#include "crawler/domain_watch.h"
#include "crawler/log.h"
#include "crawler/status_line.h"
#include "storage/format.h"

// What an operator reads and changes while the daemon runs.
namespace anchord {
namespace {

namespace fs = std::filesystem;

class ReloadTest : public testing::Test {
 protected:
  ReloadTest() {
    std::string name = (fs::temp_directory_path() / "anchord-reload-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    sources_.file = (directory_ / "a.toml").string();
  }
  ~ReloadTest() override { fs::remove_all(directory_); }

  void write(const std::string& text) const { std::ofstream(sources_.file) << text; }
  static std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
  }
  // "applied | needs a restart".
  std::string read() {
    auto reload = read_again(sources_, in_force_);
    if (!reload) return reload.error().message;
    in_force_ = std::move(reload->in_force);
    return joined(reload->applied) + " | " + joined(reload->needs_restart);
  }

  fs::path directory_;
  ConfigSources sources_;
  GivenSettings in_force_;
};

TEST_F(ReloadTest, TellsWhatHoldsAndWhatNeedsARestart) {
  write("[politeness]\ndelay_ms = 1000\n[fetch]\nconnections_max = 5\n");
  Config config;
  in_force_ = read_config(config, sources_).value();
  EXPECT_EQ(read(), " | ");
  write("[politeness]\ndelay_ms = 2000\n[fetch]\nconnections_max = 6\n[log]\nlevel = \"warn\"\n");
  EXPECT_EQ(read(), "log.level politeness.delay_ms | fetch.connections_max");
  EXPECT_EQ(read(), " | fetch.connections_max");
  write("");
  EXPECT_EQ(read(), "log.level politeness.delay_ms | fetch.connections_max");
}

TEST_F(ReloadTest, TheCommandLineWinsOverTheFile) {
  write("[politeness]\ndelay_ms = 1000\n");
  sources_.settings = {"politeness.delay_ms=5"};
  Config config;
  in_force_ = read_config(config, sources_).value();
  EXPECT_EQ(config.politeness.pace.delay.count(), 5);
  write("[politeness]\ndelay_ms = 2000\n");
  EXPECT_EQ(read(), " | ");
}

TEST_F(ReloadTest, AMistakeChangesNothing) {
  write("[politeness]\ndelay_ms = -1\n");
  EXPECT_NE(read().find("a.toml:2: politeness.delay_ms: want a number from 0"), std::string::npos);
  EXPECT_TRUE(in_force_.empty());
}

class DomainWatchTest : public testing::Test {
 protected:
  void see(const std::string& href, HostState state) {
    watch_.see(host_key(*Url::parse(href)), state);
  }
  std::string news(int minute) {
    std::string text;
    for (const std::string& line :
         watch_.news(Instant(std::chrono::hours(1000) + std::chrono::minutes(minute)))) {
      text += line + "\n";
    }
    return text;
  }
  DomainWatch watch_;
};

TEST_F(DomainWatchTest, ADomainBeginsAndCompletesOnce) {
  see("http://www.a.example:8080/", HostState::kAsked);
  see("http://a.example/", HostState::kIdle);
  EXPECT_EQ(news(0), "a.example: the crawl begins\n");
  see("http://a.example/", HostState::kDelayed);
  EXPECT_EQ(news(1), "");
  see("http://a.example/", HostState::kIdle);
  EXPECT_EQ(news(2), "a.example: the crawl is complete, nothing is due\n");
  see("http://a.example/", HostState::kReady);
  EXPECT_EQ(news(3), "");
  see("http://a.example/", HostState::kIdle);
  EXPECT_EQ(news(4), "");
}

TEST_F(DomainWatchTest, ADomainThatCannotBeAskedStallsOnce) {
  for (int minute = 0; minute < 60; ++minute) {
    see("http://[::1]:81/", minute < 5 ? HostState::kReady : HostState::kPaused);
    const std::string want = minute == 0    ? "[::1]: the crawl begins\n"
                             : minute == 14 ? "[::1]: the crawl is stalled, its hosts cannot be "
                                              "asked\n"
                                            : "";
    EXPECT_EQ(news(minute), want) << minute;
  }
}

TEST_F(DomainWatchTest, WhatAnEarlierRunLeftIsNoNews) {
  see("http://a.example/", HostState::kIdle);
  watch_.take_as_known();
  see("http://a.example/", HostState::kIdle);
  EXPECT_EQ(news(0), "");
}

TEST_F(DomainWatchTest, MuchNewsComesInParts) {
  std::size_t lines = 0;
  for (int minute = 0; minute < 3; ++minute) {
    for (std::size_t i = 0; i < 120; ++i) {
      see("http://h" + std::to_string(i) + ".example/", HostState::kAsked);
    }
    const std::string text = news(minute);
    const auto told = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    EXPECT_LE(told, kNewsMax);
    lines += told;
  }
  EXPECT_EQ(lines, 120U);
}

TEST(LogTest, RepeatsAreCountedAndNotLogged) {
  take_unlogged();
  std::uint32_t logged = 0;
  for (int i = 0; i < 1000; ++i) logged += may_log(LogKind::kRobots) ? 1 : 0;
  EXPECT_TRUE(may_log(LogKind::kPageLimits));
  EXPECT_EQ(logged, kLogLinesMax);
  EXPECT_EQ(take_unlogged(), std::to_string(1000 - kLogLinesMax) + " robots.txt");
  EXPECT_EQ(take_unlogged(), "");
  EXPECT_TRUE(may_log(LogKind::kRobots));
}

TEST(StatusLineTest, RatesAreThoseSinceTheLineBefore) {
  CrawlStats stats;
  StatusLine line;
  stats.pages = 100;
  line.at(std::chrono::seconds(10), {.stats = stats});
  stats.pages = 160;
  stats.refused = 40;
  stats.body_bytes = 30'000'000;
  stats.commit_seconds.observe(std::chrono::milliseconds(20));
  CrawlReading reading{.stats = stats};
  reading.frontier.hosts[static_cast<std::size_t>(HostState::kPaused)] = 7;
  const std::string text = line.at(std::chrono::seconds(40), reading);
  EXPECT_EQ(text.find("2.0 pages/s, 1.00 MB/s, 40.0 % errors; in all 160 visited"), 0U) << text;
  EXPECT_NE(text.find("hosts: 7 paused; "), std::string::npos) << text;
  EXPECT_NE(text.find("commit 20 ms"), std::string::npos) << text;
}

}  // namespace
}  // namespace anchord
