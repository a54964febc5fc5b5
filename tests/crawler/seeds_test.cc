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
      {"ftp://example.com/", ""},
      {"", ""},
      {"http://", ""},
      {"http://exa mple.com/", ""},
      {"http://a.example/" + std::string(kUrlBytesMax, 'x'), ""},
  };
  for (const auto& c : cases) {
    const auto url = parse_seed(c.text);
    EXPECT_EQ(url ? url->href() : "", c.want) << c.text.substr(0, 80);
    if (!url) {
      EXPECT_EQ(url.error().code, ErrorCode::kInvalidInput);
    }
  }
}

TEST(SeedsTest, AListHasOneSeedALineAndNamesItsBadLines) {
  std::string folder = (fs::temp_directory_path() / "anchord-seeds-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const fs::path file = fs::path(folder) / "seeds.txt";
  std::ofstream(file) << "\xEF\xBB\xBF"
                         "a.example\r\n# comment\n\n  https://b.example/ # why\nftp://c\x01\n"
                         "d.example/last";
  const SeedList seeds = read_seeds(file).value();
  std::string urls;
  for (const Url& url : seeds.urls) urls.append(url.href()) += " ";
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
