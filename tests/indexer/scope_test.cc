#include "indexer/scope.h"

#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include "storage/format.h"

namespace anchord {
namespace {

class ScopeTest : public testing::Test {
 protected:
  ScopeTest() : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())) {
    DatabaseOptions options;
    options.env = env_.get();
    db_ = std::move(Database::open("/scope", options).value());
  }

  void add(std::string_view seed, const TargetRecord& record) {
    auto scope = Scope::load(*db_);
    Batch batch(*db_);
    scope->add(batch, *Url::parse(seed), record);
    ASSERT_TRUE(db_->write(batch, false).has_value());
  }
  void add(std::string_view seed, TargetMode mode) { add(seed, TargetRecord{.mode = mode}); }
  // Where a URL lies that was found at some depth, once the index is opened again.
  Scope::Fit fit_of(std::string_view href, std::uint8_t depth = 0) {
    return Scope::load(*db_)->place_of(page_key(*Url::parse(href)), depth).fit;
  }
  // Of these URLs those that are covered once the index is opened again.
  std::string covered(const std::vector<std::string>& hrefs) {
    std::string text;
    for (const std::string& href : hrefs) {
      if (fit_of(href) == Scope::Fit::kWithin) text += (text.empty() ? "" : " ") + href;
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

TEST_F(ScopeTest, PatternsNarrowATarget) {
  add("http://a.example/", {.include = {"/docs/*", "/*.html$"}, .exclude = {"*?print=", "*/%7ex"}});
  EXPECT_EQ(covered({"http://a.example/", "http://a.example/docs/", "http://a.example/docs/a?b",
                     "http://a.example/docs/a?print=1", "http://s.a.example/x.html",
                     "http://a.example/x.html?b", "http://a.example/docs/~x"}),
            "http://a.example/docs/ http://a.example/docs/a?b http://s.a.example/x.html");
  EXPECT_EQ(fit_of("http://a.example/x"), Scope::Fit::kPattern);
  EXPECT_EQ(fit_of("http://b.example/docs/"), Scope::Fit::kOutside);
}

TEST_F(ScopeTest, ATargetEndsAtItsDepth) {
  add("http://a.example/", {.max_depth = 2});
  EXPECT_EQ(fit_of("http://a.example/x", 2), Scope::Fit::kWithin);
  EXPECT_EQ(fit_of("http://a.example/x", 3), Scope::Fit::kTooDeep);
  add("http://example/", {.max_depth = 1});
  EXPECT_EQ(fit_of("http://a.example/x", 2), Scope::Fit::kWithin) << "the best target counts";
}

TEST_F(ScopeTest, ASeedGivenAgainReplacesItsTarget) {
  auto scope = Scope::load(*db_);
  Batch batch(*db_);
  const Url seed = *Url::parse("http://a.example/");
  scope->add(batch, seed, {.max_depth = 1});
  scope->add(batch, seed, {.mode = TargetMode::kExact, .max_pages = 7});
  const std::string inner = page_key(*Url::parse("http://a.example/x"));
  EXPECT_EQ(scope->place_of(inner, 0).fit, Scope::Fit::kOutside);
  EXPECT_EQ(scope->place_of(page_key(seed), 9).entry->record.max_pages, 7U);
}

TEST_F(ScopeTest, ADamagedTargetIsCorruption) {
  Batch batch(*db_);
  batch.put(Family::kMeta, std::string(kTargetPrefix) + "example\x01/\0h", "\x09");
  ASSERT_TRUE(db_->write(batch, false).has_value());
  EXPECT_EQ(Scope::load(*db_).error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace anchord
