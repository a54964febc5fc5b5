#include "crawler/bounded_queue.h"

#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <thread>
#include <vector>

namespace anchord {
namespace {

using std::chrono::milliseconds;

TEST(BoundedQueueTest, TheFirstInIsTheFirstOut) {
  BoundedQueue<std::unique_ptr<int>> queue(3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(queue.push(std::make_unique<int>(i)));
  EXPECT_EQ(queue.size(), 3U);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(**queue.pop(), i);
}

TEST(BoundedQueueTest, AnEmptyOneAnswersAfterTheTimeout) {
  BoundedQueue<int> queue(1);
  EXPECT_EQ(queue.pop_for(milliseconds(1)), std::nullopt);
  EXPECT_FALSE(queue.is_drained());
}

TEST(BoundedQueueTest, AClosedOneGivesWhatItHasAndTakesNothing) {
  BoundedQueue<int> queue(2);
  EXPECT_TRUE(queue.push(1));
  queue.close();
  EXPECT_FALSE(queue.push(2));
  EXPECT_FALSE(queue.is_drained());
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_TRUE(queue.is_drained());
  EXPECT_EQ(queue.pop(), std::nullopt);
  EXPECT_EQ(queue.pop_for(milliseconds(1000)), std::nullopt);
}

TEST(BoundedQueueTest, ClosingEndsEveryWait) {
  BoundedQueue<int> full(1);
  BoundedQueue<int> empty(1);
  ASSERT_TRUE(full.push(1));
  bool pushed = true;
  std::optional<int> popped = 1;
  std::thread pusher([&] { pushed = full.push(2); });
  std::thread popper([&] { popped = empty.pop(); });
  full.close();
  empty.close();
  pusher.join();
  popper.join();
  EXPECT_FALSE(pushed);
  EXPECT_EQ(popped, std::nullopt);
}

TEST(BoundedQueueTest, ManyThreadsLoseNothingAndNeverExceedTheCapacity) {
  constexpr int kThreads = 4;
  constexpr int kItems = 5000;
  constexpr std::size_t kCapacity = 3;
  BoundedQueue<int> queue(kCapacity);
  std::vector<std::thread> producers;
  for (int thread = 0; thread < kThreads; ++thread) {
    producers.emplace_back([&queue] {
      for (int i = 1; i <= kItems; ++i) queue.push(i);
    });
  }
  std::vector<long> sums(kThreads);
  std::vector<std::thread> consumers;
  for (long& sum : sums) {
    consumers.emplace_back([&] {
      while (const auto item = queue.pop()) {
        sum += *item;
        EXPECT_LE(queue.size(), kCapacity);
      }
    });
  }
  for (std::thread& producer : producers) producer.join();
  queue.close();
  for (std::thread& consumer : consumers) consumer.join();
  EXPECT_EQ(std::accumulate(sums.begin(), sums.end(), 0L), kThreads * kItems * (kItems + 1L) / 2);
}

}  // namespace
}  // namespace anchord
