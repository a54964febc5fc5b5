#pragma once

#include <chrono>

#include "crawler/service_manager.h"
#include "crawler/watchdog.h"

namespace anchord {

// Tells the service manager that the crawl is alive, three times within the time that it waits for
// that, as long as every station goes on: one that stands still for two thirds of that time, at a
// single piece of work, ends the process by the service manager's hand. Not thread-safe.
class Heartbeat {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  // Both are borrowed and must outlive this.
  Heartbeat(const ServiceManager& manager, const Stations& stations, SteadyTime now);

  // To be called often.
  void at(SteadyTime now);

 private:
  const ServiceManager& manager_;
  Watchdog watchdog_;
  SteadyTime last_;
};

}  // namespace anchord
