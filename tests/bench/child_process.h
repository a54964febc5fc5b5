#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "storage/result.h"

namespace anchord {

// What a process has used.
struct ProcessUsage {
  int exit_code = 0;                // 128 + signal where one ended it
  double wall_s = 0;                // from its start to its end
  double cpu_s = 0;                 // user and system
  std::uint64_t rss_bytes_max = 0;  // looked at every 20 ms
  std::uint64_t written_bytes = 0;  // that the system had to bring to a disk; 0 on a tmpfs
};

// A process of our own; ended with this object.
class ChildProcess {
 public:
  // Starts `command`; what it prints goes to `log`. Fails with kIo.
  static Result<ChildProcess> start(const std::vector<std::string>& command,
                                    const std::filesystem::path& log);
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;

  // Waits for its end. Once.
  ProcessUsage wait();

  // The CPU time it has used so far, user and system.
  double cpu_s() const;

 private:
  ChildProcess(pid_t pid, double start_s) : pid_(pid), start_s_(start_s) {}

  pid_t pid_;  // 0: waited for
  double start_s_;
};

}  // namespace anchord
