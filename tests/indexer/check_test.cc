#include "indexer/check.h"

#include "tests/indexer/check_testing.h"

namespace anchord {
namespace {

TEST(CheckTest, AnIndexAsItShouldBeIsClean) {
  SampleIndex index;
  EXPECT_EQ(violations(index), "");
  fill(index);
  EXPECT_EQ(violations(index), "");
  const CheckReport report = check_index(index.db()).value();
  EXPECT_EQ(report.urls, 5U);
  EXPECT_EQ(report.links, 5U);
}

const std::vector<Break>& breaks_of_bytes() {
  static const std::vector<Break> kBreaks = {
      {"a URL key",
       [](SampleIndex& index) {
         index.put(Family::kUrls, "example\x01/a b" + std::string(1, '\0') + "h", "");
       },
       "\"http://example/a b\": a key that is no canonical URL\n"},
      {"a URL record", [](SampleIndex& index) { put_url(index, "http://c.example/", {}); },
       "http://c.example/: waits, but the frontier has no entry for it\n"},
      {"an anchors key",
       [](SampleIndex& index) {
         index.put(Family::kAnchors, "x", encode(AnchorCounts{0, 1}));
       },
       "anchors: a key that does not decode\n"},
      {"an anchors value",
       [](SampleIndex& index) { index.put(Family::kAnchors, host_anchor("ex"), "\x02"); },
       "anchors of host www.a.example, \"ex\": anchor counts does not decode\n"},
      {"a frontier key", [](SampleIndex& index) { index.put(Family::kFrontier, "example", ""); },
       "frontier: a key that does not decode\n"},
      {"a host key",
       [](SampleIndex& index) { index.put(Family::kHosts, "a b", encode(HostRecord{})); },
       "host a b: a key that is no host\n"},
      {"a meta key", [](SampleIndex& index) { index.put(Family::kMeta, "colour", "red"); },
       "meta \"colour\": unknown, or does not decode\n"},
  };
  return kBreaks;
}

const std::vector<Break>& breaks_of_pages() {
  static const std::vector<Break> kBreaks = {
      {"a visited URL without its page record",
       [](SampleIndex& index) {
         index.remove(Family::kPages, SampleIndex::key_of("http://www.a.example/empty"));
       },
       "http://www.a.example/empty: visited, but has no page record\n"},
      {"a page record without a visit",
       [](SampleIndex& index) {
         index.put(Family::kPages, SampleIndex::key_of("http://www.a.example/x"),
                   encode(PageRecord{}));
       },
       "http://www.a.example/x: never visited, but has a page record\n"},
      {"a page without its URL record",
       [](SampleIndex& index) {
         index.remove(Family::kUrls, SampleIndex::key_of("http://www.a.example/empty"));
       },
       "http://www.a.example/empty: has a page record or links, but no URL record\n"},
      {"links of a URL that was never visited",
       [](SampleIndex& index) {
         LinkBlock block = link_block(index);
         block.live = 0;
         block.links.links.resize(1);
         block.histories.assign(1, {.first_seen = day(0), .last_seen = day(0)});
         index.put(Family::kLinks, SampleIndex::key_of("http://www.a.example/x"), encode(block));
       },
       "http://www.a.example/x: has links, but no page record\n"},
      {"visits out of order",
       [](SampleIndex& index) {
         UrlRecord record = url_record(index, "http://www.a.example/empty");
         record.prev_visited = record.last_visited + std::chrono::seconds(1);
         put_url(index, "http://www.a.example/empty", record);
       },
       "http://www.a.example/empty: the visit before the last is out of order\n"},
      {"a first visit after the last",
       [](SampleIndex& index) {
         UrlRecord record = url_record(index, "http://www.a.example/empty");
         record.first_visited += std::chrono::seconds(1);
         put_url(index, "http://www.a.example/empty", record);
       },
       "http://www.a.example/empty: first and last visit are out of order\n"},
      {"a visited state whose last attempt was none",
       [](SampleIndex& index) {
         UrlRecord record = url_record(index, kPage);
         record.last_attempt += std::chrono::seconds(1);
         put_url(index, kPage, record);
       },
       "http://www.a.example/: visited, yet its last attempt was no visit\n"},
      {"a gone page with live links",
       [](SampleIndex& index) {
         UrlRecord record = url_record(index, kPage);
         record.state = FetchState::kGone;
         put_url(index, kPage, record);
       },
       "http://www.a.example/: is gone, but has live links\n"},
  };
  return kBreaks;
}

TEST(CheckTest, WhatIsBrokenInBytesAndPagesIsNamedAndNothingElse) {
  expect_named(breaks_of_bytes());
  expect_named(breaks_of_pages());
}

// The text of a decoding failure is the codec's; here it counts that the thing is named.
TEST(CheckTest, BytesThatDoNotDecodeAreNamed) {
  struct {
    Family family;
    std::string key;
    const char* want;
  } const cases[] = {
      {Family::kUrls, SampleIndex::key_of(kPage), "http://www.a.example/: URL record: "},
      {Family::kPages, SampleIndex::key_of(kPage), "http://www.a.example/: page record: "},
      {Family::kLinks, SampleIndex::key_of(kPage), "http://www.a.example/: links: "},
      {Family::kHosts, host_key(*Url::parse(kPage)), "host www.a.example: "},
  };
  for (const auto& c : cases) {
    SampleIndex index;
    fill(index);
    index.put(c.family, c.key, "\xff");
    const std::string found = violations(index);
    EXPECT_NE(found.find(c.want), std::string::npos) << c.want << " in " << found;
  }
}

TEST(CheckTest, CountsAllAndNamesTheFirst) {
  SampleIndex index;
  for (int i = 0; i < 150; ++i) {
    put_url(index, "http://a.example/" + std::to_string(i), {.last_attempt = day(0)});
  }
  const CheckReport report = check_index(index.db()).value();
  EXPECT_EQ(report.violations, 150U);
  EXPECT_EQ(report.named.size(), kViolationsNamedMax);
}

}  // namespace
}  // namespace anchord
