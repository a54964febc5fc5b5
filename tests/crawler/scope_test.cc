#include "crawler/scope.h"

#include <gtest/gtest.h>
#include <rocksdb/env.h>

namespace anchord {
namespace {

class ScopeTest : public testing::Test {
 protected:
  ScopeTest() : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())) {
    DatabaseOptions options;
    options.env = env_.get();
    db_ = std::move(Database::open("/scope", options).value());
  }

  void add(std::string_view seed, TargetMode mode) {
    auto scope = Scope::load(*db_);
    Batch batch(*db_);
    scope->add(batch, *Url::parse(seed), mode);
    ASSERT_TRUE(db_->write(batch, false).has_value());
  }
  // Of these URLs those that are covered once the index is opened again.
  std::string covered(const std::vector<std::string>& hrefs) {
    const auto scope = Scope::load(*db_);
    std::string text;
    for (const std::string& href : hrefs) {
      if (scope->covers(*Url::parse(href))) text += (text.empty() ? "" : " ") + href;
    }
    return text;
  }

  std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<Database> db_;
};

TEST_F(ScopeTest, AnEmptyOneCoversNothing) {
  EXPECT_TRUE(Scope::load(*db_).value().empty());
  EXPECT_EQ(covered({"http://a.example/"}), "");
}

TEST_F(ScopeTest, EachModeCoversItsPart) {
  const std::vector<std::string> hrefs = {
      "http://a.example/d/",     "https://a.example/d/",   "http://a.example/d/e",
      "http://a.example/",       "http://a.example:81/d/", "http://s.a.example/",
      "http://t.s.a.example/d/", "http://aa.example/d/",   "http://example/"};
  const struct {
    TargetMode mode;
    const char* want;
  } cases[] = {
      {TargetMode::kExact, "http://a.example/d/ https://a.example/d/"},
      {TargetMode::kPrefix, "http://a.example/d/ https://a.example/d/ http://a.example/d/e"},
      {TargetMode::kDomain,
       "http://a.example/d/ https://a.example/d/ http://a.example/d/e http://a.example/ "
       "http://a.example:81/d/"},
      {TargetMode::kSubdomains,
       "http://a.example/d/ https://a.example/d/ http://a.example/d/e http://a.example/ "
       "http://a.example:81/d/ http://s.a.example/ http://t.s.a.example/d/"},
  };
  for (const auto& c : cases) {
    add("http://a.example/d/", c.mode);  // replaces the mode before
    EXPECT_EQ(covered(hrefs), c.want) << name_of(c.mode);
  }
}

TEST_F(ScopeTest, TargetsAddUp) {
  add("http://a.example/", TargetMode::kDomain);
  add("http://b.example/x", TargetMode::kPrefix);
  EXPECT_EQ(covered({"http://a.example/1", "http://b.example/x1", "http://b.example/y",
                     "http://c.example/"}),
            "http://a.example/1 http://b.example/x1");
}

TEST_F(ScopeTest, ASeedWithAPortMeansThatPort) {
  add("http://a.example:81/", TargetMode::kSubdomains);
  EXPECT_EQ(covered({"http://a.example:81/x", "http://a.example/x"}), "http://a.example:81/x");
}

TEST_F(ScopeTest, ADamagedTargetIsCorruption) {
  Batch batch(*db_);
  batch.put(Family::kMeta, std::string(kTargetPrefix) + "example\x01/\0h", "\x09");
  ASSERT_TRUE(db_->write(batch, false).has_value());
  EXPECT_EQ(Scope::load(*db_).error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace anchord
