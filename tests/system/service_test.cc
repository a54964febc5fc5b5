#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/crawler/notify_socket.h"
#include "tests/files.h"
#include "tests/system/system_testing.h"

// The daemon under a service manager that is a socket.
namespace anchord {
namespace {

class ServiceTest : public testing::Test {
 protected:
  std::string file(const std::string& name) const { return (index_.directory() / name).string(); }
  NotifySocket manager_;
  Index index_;
};

TEST_F(ServiceTest, TellsItsLifeToTheServiceManager) {
  setenv("WATCHDOG_USEC", "600000", 1);
  const Process anchord = index_.anchord({"http://127.0.0.1:9/"});
  EXPECT_NE(manager_.wait_for("READY=1"), "");
  EXPECT_NE(manager_.wait_for("WATCHDOG=1"), "");
  EXPECT_NE(manager_.wait_for("STATUS=0 pages, "), "");
  anchord.send(SIGTERM);
  EXPECT_NE(manager_.wait_for("STOPPING=1"), "");
  EXPECT_TRUE(anchord.says("summary: pages"));
}

TEST_F(ServiceTest, AStartThatFailsIsNeverReady) {
  EXPECT_EQ(index_.anchord({"http://a.example/"}).wait().exit_code, 2);
  const std::string told = manager_.told();
  EXPECT_EQ(told.find("READY=1"), std::string::npos);
  EXPECT_EQ(told.find("EXTEND_TIMEOUT_USEC="), 0U);
}

TEST_F(ServiceTest, ReadsItsConfigurationAgain) {
  std::ofstream(file("a.toml")) << "[log]\nlevel = \"info\"\n";
  const Process anchord = index_.anchord({"--config", file("a.toml"), "http://127.0.0.1:9/"});
  EXPECT_NE(manager_.wait_for("READY=1"), "");
  std::ofstream(file("a.toml")) << "[log]\nlevel = \"debug\"\n[fetch]\nconnections_max = 9\n";
  anchord.send(SIGHUP);
  const std::string told = manager_.wait_for("READY=1");
  EXPECT_NE(told.find("RELOADING=1\nMONOTONIC_USEC="), std::string::npos) << told;
  EXPECT_TRUE(anchord.says("configuration read again; changed: log.level"));
  EXPECT_TRUE(anchord.says("only from the next start on: fetch.connections_max"));
  std::ofstream(file("a.toml")) << "[log]\nlevel = 1\n";
  anchord.send(SIGHUP);
  EXPECT_TRUE(anchord.says("stays as it was: " + file("a.toml") + ":2: log.level: want debug"));
}

TEST_F(ServiceTest, TellsItsWholeStateOnDemand) {
  const Process anchord = index_.anchord({"http://127.0.0.1:9/"});
  EXPECT_NE(manager_.wait_for("READY=1"), "");
  anchord.send(SIGUSR1);
  EXPECT_TRUE(anchord.says("state: anchord_urls_waiting "));
  EXPECT_TRUE(anchord.says("state: station committing: "));
}

TEST_F(ServiceTest, LogsJsonToAFileThatIsOpenedAnew) {
  const Process anchord = index_.anchord(
      {"--set", "log.format=json", "--set", "log.file=" + file("log"), "http://127.0.0.1:9/"});
  EXPECT_NE(manager_.wait_for("READY=1"), "");
  std::filesystem::rename(file("log"), file("log.1"));
  anchord.send(SIGHUP);
  EXPECT_NE(manager_.wait_for("READY=1"), "");
  anchord.send(SIGTERM);
  EXPECT_NE(manager_.wait_for("STOPPING=1"), "");
  for (int i = 0; i < 500 && bytes_of(file("log")).find("summary") == std::string::npos; ++i) {
    usleep(10'000);
  }
  std::istringstream lines(bytes_of(file("log")));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const auto object = nlohmann::json::parse(line, nullptr, false);
    ASSERT_TRUE(object.is_object()) << line;
    EXPECT_EQ(object.size(), 3U) << line;
    EXPECT_EQ(object["time"].get<std::string>().size(), 24U) << line;
    EXPECT_TRUE(object["level"].is_string() && object["message"].is_string()) << line;
  }
  EXPECT_GT(count, 2);
}

TEST_F(ServiceTest, ChecksAConfigurationWithoutRunning) {
  std::ofstream(file("a.toml")) << "[log]\nlevel = \"info\"\n";
  const auto check = [this](const std::string& name) {
    return Process({ANCHORD, "--check-config", "--config", file(name)}, index_.directory()).wait();
  };
  EXPECT_EQ(check("a.toml").out, "the configuration is valid\n");
  std::ofstream(file("b.toml")) << "[log]\nlevel = \"loud\"\n";
  const Process::Outcome outcome = check("b.toml");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("b.toml:2: log.level: want debug, info, warn, error or off"),
            std::string::npos);
}

}  // namespace
}  // namespace anchord
