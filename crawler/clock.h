#pragma once

#include <chrono>

#include "storage/time.h"

namespace anchord {

// Wall-clock time, rounded down to the millisecond: what politeness is kept by.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

// So much later than an Instant says may be what it stands for. Who waits for a time to have passed
// since then adds it.
inline constexpr std::chrono::milliseconds kClockStep{1};

inline Time to_seconds(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant);
}

inline Time ceil_to_seconds(Instant instant) {
  return std::chrono::ceil<std::chrono::seconds>(instant);
}

// The seam to the clock. Only what has a thread of its own is given one; everything else is told
// the time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace anchord
