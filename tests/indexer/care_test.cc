#include <gtest/gtest.h>
#include <stdlib.h>

#include "indexer/check.h"
#include "indexer/forget.h"
#include "indexer/index_copy.h"
#include "tests/indexer/sample_index.h"

// Backups, and what is forgotten.
namespace anchord {
namespace {

namespace fs = std::filesystem;

// Two domains, and one whose name begins like the first's.
void fill(SampleIndex& index) {
  for (const char* host : {"a.com", "www.a.com", "a.com:81", "b.com", "a.au", "aa.com"}) {
    const std::string page = "http://" + std::string(host) + "/";
    index.visit(page, day(0), {{"http://a.com/x", "to a"}, {"/y", "inner"}});
    index.found(page + "z", day(0));
    const Url url = *Url::parse(page);
    index.put(Family::kMeta, target_key(page_key(url)), encode(TargetRecord{}));
    index.put(Family::kHosts, host_key(url), encode(HostRecord{.robots_fetched = day(0)}));
    index.put(Family::kPaces, host_key(url), encode(PaceRecord{.not_before = day(1)}));
  }
}

// Every key of the index but its format, one line each.
std::string keys_of(const Database& db) {
  std::string text;
  for (std::size_t i = 0; i < kFamilies; ++i) {
    Cursor cursor = db.scan(static_cast<Family>(i), {}, {});
    for (; cursor.valid(); cursor.next()) {
      text += std::string(name_of(static_cast<Family>(i))) + " " + std::string(cursor.key()) + "\n";
    }
  }
  return text;
}

TEST(ForgetTest, NothingOfTheDomainIsLeftAndAllElseIs) {
  SampleIndex index;
  fill(index);
  std::string want = keys_of(index.db());
  const std::string inside = std::string("com\x03") + "a";
  std::string kept;
  for (std::size_t begin = 0; begin < want.size();) {
    const std::size_t end = want.find('\n', begin) + 1;
    const std::string line = want.substr(begin, end - begin);
    const std::size_t at = line.find(inside);
    const bool is_inside = at != std::string::npos && line[at + inside.size()] <= kLabelSeparator;
    const bool ends_there = at != std::string::npos && line[at + inside.size()] == '\n';
    if (!is_inside && !ends_there) kept += line;
    begin = end;
  }
  EXPECT_LT(kept.size(), want.size());
  EXPECT_GT(forget_domain(index.db(), "A.com").value(), 0U);
  EXPECT_EQ(keys_of(index.db()), kept);
  EXPECT_EQ(check_index(index.db())->violations, 0U);
  EXPECT_EQ(forget_domain(index.db(), "a.com").value(), 0U);
}

TEST(ForgetTest, WhatACrashBrokeOffIsFinished) {
  SampleIndex whole;
  fill(whole);
  SampleIndex broken;
  fill(broken);
  ASSERT_TRUE(forget_domain(whole.db(), "a.com").has_value());
  broken.put(Family::kMeta, std::string(kForgetPrefix) + labels_key("a.com"), "");
  broken.remove(Family::kUrls, SampleIndex::key_of("http://a.com/"));
  ASSERT_TRUE(finish_forgetting(broken.db()).has_value());
  EXPECT_EQ(keys_of(broken.db()), keys_of(whole.db()));
}

TEST(ForgetTest, AnAddressIsADomainOfItsOwn) {
  for (const char* address : {"127.0.0.1", "[::1]"}) {
    SampleIndex index;
    SampleIndex without;
    for (const char* other : {"http://127.0.0.10/", "http://[::12]/"}) {
      index.visit(other, day(0), {{"/x", "ex"}});
      without.visit(other, day(0), {{"/x", "ex"}});
    }
    index.visit("http://" + std::string(address) + "/", day(0), {{"/x", "ex"}});
    index.visit("http://" + std::string(address) + ":81/", day(0), {{"/x", "ex"}});
    EXPECT_GT(forget_domain(index.db(), address).value_or(0), 0U) << address;
    EXPECT_EQ(keys_of(index.db()), keys_of(without.db())) << address;
  }
}

TEST(ForgetTest, OnlyAWholeDomainIsForgotten) {
  SampleIndex index;
  for (const char* domain : {"www.a.com", "com", "a.com/x", "a.com:81", "", "a b"}) {
    const auto removed = forget_domain(index.db(), domain);
    ASSERT_FALSE(removed.has_value()) << domain;
    EXPECT_EQ(removed.error().code, ErrorCode::kInvalidInput) << domain;
  }
}

TEST(IndexCopyTest, ACopyHoldsAllAndIsWhole) {
  std::string name = (fs::temp_directory_path() / "anchord-copy-XXXXXX").string();
  const fs::path directory = mkdtemp(name.data());
  SampleIndex index;
  fill(index);
  const auto copied = copy_index(index.db(), directory / "copy");
  ASSERT_TRUE(copied.has_value()) << copied.error().message;
  {
    const auto copy = Database::open_to_read(directory / "copy", DatabaseOptions{});
    ASSERT_TRUE(copy.has_value());
    EXPECT_EQ(keys_of(**copy), keys_of(index.db()));
    EXPECT_EQ(check_index(**copy)->violations, 0U);
  }
  EXPECT_FALSE(fs::exists(directory / "copy.partial"));
  EXPECT_EQ(copy_index(index.db(), directory / "copy").error().code, ErrorCode::kInvalidInput);
  fs::remove_all(directory);
}

TEST(IndexCopyTest, CompactingChangesNothing) {
  SampleIndex index;
  fill(index);
  const std::string before = keys_of(index.db());
  ASSERT_TRUE(index.db().compact().has_value());
  EXPECT_EQ(keys_of(index.db()), before);
}

}  // namespace
}  // namespace anchord
