#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "storage/result.h"
#include "tests/bench/child_process.h"

namespace anchord {

// An nginx of our own, one process, on a free port of the loopback; ended with this object.
class NginxServer {
 public:
  // Serves the files below `root`; keeps its own in `prefix`, which it makes. Fails with kIo.
  static Result<NginxServer> start(const std::filesystem::path& root,
                                   const std::filesystem::path& prefix);

  // "http://127.0.0.1:PORT".
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }
  double cpu_s() const { return process_.cpu_s(); }

 private:
  NginxServer(ChildProcess process, std::uint16_t port)
      : process_(std::move(process)), port_(port) {}

  ChildProcess process_;
  std::uint16_t port_;
};

}  // namespace anchord
