#include "crawler/watchdog.h"

namespace anchord {

Watchdog::Watchdog(const Stations& stations) {
  const auto watch = [this](std::string name, const Station& station) {
    watched_.push_back({std::move(name), &station, station.turns(), false});
  };
  watch("fetching", stations.fetching);
  for (const Station& station : stations.parsing) watch("parsing", station);
  watch("committing", stations.committing);
}

std::string Watchdog::wedged() {
  std::string name;
  for (Watched& watched : watched_) {
    const std::uint64_t turns = watched.station->turns();
    const bool is_busy = watched.station->is_busy();
    if (watched.was_busy && is_busy && watched.turns == turns) name = watched.name;
    watched.turns = turns;
    watched.was_busy = is_busy;
  }
  return name;
}

}  // namespace anchord
