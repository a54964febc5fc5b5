#include "indexer/gunzip.h"

#include <gtest/gtest.h>

#include "tests/indexer/gzip_testing.h"

namespace anchord {
namespace {

TEST(GunzipTest, GivesBackWhatWasCompressed) {
  const std::string file = gzipped("hello");
  EXPECT_TRUE(is_gzip(file));
  const Gunzipped got = gunzip(file, 100);
  EXPECT_EQ(got.bytes, "hello");
  EXPECT_TRUE(got.is_whole);
}

TEST(GunzipTest, ReadsAllMembers) {
  const Gunzipped got = gunzip(gzipped("one ") + gzipped("") + gzipped("two") + "trailing", 100);
  EXPECT_EQ(got.bytes, "one two");
  EXPECT_TRUE(got.is_whole);
}

TEST(GunzipTest, StopsAtTheLimit) {
  const std::string file = gzipped(std::string(1'000'000, 'a'));
  const Gunzipped got = gunzip(file, 70'000);
  EXPECT_EQ(got.bytes, std::string(70'000, 'a'));
  EXPECT_FALSE(got.is_whole);
  EXPECT_TRUE(gunzip(file, 1'000'001).is_whole);
}

TEST(GunzipTest, AnyCutGivesAStartOfIt) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += std::to_string(i * i);
  const std::string file = gzipped(text);
  for (std::size_t size = 0; size < file.size(); ++size) {
    const Gunzipped got = gunzip(file.substr(0, size), 10'000);
    EXPECT_FALSE(got.is_whole) << size;
    EXPECT_TRUE(text.starts_with(got.bytes)) << size;
  }
}

TEST(GunzipTest, DamageEndsIt) {
  std::string file = gzipped(std::string(1000, 'a'));
  file[file.size() - 5] ^= '\x01';  // of the checksum
  EXPECT_FALSE(gunzip(file, 10'000).is_whole);
  EXPECT_FALSE(gunzip("\x1F\x8B", 10).is_whole);
  EXPECT_FALSE(gunzip("plain", 10).is_whole);
  EXPECT_FALSE(is_gzip("plain"));
}

}  // namespace
}  // namespace anchord
