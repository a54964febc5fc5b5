#include "indexer/api_slots.h"

#include <gtest/gtest.h>

#include <optional>

namespace anchord {
namespace {

using std::chrono::minutes;
using std::chrono::steady_clock;

TEST(ApiSlotsTest, ThereAreSoManyAndNoMore) {
  ApiSlots slots(2);
  const auto first = slots.take(steady_clock::now());
  std::optional<ApiSlots::Slot> second(slots.take(steady_clock::now()));
  EXPECT_TRUE(first);
  EXPECT_TRUE(*second);
  EXPECT_FALSE(slots.take(steady_clock::now()));
  second.reset();
  EXPECT_TRUE(slots.take(steady_clock::now()));
  slots.stop();
  EXPECT_FALSE(slots.take(steady_clock::now()));
}

TEST(ApiSlotsTest, TellHowLongTheLongestRequestIsWorkedOn) {
  ApiSlots slots(2);
  const auto start = steady_clock::now();
  EXPECT_EQ(slots.busy_for(start + minutes(10)).count(), 0);
  {
    const auto first = slots.take(start + minutes(1));
    {
      const auto second = slots.take(start + minutes(1));
      const auto end = steady_clock::now();
      EXPECT_GE(slots.busy_for(end + minutes(10)), minutes(10));
    }
    EXPECT_LE(slots.busy_for(start + minutes(10)), minutes(10));
    EXPECT_EQ(slots.busy_for(start).count(), 0);
  }
  EXPECT_EQ(slots.busy_for(start + minutes(10)).count(), 0);
}

}  // namespace
}  // namespace anchord
