#include "indexer/upgrade.h"

#include <gtest/gtest.h>

#include "indexer/check.h"
#include "tests/indexer/format_4_index.h"
#include "tests/indexer/history_text.h"

namespace anchord {
namespace {

constexpr const char* kPage = "http://www.a.example/";

// Pages with links that are live, lost, returned and nofollow, a redirect, a page cut short.
void fill(SampleIndex& index) {
  index.visit(kPage, day(0), {{"/b", "bee"}, {"http://c.example/", "sea"}, {"/x", "ex"}});
  index.visit(kPage, day(1), {{"/b", "bee"}});
  index.visit(kPage, day(2),
              {{.to = "/b", .anchor = "bee", .rel = kRelUgc}, {"http://c.example/", "sea"}});
  index.visit("http://a.example/old", day(2),
              {{"/new", "", LinkType::kRedirect, "", "", "", 0, 302}},
              {.http_status = 302, .encoding = "raw"});
  const PageRecord cut{.http_status = 200, .encoding = "utf8", .partial = kPartialBody};
  index.visit("http://a.example/long", day(2), {{"/b", "bee"}, {"/c", "sea"}}, cut);
  index.visit("http://a.example/long", day(3), {{"/b", "bee"}, {"/c", "sea"}}, cut);
  index.gone("http://b.example/gone", day(2));
  index.found("http://a.example/waits", day(2));
  index.put(Family::kMeta, target_key(SampleIndex::key_of(kPage)),
            encode(TargetRecord{.max_depth = 3, .include = {"/d"}}));
}

std::string upgraded(SampleIndex& index) {
  std::string told;
  const auto done = upgrade(index.db(), [&told](const std::string& line) { told += line + "\n"; });
  return done ? told : "failed: " + done.error().message;
}

std::string state_of(SampleIndex& index) {
  std::string text;
  for (const char* page : {kPage, "http://a.example/old", "http://a.example/long"}) {
    text += links_of(index, page) + "\n";
  }
  for (const char* host : {"www.a.example", "a.example"}) {
    text += counts_of(index, AnchorScope::kHost, host) + "\n";
    text += counts_of(index, AnchorScope::kDomain, host) + "\n";
  }
  return text;
}

PageRecord page_of(SampleIndex& index, std::string_view href) {
  return decode_page_record(index.get(Family::kPages, SampleIndex::key_of(href))).value();
}

TEST(UpgradeTest, AnIndexOfFormat4AnswersAsBefore) {
  SampleIndex index;
  fill(index);
  const std::string before = state_of(index);
  format_4::make(index.db());
  EXPECT_EQ(upgraded(index),
            "upgrading the index from format 4 to 5\nthe index is of format 5 now, 3 pages "
            "rewritten\n");
  EXPECT_EQ(state_of(index), before);
  const CheckReport report = check_index(index.db()).value();
  EXPECT_EQ(report.violations, 0U) << testing::PrintToString(report.named);
  EXPECT_EQ(page_of(index, "http://a.example/old").redirect_to, "http://a.example/new");
  EXPECT_EQ(page_of(index, "http://a.example/long").partial, kPartialBody);
  EXPECT_EQ(page_of(index, "http://a.example/long").link_set, Fingerprint{});
  const auto target =
      decode_target_record(index.get(Family::kMeta, target_key(SampleIndex::key_of(kPage))));
  EXPECT_EQ(target.value(), (TargetRecord{.max_depth = 3, .include = {"/d"}}));
  EXPECT_EQ(upgraded(index), "") << "there is nothing left to do";
}

TEST(UpgradeTest, HistoryGoesOnFromWhatFormat4Knew) {
  SampleIndex index;
  fill(index);
  format_4::make(index.db());
  upgraded(index);
  index.visit(kPage, day(9), {{"http://c.example/", "sea"}, {"/x", "ex"}, {"/n", "new"}});
  EXPECT_EQ(links_of(index, kPage),
            "sea 0-9 (2) original; ex 0-9 (0) original; new 9-9 (-); lost bee 0-2 (1) original");
  const LinkBlock block = stored_links(index, kPage);
  EXPECT_EQ(block.earlier(block.histories[0]), (std::vector<Presence>{{kNever, day(0)}}))
      << "format 4 knew the end of its first presence alone";
  EXPECT_EQ(block.earlier(block.histories[1]), (std::vector<Presence>{{kNever, day(0)}}));
  EXPECT_EQ(block.histories[3].nofollow_since, kNever);
  EXPECT_EQ(block.histories[3].lost_at, day(9));
  index.visit("http://a.example/long", day(9), {{"/b", "bee"}, {"/late", "late"}});
  EXPECT_EQ(links_of(index, "http://a.example/long"),
            "bee 2-9 (3) original; late 9-9 (-) original?; lost sea 2-3 (2) original");
  EXPECT_EQ(check_index(index.db())->violations, 0U);
}

TEST(UpgradeTest, AnotherSuffixListMovesLinksAndCounts) {
  SampleIndex index;
  fill(index);
  const std::string before = state_of(index);
  // As a list would have left it to which www.a.example is a registrable domain.
  const std::string key = SampleIndex::key_of(kPage);
  LinkBlock block = stored_links(index, kPage);
  for (Link& link : block.links.links) link.internal = !link.internal;
  PageRecord page = page_of(index, kPage);
  page.link_set = link_set_fingerprint(live_links(block));
  index.put(Family::kLinks, key, encode(block));
  index.put(Family::kPages, key, encode(page));
  const std::string count = anchor_key(AnchorScope::kDomain, labels_key("www.a.example"), "bee");
  index.put(Family::kAnchors, count, encode(AnchorCounts{0, 1}));
  index.put(Family::kTallies, tally_key(TallyScope::kDomain, labels_key("www.a.example")),
            encode(Tally{.asked = 3}));
  index.put(Family::kMeta, kSuffixesKey, encode(Fingerprint{1, 2}));
  EXPECT_GT(check_index(index.db())->violations, 0U);
  EXPECT_EQ(upgraded(index),
            "the public suffix list has changed: telling internal links from external ones anew\n"
            "the index is of format 5 now, 3 pages rewritten\n");
  EXPECT_EQ(state_of(index), before);
  EXPECT_EQ(check_index(index.db())->violations, 0U);
  const auto tally =
      index.db().get(Family::kTallies, tally_key(TallyScope::kDomain, labels_key("a.example")));
  EXPECT_EQ(decode_tally(**tally)->asked, 3) << "the three pages that were asked for";
  EXPECT_FALSE(
      index.db()
          .get(Family::kTallies, tally_key(TallyScope::kDomain, labels_key("www.a.example")))
          ->has_value());
}

TEST(UpgradeTest, ARecordThatDoesNotDecodeStopsNothing) {
  SampleIndex index;
  fill(index);
  format_4::make(index.db());
  index.put(Family::kLinks, SampleIndex::key_of(kPage), "\xff\xff");
  const std::string told = upgraded(index);
  EXPECT_NE(told.find("1 records did not decode: anchorctl check names them"), std::string::npos)
      << told;
  EXPECT_EQ(links_of(index, "http://a.example/long").substr(0, 3), "bee");
}

TEST(UpgradeTest, WhatWaitsForItIsRefusedWithAdvice) {
  const auto env = std::unique_ptr<rocksdb::Env>(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  const DatabaseOptions options{.env = env.get()};
  {
    auto db = Database::open("/index", options);
    ASSERT_TRUE(db);
    format_4::make(**db);
  }
  const std::string advice = ": start anchord on it, or run anchorctl upgrade";
  EXPECT_EQ(Database::open("/index", options).error().message,
            "/index: the index has format 4, this anchord reads format 5" + advice);
  EXPECT_EQ(Database::open_to_read("/index", options).error().message,
            "/index: the index has format 4, this anchord reads format 5" + advice);
  EXPECT_TRUE(open_upgraded("/index", options, [](const std::string&) {}));
  EXPECT_TRUE(Database::open("/index", options));
}

}  // namespace
}  // namespace anchord
