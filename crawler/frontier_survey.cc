#include "crawler/frontier_survey.h"

#include "crawler/frontier_host.h"

namespace anchord {

std::string_view name_of(HostState state) {
  static constexpr std::array<std::string_view, kHostStates> kNames = {
      "idle", "ready", "asked", "delayed", "paused", "robots_unknown"};
  return kNames[static_cast<std::size_t>(state)];
}

HostState Frontier::state_of(const Host& host, Instant now) {
  if (host.requests > 0 || host.robots_pending) return HostState::kAsked;
  if (host.pace.paused_until() > now) return HostState::kPaused;
  if (host.held_until() > now) return HostState::kRobotsUnknown;
  if (!host.is_busy) return HostState::kIdle;
  return host.pace.next_request() > now ? HostState::kDelayed : HostState::kReady;
}

FrontierSurvey Frontier::survey(Instant now, const HostVisitor& visit) const {
  const std::lock_guard lock(mutex_);
  FrontierSurvey survey{.waiting = waiting_, .leased = in_flight_.size()};
  // Hosts that nobody has looked at yet stand at the beginning of time: nothing of them is late.
  const auto first = wakes_.lower_bound({Instant(std::chrono::milliseconds(1)), nullptr});
  if (first != wakes_.end() && first->first < now) survey.overdue = now - first->first;
  for (const auto& [key, host] : hosts_) {
    const HostState state = state_of(*host, now);
    ++survey.hosts[static_cast<std::size_t>(state)];
    if (visit) visit(key, state);
  }
  return survey;
}

}  // namespace anchord
