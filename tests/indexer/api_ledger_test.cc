#include "indexer/api_ledger.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "indexer/secret_token.h"
#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

class ApiLedgerTest : public testing::Test {
 protected:
  ApiLedgerTest() { open(); }

  // As a daemon that starts, with what the index has kept.
  void open() {
    const std::vector<ApiToken> tokens = {{"ann", 1000, sha256_hex("secret")},
                                          {"bob", 10, sha256_hex("other")}};
    ledger_.reset();
    ledger_ = ApiLedger::load(index_.db(), tokens, 3, [this] { return now_; }).value();
    ann_ = ledger_->find("secret");
  }
  // What taking so many rows and using some of them is answered with.
  std::string take(std::uint64_t rows, std::uint64_t used) {
    auto reservation = ledger_->reserve(*ann_, rows);
    if (!reservation) return std::to_string(reservation.error().status);
    reservation->use(used);
    return "ok";
  }
  std::uint64_t left() { return ledger_->balance(*ann_).rows_left; }

  SampleIndex index_;
  Time now_ = day(0);
  std::unique_ptr<ApiLedger> ledger_;
  ApiLedger::Account* ann_ = nullptr;
};

TEST_F(ApiLedgerTest, KnowsASecretByItsHash) {
  EXPECT_EQ(ledger_->balance(*ann_).name, "ann");
  EXPECT_EQ(ledger_->balance(*ledger_->find("other")).name, "bob");
  EXPECT_EQ(ledger_->find("secret "), nullptr);
  EXPECT_EQ(ledger_->find(""), nullptr);
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(ApiLedgerTest, WhatIsUsedIsGoneUntilNextMonth) {
  EXPECT_EQ(take(100, 40), "ok");
  EXPECT_EQ(left(), 960U);
  EXPECT_EQ(take(961, 961), "403");
  EXPECT_EQ(take(960, 960), "ok");
  EXPECT_EQ(left(), 0U);
  EXPECT_EQ(take(1, 1), "403");
  now_ = day(30);
  EXPECT_EQ(left(), 0U);
  now_ = day(31);
  EXPECT_EQ(left(), 1000U);
}

TEST_F(ApiLedgerTest, AnswersThatTurnTheMonthAreOfTheOldOne) {
  auto reservation = ledger_->reserve(*ann_, 500);
  now_ = day(31);
  EXPECT_EQ(left(), 1000U);
  reservation->use(1);
  { const auto ended = std::move(*reservation); }
  EXPECT_EQ(left(), 1000U);
}

TEST_F(ApiLedgerTest, UseSurvivesARestart) {
  EXPECT_EQ(take(100, 40), "ok");
  open();
  EXPECT_EQ(left(), 960U);
}

// A process that ends in the middle of an answer gives nothing back.
TEST_F(ApiLedgerTest, RowsAreTakenOnDiskBeforeTheAnswer) {
  auto reservation = ledger_->reserve(*ann_, 100);
  ASSERT_TRUE(reservation);
  const auto stored = decode_usage_record(index_.get(Family::kMeta, usage_key("ann")));
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->rows, 100U);
}

TEST_F(ApiLedgerTest, ParallelRequestsCannotUseMoreThanThereIs) {
  std::atomic<std::uint64_t> used = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      for (int k = 0; k < 100; ++k) {
        auto reservation = ledger_->reserve(*ann_, 7);
        if (!reservation) continue;
        reservation->use(3);
        used += 3;
      }
    });
  }
  for (std::thread& thread : clients) thread.join();
  EXPECT_LE(used, 1000U);
  EXPECT_GT(used, 900U);
  EXPECT_EQ(left(), 1000 - used);
}

TEST_F(ApiLedgerTest, TooManyRequestsInAMinute) {
  now_ = day(0) + std::chrono::seconds(20);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(ledger_->admit(*ann_));
  const auto refused = ledger_->admit(*ann_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 429);
  EXPECT_EQ(refused.error().retry_after_s, 40);
  EXPECT_TRUE(ledger_->admit(*ledger_->find("other")));
  now_ += std::chrono::seconds(40);
  EXPECT_TRUE(ledger_->admit(*ann_));
}

TEST(ApiTokenTest, ReadsWhatItWrites) {
  const std::string hash = sha256_hex("secret");
  const auto token = parse_api_token("ann.b-c_1:500000:" + hash);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->rows_a_month, 500'000U);
  EXPECT_EQ(text_of(*token), "ann.b-c_1:500000:" + hash);
  for (const std::string& wrong :
       {std::string(), std::string("ann"), "ann:" + hash, ":1:" + hash, "a b:1:" + hash,
        "ann:-1:" + hash, "ann:1000000000001:" + hash, "ann:1:" + hash + "0",
        "ann:1:" + std::string(64, 'G'), std::string("ann:1:")}) {
    EXPECT_FALSE(parse_api_token(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace anchord
