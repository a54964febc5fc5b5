#pragma once

#include <sys/time.h>

#include <ctime>

namespace anchord {

inline double reading_s(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

inline double wall_clock_s() { return reading_s(CLOCK_MONOTONIC); }

inline double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

// Wall and CPU seconds of this process, all threads or the calling one, since it was made there.
class Stopwatch {
 public:
  double wall_s() const { return wall_clock_s() - wall_start_s_; }
  double cpu_s() const { return reading_s(CLOCK_PROCESS_CPUTIME_ID) - cpu_start_s_; }
  double thread_cpu_s() const { return reading_s(CLOCK_THREAD_CPUTIME_ID) - thread_start_s_; }

 private:
  double wall_start_s_ = wall_clock_s();
  double cpu_start_s_ = reading_s(CLOCK_PROCESS_CPUTIME_ID);
  double thread_start_s_ = reading_s(CLOCK_THREAD_CPUTIME_ID);
};

}  // namespace anchord
