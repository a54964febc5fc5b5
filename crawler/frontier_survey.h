#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

// The frontier at a glance, for status lines and metrics.
namespace anchord {

// What a host is at, and why it is not asked for more.
enum class HostState : std::uint8_t {
  kIdle,           // nothing of it is due
  kReady,          // it may be asked, and waits for a free connection or its address's turn
  kAsked,          // a request to it is underway
  kDelayed,        // the delay between two requests
  kPaused,         // it asked for a pause, or failed too often
  kRobotsUnknown,  // its robots.txt could not be had, and is asked for again later
};
inline constexpr std::size_t kHostStates = 6;
std::string_view name_of(HostState state);

struct FrontierSurvey {
  std::uint64_t waiting = 0;                     // URLs found and never asked for
  std::size_t leased = 0;                        // URLs asked for, and not yet on disk
  std::array<std::size_t, kHostStates> hosts{};  // in memory
  // How long ago the host that is due first ought to have been asked: above a few seconds the crawl
  // does not keep up with what is due.
  std::chrono::milliseconds overdue{0};
};

// Told of each host in memory, by host key.
using HostVisitor = std::function<void(std::string_view host, HostState state)>;

}  // namespace anchord
