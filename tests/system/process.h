#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/files.h"

namespace anchord {

// A program run as a child, which ends with the test that started it. Its standard output and
// error go to files in `directory`.
class Process {
 public:
  struct Outcome {
    int exit_code = -1;  // as a shell tells it: 128 + signal where a signal ended it
    std::string out;
    std::string err;
  };

  Process(std::vector<std::string> arguments, const std::filesystem::path& directory)
      : out_((directory / "out").string()), err_((directory / "err").string()) {
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_ = fork();
    if (pid_ != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    dup2(open(out_.c_str(), flags, 0600), STDOUT_FILENO);
    dup2(open(err_.c_str(), flags, 0600), STDERR_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
  }
  ~Process() {
    if (pid_ > 0) {
      send(SIGKILL);
      wait();
    }
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void send(int signal) const { ::kill(pid_, signal); }

  Outcome wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), bytes_of(out_),
            bytes_of(err_)};
  }

  // What stands on its standard error so far.
  std::string said() const { return bytes_of(err_); }

  // Waits until `words` stand on its standard error; false: it ended, or took too long.
  bool says(std::string_view words) const {
    for (int i = 0; i < 2000; ++i) {
      if (bytes_of(err_).find(words) != std::string::npos) return true;
      usleep(10'000);
    }
    return false;
  }

 private:
  std::string out_;
  std::string err_;
  pid_t pid_ = 0;
};

}  // namespace anchord
