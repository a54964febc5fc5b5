#include "crawler/commit_watch.h"

namespace anchord {

CommitWatch::CommitWatch(const Station& committing, SteadyTime now)
    : committing_(committing), turns_(committing.turns()), since_(now) {}

bool CommitWatch::stands_still(SteadyTime now) {
  const std::uint64_t turns = committing_.turns();
  const bool goes_on = turns != turns_ || !committing_.is_busy();
  if (!goes_on && now - since_ < kCommitMax) return false;
  turns_ = turns;
  since_ = now;
  return !goes_on;
}

}  // namespace anchord
