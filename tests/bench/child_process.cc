#include "tests/bench/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <utility>

#include "tests/bench/stopwatch.h"

namespace anchord {
namespace {

constexpr int kLookMs = 20;

// The number behind `name` in a file of /proc that has one "name: number" a line; 0 if none.
std::uint64_t proc_number(pid_t pid, const char* file, const std::string& name) {
  std::ifstream input("/proc/" + std::to_string(pid) + "/" + file);
  std::uint64_t number = 0;
  for (std::string word; input >> word;) {
    if (word == name && input >> number) break;
  }
  return number;
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& command,
                                         const std::filesystem::path& log) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                   0644);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  const double start_s = wall_clock_s();
  pid_t pid = 0;
  const int error = posix_spawnp(&pid, arguments[0], &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) return io_error(command[0] + ": " + std::strerror(error));
  return ChildProcess(pid, start_s);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), start_s_(other.start_s_) {}

ChildProcess::~ChildProcess() {
  if (pid_ == 0) return;
  kill(pid_, SIGTERM);
  wait();
}

// The peak is read from /proc as it grows: the one that wait4() gives counts what this process held
// when it started the child.
ProcessUsage ChildProcess::wait() {
  ProcessUsage usage;
  pollfd end{static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)), POLLIN, 0};
  while (poll(&end, 1, kLookMs) == 0) {
    usage.rss_bytes_max =
        std::max(usage.rss_bytes_max, 1024 * proc_number(pid_, "status", "VmHWM:"));
  }
  usage.wall_s = wall_clock_s() - start_s_;
  close(end.fd);
  usage.written_bytes = proc_number(pid_, "io", "write_bytes:");
  int status = 0;
  rusage resources{};
  wait4(std::exchange(pid_, 0), &status, 0, &resources);
  usage.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  usage.cpu_s = seconds_of(resources.ru_utime) + seconds_of(resources.ru_stime);
  return usage;
}

double ChildProcess::cpu_s() const {
  clockid_t clock{};
  return clock_getcpuclockid(pid_, &clock) == 0 ? reading_s(clock) : 0;
}

}  // namespace anchord
