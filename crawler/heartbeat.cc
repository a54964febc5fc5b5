#include "crawler/heartbeat.h"

#include <spdlog/spdlog.h>

namespace anchord {

Heartbeat::Heartbeat(const ServiceManager& manager, const Stations& stations, SteadyTime now)
    : manager_(manager), watchdog_(stations), last_(now) {}

void Heartbeat::at(SteadyTime now) {
  constexpr int kBeats = 3;
  if (manager_.watchdog().count() == 0 || now - last_ < manager_.watchdog() / kBeats) return;
  last_ = now;
  const std::string wedged = watchdog_.wedged();
  if (wedged.empty()) {
    manager_.alive();
  } else {
    spdlog::error("{} stands still; the watchdog is not told that all is well", wedged);
  }
}

}  // namespace anchord
