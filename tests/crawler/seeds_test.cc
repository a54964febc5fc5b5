#include "crawler/seeds.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

namespace anchord {
namespace {

namespace fs = std::filesystem;

TEST(SeedsTest, ASeedIsWrittenAsPeopleWriteIt) {
  const struct {
    std::string text;
    std::string want;  // "": refused
  } cases[] = {
      {"example.com", "http://example.com/"},
      {" https://Example.com/a?b#c \r", "https://example.com/a?b"},
      {"example.com:8080/x", "http://example.com:8080/x"},
      {"https://user:pass@example.com/", "https://example.com/"},
      {"127.1", "http://127.0.0.1/"},
      {"example.com/a?u=http://b.example/", "http://example.com/a?u=http://b.example/"},
      {"example.com:81/http://b.example/", "http://example.com:81/http://b.example/"},
      {"https:/example.com/", "https://example.com/"},
      {"ftp://example.com/", ""},
      {"ftp://example.com/?u=http://b.example/", ""},
      {"", ""},
      {"http://", ""},
      {"http://exa mple.com/", ""},
      {"http://a.example/" + std::string(kUrlBytesMax, 'x'), ""},
  };
  for (const auto& c : cases) {
    const auto seed = parse_seed(c.text);
    EXPECT_EQ(seed ? seed->url.href() : "", c.want) << c.text.substr(0, 80);
    if (!seed) {
      EXPECT_EQ(seed.error().code, ErrorCode::kInvalidInput);
    }
  }
}

TEST(SeedsTest, OptionsSayWhatASeedStandsFor) {
  const Seed bare = parse_seed("a.example").value();
  EXPECT_EQ(target_of(bare, TargetMode::kDomain), TargetRecord{.mode = TargetMode::kDomain});
  const Seed seed = parse_seed(
                        "a.example\tscope=prefix  max_pages=1000 max_depth=0 include=/docs/* "
                        "include=/a$ exclude=*?print= recrawl=12 delay=250 priority=9")
                        .value();
  EXPECT_EQ(target_of(seed, TargetMode::kDomain),
            (TargetRecord{.mode = TargetMode::kPrefix,
                          .max_pages = 1000,
                          .max_depth = 0,
                          .include = {"/docs/*", "/a$"},
                          .exclude = {"*?print="},
                          .recrawl = std::chrono::hours(12),
                          .delay = std::chrono::milliseconds(250),
                          .priority = 9}));
}

TEST(SeedsTest, AWrongOptionSaysWhatIsAllowed) {
  const std::string keys =
      "scope=, max_pages=, max_depth=, recrawl=, delay=, priority=, include=, exclude=";
  std::string many;
  for (std::size_t i = 0; i <= kTargetPatternsMax; ++i) many += " include=/";
  const struct {
    std::string options;
    std::string want;
  } cases[] = {
      {"scope=all", "\"scope=all\": want exact, prefix, domain or subdomains"},
      {"max_pages=0", "\"max_pages=0\": want a number of at least 1"},
      {"max_pages=1k", "\"max_pages=1k\": want a number of at least 1"},
      {"max_depth=256", "\"max_depth=256\": want a number from 0 to 255"},
      {"max_depth=", "\"max_depth=\": want a number from 0 to 255"},
      {"max_depth=1 max_depth=2", "\"max_depth=2\": given twice"},
      {"include=docs",
       "\"include=docs\": want a pattern that begins with / or *, of at most 1024 "
       "bytes"},
      {many, "\"include=/\": want at most 64 of them"},
      {"depth=2", "\"depth=2\": want one of " + keys},
      {"scope", "\"scope\": want one of " + keys},
      {"recrawl=0", "\"recrawl=0\": want a number of hours from 1 to 8784"},
      {"delay=600001", "\"delay=600001\": want a number of milliseconds from 0 to 600000"},
      {"priority=10", "\"priority=10\": want a number from 0 to 9"},
  };
  for (const auto& c : cases) {
    const auto seed = parse_seed("a.example " + c.options);
    ASSERT_FALSE(seed.has_value()) << c.options;
    EXPECT_EQ(seed.error().message, c.want);
  }
}

TEST(SeedsTest, AListHasOneSeedALineAndNamesItsBadLines) {
  std::string folder = (fs::temp_directory_path() / "anchord-seeds-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const fs::path file = fs::path(folder) / "seeds.txt";
  std::ofstream(file) << "\xEF\xBB\xBF"
                         "a.example\r\n# comment\n\n  https://b.example/ # why\nftp://c\x01\n"
                         "d.example/last max_depth=3";
  const SeedList seeds = read_seeds(file).value();
  std::string urls;
  for (const Seed& seed : seeds.seeds) urls.append(seed.url.href()) += " ";
  EXPECT_EQ(urls, "http://a.example/ https://b.example/ http://d.example/last ");
  ASSERT_EQ(seeds.refused.size(), 1U);
  EXPECT_EQ(
      seeds.refused[0],
      file.string() + ":5: \"ftp://c\\x01\": want an http or https URL of at most 8192 bytes");
  EXPECT_EQ(read_seeds(folder).error().message, folder + ": cannot be read");
  fs::remove_all(folder);
}

}  // namespace
}  // namespace anchord
