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
    ASSERT_TRUE(scope->add(batch, *Url::parse(seed), record).has_value());
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

TEST_F(ScopeTest, ASeedLiesInItsTargetWhateverItsPathHolds) {
  for (const TargetMode mode :
       {TargetMode::kExact, TargetMode::kPrefix, TargetMode::kDomain, TargetMode::kSubdomains}) {
    for (const char* seed :
         {"http://a.example/a?u=http://b.example/", "https://a.example/http://b.example/x",
          "http://a.example:81/ftp://c/?u=https://d:82/", "https://a.example:80/x://y",
          "http://a.example/?://", "http://a.example./?u=mailto:me@b.example",
          "http://127.0.0.1/web/2001/https://b.example/"}) {
      add(seed, mode);
      EXPECT_EQ(covered({seed}), seed) << name_of(mode);
      EXPECT_EQ(fit_of("http://b.example/"), Scope::Fit::kOutside);
      auto scope = Scope::load(*db_);
      Batch batch(*db_);
      scope->change(batch, {*Url::parse(seed), TargetRecord{.mode = mode}, std::nullopt});
      ASSERT_TRUE(db_->write(batch, false).has_value());
      EXPECT_TRUE(scope->empty());
    }
  }
}

// The final dot of a name is that of DNS's root: it is the same host.
TEST_F(ScopeTest, AFinalDotMakesNoOtherHost) {
  add("http://a.example/d/", TargetMode::kPrefix);
  add("http://b.example./", TargetMode::kDomain);
  add("http://localhost./x", TargetMode::kExact);
  add("http://c.example:81/", TargetMode::kSubdomains);
  const std::vector<std::string> within = {"http://a.example./d/x", "https://a.example./d/",
                                           "http://b.example/",     "http://b.example./x",
                                           "http://localhost/x",    "http://s.c.example.:81/"};
  for (const std::string& href : within) EXPECT_EQ(covered({href}), href);
  for (const char* href : {"http://a.example./x", "http://a.example../d/x", "http://s.b.example./",
                           "http://c.example./", "http://example./"}) {
    EXPECT_EQ(fit_of(href), Scope::Fit::kOutside) << href;
  }
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
  add("http://a.example/", {.max_depth = 1});
  add("http://a.example/", {.mode = TargetMode::kExact, .max_pages = 7});
  EXPECT_EQ(fit_of("http://a.example/x"), Scope::Fit::kOutside);
  const auto place = Scope::load(*db_)->place_of(page_key(*Url::parse("http://a.example/")), 9);
  EXPECT_EQ(place.entry->record.max_pages, 7U);
}

TEST_F(ScopeTest, TheLastSeedThatStandsForATargetTakesItAway) {
  auto scope = Scope::load(*db_);
  const std::string page = page_key(*Url::parse("http://a.example/z"));
  const TargetRecord record{.mode = TargetMode::kDomain};
  const auto change = [&](std::string_view seed, std::optional<TargetRecord> before,
                          std::optional<TargetRecord> after) {
    Batch batch(*db_);
    scope->change(batch, {*Url::parse(seed), std::move(before), std::move(after)});
    ASSERT_TRUE(db_->write(batch, false).has_value());
  };
  change("http://a.example/x", std::nullopt, record);
  change("http://a.example/y", std::nullopt, record);
  change("http://a.example/x", record, std::nullopt);
  EXPECT_EQ(scope->place_of(page, 0).fit, Scope::Fit::kWithin);
  EXPECT_EQ(Scope::load(*db_)->place_of(page, 0).fit, Scope::Fit::kWithin);
  change("http://a.example/y", record, std::nullopt);
  EXPECT_EQ(scope->place_of(page, 0).fit, Scope::Fit::kOutside);
  EXPECT_TRUE(scope->empty());
}

