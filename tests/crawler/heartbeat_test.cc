#include "crawler/heartbeat.h"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <optional>

#include "tests/crawler/notify_socket.h"

namespace anchord {
namespace {

using std::chrono::seconds;

class HeartbeatTest : public testing::Test {
 protected:
  HeartbeatTest() {
    setenv("WATCHDOG_USEC", "30000000", 1);
    manager_.emplace();
    heartbeat_.emplace(*manager_, stations_, start_);
    spdlog::set_level(spdlog::level::off);
  }

  // What the service manager is told `s` seconds after the start.
  std::string at(int s) {
    heartbeat_->at(start_ + seconds(s));
    return socket_.told();
  }

  NotifySocket socket_;
  Stations stations_;
  const std::chrono::steady_clock::time_point start_{seconds(1000)};
  std::optional<ServiceManager> manager_;
  std::optional<Heartbeat> heartbeat_;
};

TEST_F(HeartbeatTest, BeatsThreeTimesAnIntervalWhileNothingIsDue) {
  EXPECT_EQ(at(9), "");
  EXPECT_EQ(at(10), "WATCHDOG=1\n");
  EXPECT_EQ(at(19), "");
  EXPECT_EQ(at(20), "WATCHDOG=1\n");
}

TEST_F(HeartbeatTest, StopsWhileAStationStandsStill) {
  for (Station* station : {&stations_.fetching, &stations_.parsing[0],
                           &stations_.parsing[kParseWorkersMax - 1], &stations_.committing}) {
    heartbeat_.emplace(*manager_, stations_, start_);
    station->begin();
    EXPECT_EQ(at(10), "WATCHDOG=1\n");
    EXPECT_EQ(at(20), "");
    EXPECT_EQ(at(30), "");
    station->end();
    EXPECT_EQ(at(40), "WATCHDOG=1\n");
  }
}

TEST_F(HeartbeatTest, GoesOnWhileEveryStationDoes) {
  for (int s = 10; s <= 100; s += 10) {
    stations_.fetching.begin();
    stations_.parsing[3].begin();
    stations_.committing.begin();
    EXPECT_EQ(at(s), "WATCHDOG=1\n");
  }
}

TEST(ServiceManagerTest, IsToldWhatTheProtocolHas) {
  NotifySocket socket;
  const ServiceManager manager;
  EXPECT_EQ(manager.watchdog().count(), 0);
  manager.ready();
  manager.status("fine");
  manager.stopping();
  EXPECT_EQ(socket.told(), "READY=1\nSTATUS=fine\nSTOPPING=1\n");
  manager.reloading();
  EXPECT_EQ(socket.told().find("RELOADING=1\nMONOTONIC_USEC="), 0U);
  const MoreTime more(manager);
  EXPECT_NE(socket.wait_for("EXTEND_TIMEOUT_USEC=20000000"), "");
}

TEST(ServiceManagerTest, AWatchdogForAnotherProcessIsNone) {
  setenv("WATCHDOG_USEC", "30000000", 1);
  setenv("WATCHDOG_PID", "1", 1);
  EXPECT_EQ(ServiceManager().watchdog().count(), 0);
  unsetenv("WATCHDOG_PID");
  EXPECT_EQ(ServiceManager().watchdog().count(), 30'000'000);
  unsetenv("WATCHDOG_USEC");
}

TEST(ServiceManagerTest, WithoutOneNothingIsTold) {
  const ServiceManager manager;
  manager.ready();
  manager.alive();
  EXPECT_EQ(manager.watchdog().count(), 0);
}

}  // namespace
}  // namespace anchord
