#pragma once

#include <chrono>
#include <cstdint>

#include "crawler/station.h"

namespace anchord {

// Tells when the committer no longer goes on, as after a full disk (Database::resume()): the
// process is to end then, so that the next one opens the index anew. Not thread-safe.
class CommitWatch {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  // That one commit may take. RocksDB slows writes down for seconds; the service manager, whose
  // WatchdogSec is 180, ends a process that stands still without a word of what was wrong.
  static constexpr std::chrono::seconds kCommitMax{120};

  // `committing` is borrowed and must outlive this.
  CommitWatch(const Station& committing, SteadyTime now);

  // Whether the committer is still at the piece of work that it was at kCommitMax ago; then not
  // again for as long. To be called often.
  bool stands_still(SteadyTime now);

 private:
  const Station& committing_;
  std::uint64_t turns_;
  SteadyTime since_;  // it is at this piece of work, or idle
};

}  // namespace anchord
