#include "indexer/link_scan.h"

#include <gtest/gtest.h>

#include "indexer/output.h"
#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

Target target(std::string_view text, TargetMode mode) { return Target::parse(text, mode).value(); }

// "page -> target" of every row, one a line.
std::string rows(const Snapshot& snapshot, const Target& target,
                 LinkScan::Which which = LinkScan::Which::kLive) {
  LinkScan scan(snapshot, target, which);
  std::string text;
  while (const LinkRow* row = scan.next()) {
    text.append(row->url_from).append(" -> ").append(row->links->target(*row->link)).append("\n");
  }
  EXPECT_TRUE(scan.status().has_value());
  return text;
}

TEST(LinkScanTest, GivesTheLinksOfTheTargetOnly) {
  SampleIndex index;
  for (const char* page :
       {"http://example.com/", "https://example.com/docs/a", "http://www.example.com/",
        "http://example.com:8080/", "http://notexample.com/", "http://example.com/docs"}) {
    index.visit(page, day(0), {{"/to"}});
  }
  struct {
    const char* target;
    TargetMode mode;
    const char* want;
  } const cases[] = {
      {"example.com/", TargetMode::kExact, "http://example.com/ -> http://example.com/to\n"},
      {"example.com/docs/", TargetMode::kPrefix,
       "https://example.com/docs/a -> https://example.com/to\n"},
      {"example.com", TargetMode::kDomain,
       "http://example.com/ -> http://example.com/to\n"
       "http://example.com/docs -> http://example.com/to\n"
       "https://example.com/docs/a -> https://example.com/to\n"
       "http://example.com:8080/ -> http://example.com:8080/to\n"},
      {"https://example.com", TargetMode::kSubdomains,
       "https://example.com/docs/a -> https://example.com/to\n"},
      {"www.example.com", TargetMode::kSubdomains,
       "http://www.example.com/ -> http://www.example.com/to\n"},
      {"elsewhere.com", TargetMode::kSubdomains, ""},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(rows(index.db(), target(c.target, c.mode)), c.want) << c.target;
  }
}

TEST(LinkScanTest, EveryColumnIsRead) {
  SampleIndex index;
  const PageRecord page{.http_status = 200,
                        .ip = "192.0.2.1",
                        .size = 4096,
                        .encoding = "iso-8859-2",
                        .title = "Home",
                        .nofollow = true};
  index.visit("http://a.example/", day(0), {}, page);
  index.visit("http://a.example/", day(1),
              {{"https://b.example/",
                "bee",
                LinkType::kHref,
                "pic",
                "pre",
                "post",
                kRelUgc | kRelSponsored,
                0,
                Position::kNav,
                {"label", "title", "de", "text/css"}},
               {"/r", "", LinkType::kRedirect, "", "", "", 0, 301}},
              page);
  const Target all = target("a.example", TargetMode::kDomain);
  LinkScan scan(index.db(), all, LinkScan::Which::kLive);
  std::string text;
  while (const LinkRow* row = scan.next()) {
    for (const Column& column : columns()) text += plain_text(column.of_link(*row)) + "|";
    text += "\n";
  }
  EXPECT_EQ(text,
            "bee|0|1|http://a.example/|https://b.example/|0|0|192.0.2.1|4096|iso-8859-2|Home|"
            "2024-01-02T00:00:00Z|2024-01-02T00:00:00Z||false|href|0|true|pic|pre|post|"
            "true|true|nav|label|title|de|text/css|\n"
            "|1|0|http://a.example/|http://a.example/r|0|0|192.0.2.1|4096|iso-8859-2|Home|"
            "2024-01-02T00:00:00Z|2024-01-02T00:00:00Z||false|redirect|301|true||||"
            "false|false|content|||||\n");
}