TEST_F(ScopeTest, AnExactTargetHoldsForBothSchemesUntilItIsRemoved) {
  auto scope = Scope::load(*db_);
  const Url seed = *Url::parse("https://a.example/x");
  const TargetRecord record{.mode = TargetMode::kExact};
  Batch batch(*db_);
  scope->change(batch, {seed, std::nullopt, record});
  ASSERT_TRUE(db_->write(batch, false).has_value());
  EXPECT_EQ(scope->place_of(page_key(*Url::parse("http://a.example/x")), 0).fit,
            Scope::Fit::kWithin);
  EXPECT_EQ(scope->place_of(page_key(*Url::parse("http://a.example/xy")), 0).fit,
            Scope::Fit::kOutside);
  Batch removal(*db_);
  scope->change(removal, {seed, record, std::nullopt});
  ASSERT_TRUE(db_->write(removal, false).has_value());
  EXPECT_EQ(scope->place_of(page_key(seed), 0).fit, Scope::Fit::kOutside);
}

// Each mode as of the seed's own host; `subdomains` the added host alone.
TEST_F(ScopeTest, ARedirectHostBelongsToTheTarget) {
  const std::vector<std::string> hrefs = {
      "http://www.a.example/d/",    "https://www.a.example/d/", "http://www.a.example/d/e",
      "http://www.a.example/",      "http://a.example/d/",      "http://s.www.a.example/d/",
      "http://www.a.example:81/d/", "http://s.a.example/d/",    "http://www.b.example/d/"};
  const struct {
    TargetMode mode;
    const char* want;
  } cases[] = {
      {TargetMode::kExact, "http://www.a.example/d/ https://www.a.example/d/ http://a.example/d/"},
      {TargetMode::kPrefix,
       "http://www.a.example/d/ https://www.a.example/d/ http://www.a.example/d/e "
       "http://a.example/d/"},
      {TargetMode::kDomain,
       "http://www.a.example/d/ https://www.a.example/d/ http://www.a.example/d/e "
       "http://www.a.example/ http://a.example/d/ http://www.a.example:81/d/"},
  };
  for (const auto& c : cases) {
    add("http://a.example/d/", {.mode = c.mode, .redirect_hosts = {labels_key("www.a.example")}});
    EXPECT_EQ(covered(hrefs), c.want) << name_of(c.mode);
  }
  add("http://www.c.example/",
      {.mode = TargetMode::kSubdomains, .redirect_hosts = {labels_key("c.example")}});
  EXPECT_EQ(covered({"http://c.example/x", "http://s.c.example/", "http://s.www.c.example/"}),
            "http://c.example/x http://s.www.c.example/");
}

TEST_F(ScopeTest, ARedirectHostHasTheTermsOfItsTargetAndGoesWithIt) {
  const std::string twin = labels_key("www.a.example");
  for (const TargetMode mode : {TargetMode::kExact, TargetMode::kPrefix, TargetMode::kDomain}) {
    const TargetRecord record{.mode = mode,
                              .delay = std::chrono::milliseconds(700),
                              .priority = 8,
                              .redirect_hosts = {twin}};
    const Url seed = *Url::parse("http://a.example/d/");
    auto scope = Scope::load(*db_);
    Batch batch(*db_);
    scope->change(batch, {seed, std::nullopt, record});
    ASSERT_TRUE(db_->write(batch, false).has_value());
    for (const Scope::HostTerms& terms :
         {scope->terms_of(twin), scope->terms_of(labels_key("a.example"))}) {
      EXPECT_TRUE(terms.has_target);
      EXPECT_EQ(terms.delay, std::chrono::milliseconds(700));
      EXPECT_EQ(terms.priority, 8);
      EXPECT_EQ(terms.sole != nullptr, mode == TargetMode::kDomain);
    }
    EXPECT_FALSE(scope->terms_of(labels_key("www.www.a.example")).has_target);
    Batch removal(*db_);
    scope->change(removal, {seed, record, std::nullopt});
    ASSERT_TRUE(db_->write(removal, false).has_value());
    EXPECT_TRUE(scope->empty());
    EXPECT_FALSE(scope->terms_of(twin).has_target);
  }
}

TEST_F(ScopeTest, ADamagedTargetIsCorruption) {
  Batch batch(*db_);
  batch.put(Family::kMeta, std::string(kTargetPrefix) + "example\x01/\0h", "\x09");
  ASSERT_TRUE(db_->write(batch, false).has_value());
  EXPECT_EQ(Scope::load(*db_).error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace anchord
