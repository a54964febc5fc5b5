#include "crawler/commit_watch.h"

#include <gtest/gtest.h>

namespace anchord {
namespace {

using std::chrono::seconds;

class CommitWatchTest : public testing::Test {
 protected:
  bool stands_still_at(seconds time) { return watch_.stands_still(start_ + time); }

  const seconds max_ = CommitWatch::kCommitMax;
  const CommitWatch::SteadyTime start_ = std::chrono::steady_clock::now();
  Station committing_;
  CommitWatch watch_{committing_, start_};
};

TEST_F(CommitWatchTest, ACommitThatDoesNotReturnStandsStill) {
  committing_.begin();
  EXPECT_FALSE(stands_still_at(seconds(1)));
  EXPECT_FALSE(stands_still_at(max_));
  EXPECT_TRUE(stands_still_at(max_ + seconds(1)));
  EXPECT_FALSE(stands_still_at(max_ + seconds(2)));
  EXPECT_TRUE(stands_still_at(2 * max_ + seconds(1)));
}

TEST_F(CommitWatchTest, OneAfterTheOtherGoesOn) {
  for (seconds time{0}; time < 4 * max_; time += max_ / 2) {
    committing_.begin();
    EXPECT_FALSE(stands_still_at(time));
    committing_.end();
  }
}

TEST_F(CommitWatchTest, WhoHasNothingToCommitDoesNotStandStill) {
  committing_.begin();
  committing_.end();
  EXPECT_FALSE(stands_still_at(seconds(1)));
  EXPECT_FALSE(stands_still_at(3 * max_));
  committing_.begin();
  EXPECT_FALSE(stands_still_at(5 * max_));
}

}  // namespace
}  // namespace anchord
