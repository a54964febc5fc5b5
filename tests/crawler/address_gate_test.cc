#include "crawler/address_gate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace anchord {
namespace {

using std::chrono::milliseconds;

Instant at(std::int64_t ms) { return Instant(milliseconds(ms)); }

TEST(AddressGateTest, SoManyRequestsAtATime) {
  AddressGate gate(2, milliseconds(0));
  EXPECT_TRUE(gate.enter("192.0.2.1", at(0)));
  EXPECT_TRUE(gate.enter("192.0.2.1", at(0)));
  EXPECT_FALSE(gate.enter("192.0.2.1", at(0)));
  EXPECT_TRUE(gate.enter("192.0.2.2", at(0))) << "another address";
  gate.leave("192.0.2.1", at(10), milliseconds(10));
  EXPECT_TRUE(gate.enter("192.0.2.1", at(10)));
  EXPECT_FALSE(gate.enter("192.0.2.1", at(10)));
}

TEST(AddressGateTest, SoMuchTimeBetweenTwo) {
  AddressGate gate(100, milliseconds(50));
  EXPECT_TRUE(gate.enter("192.0.2.1", at(0)));
  EXPECT_FALSE(gate.enter("192.0.2.1", at(50))) << "the first may have come at 0.9 ms";
  EXPECT_TRUE(gate.enter("192.0.2.1", at(51)));
}

TEST(AddressGateTest, WhoWaitsComesBackOneAfterTheOther) {
  AddressGate gate(100, milliseconds(50));
  ASSERT_TRUE(gate.enter("192.0.2.1", at(0)));
  std::vector<Instant> turns;
  for (int i = 0; i < 10; ++i) turns.push_back(gate.next_turn("192.0.2.1", at(0)));
  for (std::size_t i = 0; i < turns.size(); ++i) {
    EXPECT_EQ(turns[i], at(50 * (static_cast<std::int64_t>(i) + 1) + 1));
    EXPECT_TRUE(gate.enter("192.0.2.1", turns[i])) << "nobody was in the way";
  }
}

TEST(AddressGateTest, WhoComesLateDoesNotPutOffThoseBehind) {
  AddressGate gate(100, milliseconds(50));
  ASSERT_TRUE(gate.enter("192.0.2.1", at(0)));
  std::vector<Instant> turns;
  for (int i = 0; i < 10; ++i) turns.push_back(gate.next_turn("192.0.2.1", at(0)));
  for (const Instant turn : {turns[0] + milliseconds(7), turns[1], turns[2] + milliseconds(49),
                             turns[4] + milliseconds(3), turns[5]}) {
    EXPECT_TRUE(gate.enter("192.0.2.1", turn)) << turn.time_since_epoch().count();
    EXPECT_FALSE(gate.enter("192.0.2.1", turn)) << "one request for each turn";
  }
}

TEST(AddressGateTest, WhoHasADelayOfItsOwnMayWaitForBothAtATime) {
  AddressGate gate(100, milliseconds(50));
  ASSERT_TRUE(gate.enter("192.0.2.1", at(0)));
  EXPECT_EQ(gate.turn_ahead("192.0.2.1", at(10)), std::nullopt) << "nobody waits";
  for (int i = 0; i < 4; ++i) gate.next_turn("192.0.2.1", at(0));
  EXPECT_EQ(gate.turn_ahead("192.0.2.1", at(200)), at(251));
  EXPECT_EQ(gate.turn_ahead("192.0.2.1", at(252)), std::nullopt) << "it would come too early";
  EXPECT_EQ(gate.next_turn("192.0.2.1", at(0)), at(301));
}

TEST(AddressGateTest, WhoWaitsForTheDelayComesAsSoonAsItEnds) {
  AddressGate gate(100, milliseconds(50));
  ASSERT_TRUE(gate.enter("192.0.2.1", at(0)));
  EXPECT_EQ(gate.next_turn("192.0.2.1", at(40)), at(51));
}

TEST(AddressGateTest, AServerThatHangsDoesNotPutOffTheOthersForLong) {
  AddressGate gate(1, milliseconds(0));
  ASSERT_TRUE(gate.enter("192.0.2.1", at(0)));
  gate.leave("192.0.2.1", at(60'000), milliseconds(60'000));
  ASSERT_TRUE(gate.enter("192.0.2.1", at(60'000)));
  EXPECT_LE(gate.next_turn("192.0.2.1", at(60'000)), at(61'000));
}

TEST(AddressGateTest, ForgetsAddressesThatAreIdle) {
  AddressGate gate(1, milliseconds(10));
  for (int i = 0; i < 50'000; ++i) {
    const std::string ip = std::to_string(i);
    ASSERT_TRUE(gate.enter(ip, at(i)));
    gate.leave(ip, at(i), milliseconds(0));
  }
  EXPECT_LT(gate.size(), 10'000U);
}

}  // namespace
}  // namespace anchord