TEST(LinkScanTest, LostLinksAreApart) {
  SampleIndex index;
  index.visit("http://a.example/", day(0), {{"/kept"}, {"/lost"}});
  index.visit("http://a.example/", day(1), {{"/kept"}});
  const Target all = target("a.example", TargetMode::kDomain);
  EXPECT_EQ(rows(index.db(), all), "http://a.example/ -> http://a.example/kept\n");
  EXPECT_EQ(rows(index.db(), all, LinkScan::Which::kLost),
            "http://a.example/ -> http://a.example/lost\n");
}

TEST(LinkScanTest, WalksPastManyUrlsThatHaveNoLinks) {
  SampleIndex index;
  for (int i = 0; i < 50; ++i) index.found("http://a.example/m" + std::to_string(i), day(0));
  index.visit("http://a.example/z", day(1), {{"/to"}});
  EXPECT_EQ(rows(index.db(), target("a.example", TargetMode::kDomain)),
            "http://a.example/z -> http://a.example/to\n");
}

// What is committed after a scan was made, or after its snapshot was, is not seen by it.
TEST(LinkScanTest, SeesOneMoment) {
  SampleIndex index;
  index.visit("http://a.example/", day(0), {{"/old"}});
  index.visit("http://a.example/gone", day(0), {{"/to"}});
  const Target all = target("a.example", TargetMode::kDomain);
  const Snapshot before(index.db());
  LinkScan open(index.db(), all, LinkScan::Which::kLive);
  index.visit("http://a.example/", day(1), {{"/new", "new", LinkType::kHref, "alt"}});
  index.visit("http://a.example/later", day(1), {{"/to"}});
  index.gone("http://a.example/gone", day(1));

  const LinkRow* const row = open.next();
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->links->target(*row->link), "http://a.example/old");
  EXPECT_EQ(row->dates->last_visited, day(0));
  EXPECT_NE(open.next(), nullptr);
  EXPECT_EQ(open.next(), nullptr);
  EXPECT_TRUE(open.status().has_value());

  EXPECT_EQ(rows(before, all),
            "http://a.example/ -> http://a.example/old\n"
            "http://a.example/gone -> http://a.example/to\n");
  EXPECT_EQ(rows(index.db(), all),
            "http://a.example/ -> http://a.example/new\n"
            "http://a.example/later -> http://a.example/to\n");
}

TEST(LinkScanTest, EndsAtItsDeadline) {
  SampleIndex index;
  index.visit("http://a.example/", day(0), {{"/to"}});
  const Target all = target("a.example", TargetMode::kDomain);
  LinkScan scan(index.db(), all, LinkScan::Which::kLive,
                Deadline(std::chrono::steady_clock::time_point::min()));
  EXPECT_EQ(scan.next(), nullptr);
  EXPECT_EQ(scan.next(), nullptr);
  ASSERT_FALSE(scan.status().has_value());
  EXPECT_EQ(scan.status().error().code, ErrorCode::kLimit);
}

TEST(LinkScanTest, DamagedBytesEndTheScanByName) {
  struct {
    Family family;
    const char* want;
  } const cases[] = {
      {Family::kUrls, "URL record of http://a.example/"},
      {Family::kPages, "page record of http://a.example/"},
      {Family::kLinks, "links of http://a.example/"},
  };
  for (const auto& c : cases) {
    SampleIndex index;
    index.visit("http://a.example/", day(0), {{"/to"}});
    index.put(c.family, SampleIndex::key_of("http://a.example/"), "\xff");
    const Target all = target("a.example", TargetMode::kDomain);
    LinkScan scan(index.db(), all, LinkScan::Which::kLive);
    EXPECT_EQ(scan.next(), nullptr);
    ASSERT_FALSE(scan.status().has_value());
    EXPECT_EQ(scan.status().error().code, ErrorCode::kCorruption);
    EXPECT_EQ(scan.status().error().message.substr(0, std::string(c.want).size()), c.want);
  }
}

}  // namespace
}  // namespace anchord
