#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// What the log must not become: a way for the web to write to a terminal, or to fill a disk.
namespace anchord {

// `text` from the web, fit for a log line or a terminal: control bytes and what is no ASCII as
// \xHH, cut after 500 bytes.
std::string escaped(std::string_view text);

// Lines of which there may be as many as hosts or pages.
enum class LogKind : std::uint8_t {
  kHostPaused,
  kRobots,
  kRobotsFailed,
  kPageLimits,
  kNotFollowed,
  kSeedRedirects,
};
inline constexpr std::size_t kLogKinds = 6;

// So many lines of a kind go to the log between two status lines.
inline constexpr std::uint32_t kLogLinesMax = 50;

// Whether a line of this kind may be logged now; one that may not is counted. Thread-safe.
bool may_log(LogKind kind);

// Ends the interval: "12 robots, 3 page limits" that were not logged in it, "" where all were.
// Thread-safe.
std::string take_unlogged();

}  // namespace anchord
