#include "indexer/retention.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "indexer/check.h"
#include "tests/indexer/history_text.h"
#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

constexpr const char* kPage = "http://a.example/";

bool always(std::string_view /*page_key*/, const UrlRecord& /*record*/) { return true; }

// All of a family, byte by byte.
std::map<std::string, std::string> bytes_of(SampleIndex& index, Family family) {
  std::map<std::string, std::string> all;
  Cursor cursor = index.db().scan(family, {}, {});
  for (; cursor.valid(); cursor.next()) all.emplace(cursor.key(), cursor.value());
  return all;
}

Removed retain(SampleIndex& index, const RetentionLimits& limits,
               const MayChange& may_change = always) {
  Removed removed;
  RetentionPiece piece;
  do {
    piece = find_outdated(index.db(), piece.next, limits).value();
    Batch batch(index.db());
    const Removed gone = stage_removal(index.db(), batch, piece.pages, limits, may_change).value();
    EXPECT_TRUE(index.db().write(batch, false));
    EXPECT_EQ(check_index(index.db()).value().violations, 0U);
    removed.lost_links += gone.lost_links;
    removed.dead_pages += gone.dead_pages;
  } while (!piece.next.empty());
  return removed;
}

TEST(RetentionTest, ALostLinkIsForgottenOnceItWasLastSeenBefore) {
  struct Case {
    int before;
    const char* want;
    std::uint64_t removed;
  };
  const Case cases[] = {
      {0, "ex 0-3 (2) original; lost bee 0-1 (0) original; lost old 0-0 (-) original", 0},
      {1, "ex 0-3 (2) original; lost bee 0-1 (0) original", 1},
      {2, "ex 0-3 (2) original", 2},
      {9, "ex 0-3 (2) original", 2},
  };
  for (const Case& c : cases) {
    SampleIndex index;
    index.visit(kPage, day(0), {{"/x", "ex"}, {"/old", "old"}, {"/bee", "bee"}});
    index.visit(kPage, day(1), {{"/x", "ex"}, {"/bee", "bee"}});
    index.visit(kPage, day(2), {{"/x", "ex"}});
    index.visit(kPage, day(3), {{"/x", "ex"}});
    const Removed removed = retain(index, {.lost_links_before = day(c.before)});
    EXPECT_EQ(links_of(index, kPage), c.want) << c.before;
    EXPECT_EQ(removed, (Removed{.lost_links = c.removed})) << c.before;
    EXPECT_EQ(counts_of(index, AnchorScope::kHost, "a.example"), "ex 1+0") << c.before;
  }
}

TEST(RetentionTest, TheIndexIsThenOneInWhichTheLinkNeverWas) {
  const SampleLink kept{.to = "http://b.example/",
                        .anchor = "bee",
                        .alt = "a bee",
                        .text_pre = "see",
                        .text_post = "there",
                        .attributes = {"label", "title", "de", "text/html"}};
  const SampleLink old{.to = "/old", .anchor = "old", .alt = "old", .attributes = {"old"}};
  SampleIndex index;
  SampleIndex without;
  index.visit(kPage, day(0), {old, kept});
  without.visit(kPage, day(0), {kept});
  for (const int again : {1, 2}) {
    index.visit(kPage, day(again), {kept});
    without.visit(kPage, day(again), {kept});
  }
  ASSERT_NE(bytes_of(index, Family::kLinks), bytes_of(without, Family::kLinks));
  retain(index, {.lost_links_before = day(1)});
  for (const Family family : {Family::kUrls, Family::kPages, Family::kLinks}) {
    EXPECT_EQ(bytes_of(index, family), bytes_of(without, family)) << name_of(family);
  }
}

TEST(RetentionTest, ADeadPageIsThenOneThatNeverAnswered) {
  SampleIndex index;
  SampleIndex without;
  index.visit("http://b.example/", day(0), {{kPage, "to the dead"}});
  without.visit("http://b.example/", day(0), {{kPage, "to the dead"}});
  index.visit(kPage, day(0), {{"/x", "ex"}});
  index.gone(kPage, day(10));
  without.gone(kPage, day(10));
  EXPECT_EQ(retain(index, {.dead_pages_before = day(0)}), Removed{});
  EXPECT_EQ(retain(index, {.dead_pages_before = day(1)}),
            (Removed{.lost_links = 1, .dead_pages = 1}));
  for (const Family family : {Family::kUrls, Family::kPages, Family::kLinks}) {
    EXPECT_EQ(bytes_of(index, family), bytes_of(without, family)) << name_of(family);
  }
}

TEST(RetentionTest, ADeadPageOfWhichSomebodyHoldsACopyIsLeft) {
  SampleIndex index;
  index.visit(kPage, day(0), {{"/x", "ex"}});
  index.gone(kPage, day(10));
  const auto never = [](std::string_view, const UrlRecord&) { return false; };
  EXPECT_EQ(retain(index, {.dead_pages_before = day(5)}, never), Removed{});
  EXPECT_EQ(links_of(index, kPage), "lost ex 0-0 (-) original");
}

TEST(RetentionTest, APageThatAnswersIsNeverDead) {
  SampleIndex index;
  index.visit(kPage, day(0), {{"/x", "ex"}});
  EXPECT_EQ(retain(index, {.dead_pages_before = day(500)}), Removed{});
}

TEST(RetentionTest, AllPagesAreGoneThroughInPieces) {
  SampleIndex index;
  constexpr std::size_t kPages = kRetentionPagesPerPiece + 5;
  for (std::size_t i = 0; i < kPages; ++i) {
    const std::string href = kPage + std::to_string(i);
    index.visit(href, day(0), {{"/x", "ex"}});
    index.visit(href, day(1), {});
  }
  const RetentionLimits limits{.lost_links_before = day(1)};
  EXPECT_EQ(find_outdated(index.db(), "", limits)->looked_at, kRetentionPagesPerPiece);
  EXPECT_EQ(retain(index, limits), (Removed{.lost_links = kPages}));
}

// Random stories of a page: what is left is what was there, but for what is too old, and a visit
// after it goes on as if there had been no more.
TEST(RetentionTest, WhatIsNotTooOldStaysAsItWas) {
  std::mt19937 random(20240601);
  for (int story = 0; story < 200; ++story) {
    SampleIndex index;
    int today = 0;
    for (int step = 0; step < 8; ++step) {
      std::vector<SampleLink> links;
      for (std::size_t left = random() % 5; left > 0; --left) {
        const std::string name(1, static_cast<char>('a' + random() % 4));
        links.push_back({"/" + name, name, LinkType::kHref, "", "pre " + name});
      }
      today += 1 + static_cast<int>(random() % 3);
      index.visit(kPage, day(today), links);
    }
    const Time before = day(static_cast<int>(random()) % (today + 2));
    const LinkBlock block = stored_links(index, kPage);
    const UrlRecord url =
        decode_url_record(index.get(Family::kUrls, SampleIndex::key_of(kPage))).value();
    std::string want;
    for (std::size_t i = 0; i < block.links.links.size(); ++i) {
      const LinkDates dates = dates_of(block, i, url);
      if (i >= block.live && dates.last_visited < before) continue;
      want += want.empty() ? "" : "; ";
      want += i < block.live ? "" : "lost ";
      want += link_text(block.links.view(block.links.links[i].anchor), dates);
    }
    retain(index, {.lost_links_before = before});
    EXPECT_EQ(links_of(index, kPage), want) << story;
  }
}

}  // namespace
}  // namespace anchord
