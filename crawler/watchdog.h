#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crawler/station.h"

namespace anchord {

// Tells whether every station goes on. Not thread-safe.
class Watchdog {
 public:
  // The stations are borrowed and must outlive this.
  explicit Watchdog(const Stations& stations);

  // The name of a station that is still at the very piece of work that it was at when this was
  // asked last; "" where each has gone on since, or has nothing to do. To be asked at intervals
  // that no piece of work takes.
  std::string wedged();

 private:
  struct Watched {
    std::string name;
    const Station* station;
    std::uint64_t turns;  // when asked last
    bool was_busy;
  };
  std::vector<Watched> watched_;
};

}  // namespace anchord
