#include "crawler/stop_guard.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "crawler/options.h"

namespace anchord {
namespace {

constexpr std::chrono::milliseconds kLook{200};

std::uint64_t turns_of(const Stations& stations) {
  std::uint64_t turns = stations.fetching.turns() + stations.committing.turns();
  for (const Station& parsing : stations.parsing) turns += parsing.turns();
  return turns;
}

[[noreturn]] void end_process() {
  spdlog::error(
      "stopping has stood still for {} s: anchord ends; the next start has all that was committed",
      2 * StopGuard::kStillMax.count());
  spdlog::default_logger()->flush();
  _exit(kExitFailed);
}

}  // namespace

StopGuard::~StopGuard() {
  thread_.request_stop();
  stopped_.notify_all();
}

void StopGuard::guard(const Stations* stations, std::function<void()> give_up) {
  if (thread_.joinable()) {
    thread_.request_stop();
    stopped_.notify_all();
    thread_.join();
  }
  thread_ = std::jthread([this, stations, give_up = std::move(give_up)](
                             const std::stop_token& stop) { run(stop, stations, give_up); });
}

void StopGuard::run(const std::stop_token& stop, const Stations* stations,
                    const std::function<void()>& give_up) {
  using SteadyClock = std::chrono::steady_clock;
  std::uint64_t turns = stations != nullptr ? turns_of(*stations) : 0;
  SteadyClock::time_point since = SteadyClock::now();
  bool has_given_up = give_up == nullptr;
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, stop, kLook, [] { return false; }) && !stop.stop_requested()) {
    const std::uint64_t turns_now = stations != nullptr ? turns_of(*stations) : 0;
    if (turns_now != turns) {
      turns = turns_now;
      since = SteadyClock::now();
      continue;
    }
    const auto still = SteadyClock::now() - since;
    if (still >= 2 * kStillMax) end_process();
    if (still < kStillMax || has_given_up) continue;
    has_given_up = true;
    spdlog::error("stopping has stood still for {} s: what is not committed is given up",
                  kStillMax.count());
    give_up();
  }
}

}  // namespace anchord
