#include "tests/storage/full_disk.h"

#include <gtest/gtest.h>

#include <future>

#include "storage/database.h"

namespace anchord {
namespace {

constexpr std::size_t kWriteBufferBytes = 1U << 20U;  // the least that may be set
constexpr std::size_t kValueBytes = 100'000;          // have their family flushed

class FullDiskTest : public testing::Test {
 protected:
  std::unique_ptr<Database> open() {
    return std::move(
        Database::open("/index", {.write_buffer_bytes = kWriteBufferBytes, .env = &disk_}).value());
  }

  static Status put(Database& db, std::string_view key) {
    Batch batch(db);
    batch.put(Family::kUrls, key, std::string(kValueBytes, 'x'));
    return db.write(batch, true);
  }

  FullDisk disk_;
};

// A write asks for a flush, and before that begins the next write meets the full disk: the flush
// then looks whether all is well, and is forgotten. From then on resume() waits for it; without
// give_up_writes() this test does not end.
TEST_F(FullDiskTest, AnIndexThatWaitsForEverIsGivenUpAndWholeWhenOpenedAnew) {
  auto db = open();
  disk_.hold_jobs();
  ASSERT_TRUE(put(*db, "before").has_value());
  disk_.bytes_left = 0;
  ASSERT_FALSE(put(*db, "meanwhile").has_value());
  disk_.run_held_jobs();
  disk_.bytes_left = 1LL << 40;
  auto resumed = std::async(std::launch::async, [&db] { return db->resume(); });
  db->give_up_writes();
  EXPECT_EQ(resumed.get().error().code, ErrorCode::kIo);
  EXPECT_FALSE(put(*db, "then").has_value());
  EXPECT_TRUE(db->get(Family::kUrls, "before").value().has_value());
  db.reset();
  db = open();
  EXPECT_TRUE(db->get(Family::kUrls, "before").value().has_value());
  EXPECT_FALSE(db->get(Family::kUrls, "meanwhile").value().has_value());
  EXPECT_TRUE(put(*db, "after").has_value());
}

}  // namespace
}  // namespace anchord
