#include "storage/database.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include "storage/codec.h"
#include "storage/format.h"

namespace anchord {
namespace {

namespace fs = std::filesystem;

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() {
    std::string name = (fs::temp_directory_path() / "anchord-db-XXXXXX").string();
    directory_ = mkdtemp(name.data());
  }
  ~DatabaseTest() override { fs::remove_all(directory_); }

  std::unique_ptr<Database> open() { return std::move(Database::open(directory_, {}).value()); }
  std::unique_ptr<Database> open_to_read() {
    return std::move(Database::open_to_read(directory_, {}).value());
  }

  static void put(Database& db, Family family, std::string_view key, std::string_view value) {
    Batch batch(db);
    batch.put(family, key, value);
    ASSERT_TRUE(db.write(batch, true).has_value());
  }
  static std::string get(const Database& db, Family family, std::string_view key) {
    return db.get(family, key).value().value_or("(none)");
  }

  fs::path directory_;
};

TEST_F(DatabaseTest, ABatchIsThereAfterReopening) {
  {
    const auto db = open();
    Batch batch(*db);
    batch.put(Family::kUrls, "a", "1");
    batch.put(Family::kPages, "a", "2");
    ASSERT_TRUE(db->write(batch, true).has_value());
    Batch second(*db);
    second.remove(Family::kPages, "a");
    ASSERT_TRUE(db->write(second, true).has_value());
  }
  const auto db = open();
  EXPECT_EQ(get(*db, Family::kUrls, "a"), "1");
  EXPECT_EQ(get(*db, Family::kPages, "a"), "(none)");
}

TEST_F(DatabaseTest, AnchorCountsAdd) {
  const auto db = open();
  for (const AnchorCounts& delta : {AnchorCounts{2, 0}, AnchorCounts{-1, 5}, AnchorCounts{0, 1}}) {
    Batch batch(*db);
    batch.merge(Family::kAnchors, "hexample", encode(delta));
    ASSERT_TRUE(db->write(batch, true).has_value());
  }
  EXPECT_EQ(decode_anchor_counts(get(*db, Family::kAnchors, "hexample")).value(),
            (AnchorCounts{1, 6}));
}

TEST_F(DatabaseTest, AScanStaysWithinItsRangeAndItsSnapshot) {
  const auto db = open();
  for (const char* key : {"a", "b", "b1", "c"}) put(*db, Family::kUrls, key, key);
  Cursor cursor = db->scan(Family::kUrls, "b", "c");
  put(*db, Family::kUrls, "b2", "too late");
  std::string seen;
  for (; cursor.valid(); cursor.next()) seen.append(cursor.key()).append(" ");
  EXPECT_EQ(seen, "b b1 ");
  EXPECT_TRUE(cursor.status().has_value());
}

TEST_F(DatabaseTest, ManyGetsAnswerInTheOrderAsked) {
  const auto db = open();
  put(*db, Family::kUrls, "a", "1");
  put(*db, Family::kUrls, "c", "3");
  const auto answers = db->get_many(Family::kUrls, {"c", "b", "a"}).value();
  EXPECT_EQ(answers[0], "3");
  EXPECT_EQ(answers[1], std::nullopt);
  EXPECT_EQ(answers[2], "1");
}

TEST_F(DatabaseTest, AReaderSeesTheLastCommitOfARunningWriter) {
  const auto writer = open();
  put(*writer, Family::kUrls, "a", "1");
  EXPECT_EQ(get(*open_to_read(), Family::kUrls, "a"), "1");
  put(*writer, Family::kUrls, "a", "2");
  EXPECT_EQ(get(*open_to_read(), Family::kUrls, "a"), "2");
}

TEST_F(DatabaseTest, ASecondWriterIsRefused) {
  const auto writer = open();
  const auto second = Database::open(directory_, {});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(second.error().message, directory_.string() + ": in use by another anchord");
}

TEST_F(DatabaseTest, RootWritesIntoNobodyElsesIndex) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  open();
  ASSERT_EQ(chown((directory_ / "CURRENT").c_str(), 2, 0), 0);
  const auto other = Database::open(directory_, {});
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(other.error().message,
            directory_.string() +
                ": belongs to the user bin, who could not read what root writes: run this as that "
                "user");
  EXPECT_TRUE(Database::open_to_read(directory_, {}).has_value());
  ASSERT_EQ(chown((directory_ / "CURRENT").c_str(), 0, 0), 0);
  EXPECT_TRUE(Database::open(directory_, {}).has_value());
}

TEST_F(DatabaseTest, AnUnknownFormatIsRefused) {
  {
    const auto db = open();
    std::string version;
    put_varint(version, kFormatVersion + 1);
    put(*db, Family::kMeta, kFormatKey, version);
  }
  for (const auto& opened :
       {Database::open(directory_, {}).error(), Database::open_to_read(directory_, {}).error()}) {
    EXPECT_EQ(opened.code, ErrorCode::kInvalidInput);
    const std::string want = "the index has format " + std::to_string(kFormatVersion + 1) +
                             ", this anchord reads format " + std::to_string(kFormatVersion);
    EXPECT_NE(opened.message.find(want), std::string::npos) << opened.message;
  }
}

TEST_F(DatabaseTest, AReaderRefusesADirectoryWithoutIndexAndLeavesItAlone) {
  const auto opened = Database::open_to_read(directory_, {});
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().message, directory_.string() + ": no anchord index there");
  EXPECT_TRUE(fs::is_empty(directory_));
}

}  // namespace
}  // namespace anchord
