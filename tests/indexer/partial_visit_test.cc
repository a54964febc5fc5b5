#include <gtest/gtest.h>

#include "indexer/check.h"
#include "indexer/link_merge.h"
#include "tests/indexer/history_text.h"

// A visit that did not see all of its page: what it may say of the page's links, and what not.
namespace anchord {
namespace {

constexpr const char* kPage = "http://www.a.example/";

PageRecord partial(std::uint8_t causes = kPartialBody) {
  return {.http_status = 200, .encoding = "utf8", .partial = causes};
}

SampleLink href(const std::string& anchor) { return {"/" + anchor, anchor}; }

std::vector<SampleLink> hrefs(std::string_view anchors) {
  std::vector<SampleLink> links;
  for (const char anchor : anchors) links.push_back(href(std::string(1, anchor)));
  return links;
}

std::string violations(SampleIndex& index) {
  const CheckReport report = check_index(index.db()).value();
  std::string text;
  for (const std::string& line : report.named) text += line + "\n";
  return text;
}

TEST(PartialVisitTest, LinksBehindTheCutStayWithTheirOwnDates) {
  SampleIndex index;
  index.visit(kPage, day(0), hrefs("abcd"));
  index.visit(kPage, day(1), hrefs("abcd"));
  index.visit(kPage, day(2), hrefs("ab"), partial());
  EXPECT_EQ(links_of(index, kPage),
            "a 0-2 (1) original; b 0-2 (1) original; c 0-1 (0) original; d 0-1 (0) original");
  EXPECT_EQ(counts_of(index, AnchorScope::kHost, "www.a.example"), "a 1+0, b 1+0, c 1+0, d 1+0");
  index.visit(kPage, day(3), hrefs("ab"), partial(kPartialCompression));
  EXPECT_EQ(links_of(index, kPage),
            "a 0-3 (2) original; b 0-3 (2) original; c 0-1 (0) original; d 0-1 (0) original");
  EXPECT_EQ(violations(index), "");
}

TEST(PartialVisitTest, ACompleteVisitConfirmsOrLosesWhatWasNotReached) {
  SampleIndex index;
  index.visit(kPage, day(0), hrefs("abc"));
  index.visit(kPage, day(1), hrefs("a"), partial());
  index.visit(kPage, day(2), hrefs("ab"));
  EXPECT_EQ(links_of(index, kPage),
            "a 0-2 (1) original; b 0-2 (0) original; lost c 0-0 (-) original")
      << "the visit before the last that saw b is that of day 0";
  index.visit(kPage, day(3), hrefs("ab"));
  EXPECT_EQ(links_of(index, kPage),
            "a 0-3 (2) original; b 0-3 (2) original; lost c 0-0 (-) original");
  EXPECT_EQ(violations(index), "");
}

TEST(PartialVisitTest, WhatStandsBeforeTheLastConfirmedLinkMayBeLost) {
  SampleIndex index;
  index.visit(kPage, day(0), hrefs("abcdef"));
  index.visit(kPage, day(1), hrefs("axd"), partial());
  EXPECT_EQ(links_of(index, kPage),
            "a 0-1 (0) original; x 1-1 (-); d 0-1 (0) original; e 0-0 (-) original; "
            "f 0-0 (-) original; lost b 0-0 (-) original; lost c 0-0 (-) original");
  EXPECT_EQ(violations(index), "");
}

TEST(PartialVisitTest, ALinkThatMovedToTheTopSaysNothingOfWhatStoodBetween) {
  SampleIndex index;
  index.visit(kPage, day(0), hrefs("abcdef"));
  index.visit(kPage, day(1), hrefs("fab"), partial());
  EXPECT_EQ(links_of(index, kPage),
            "f 0-1 (0) original; a 0-1 (0) original; b 0-1 (0) original; c 0-0 (-) original; "
            "d 0-0 (-) original; e 0-0 (-) original");
}

TEST(PartialVisitTest, AVisitThatConfirmsNothingLosesNothing) {
  SampleIndex index;
  index.visit(kPage, day(0), hrefs("ab"));
  index.visit(kPage, day(1), {}, partial(kPartialCompression));
  EXPECT_EQ(links_of(index, kPage), "a 0-0 (-) original; b 0-0 (-) original");
  index.visit(kPage, day(2), hrefs("x"), partial());
  EXPECT_EQ(links_of(index, kPage), "x 2-2 (-); a 0-0 (-) original; b 0-0 (-) original");
  index.gone(kPage, day(3));
  EXPECT_EQ(links_of(index, kPage),
            "lost x 2-2 (-); lost a 0-0 (-) original; lost b 0-0 (-) original");
  EXPECT_EQ(counts_of(index, AnchorScope::kDomain, "a.example"), "");
  EXPECT_EQ(violations(index), "");
}

TEST(PartialVisitTest, WhetherALinkIsOriginalIsUnknownUntilAVisitSawAll) {
  SampleIndex index;
  index.visit(kPage, day(0), hrefs("a"), partial());
  EXPECT_EQ(links_of(index, kPage), "a 0-0 (-) original");
  index.visit(kPage, day(1), hrefs("ab"), partial());
  index.visit(kPage, day(2), hrefs("abc"));
  index.visit(kPage, day(3), hrefs("abcd"));
  EXPECT_EQ(links_of(index, kPage),
            "a 0-3 (2) original; b 1-3 (2) original?; c 2-3 (2) original?; d 3-3 (-)");
  index.visit(kPage, day(4), hrefs("abc"));
  index.visit(kPage, day(5), hrefs("abcde"));
  EXPECT_EQ(links_of(index, kPage),
            "a 0-5 (4) original; b 1-5 (4) original?; c 2-5 (4) original?; d 3-5 (3); e 5-5 (-)");
}

TEST(PartialVisitTest, TheNthOfItsKindIsMatchedInOrder) {
  SampleIndex index;
  index.visit(kPage, day(0), hrefs("nanbn"));
  index.visit(kPage, day(1), hrefs("nan"), partial());
  EXPECT_EQ(links_of(index, kPage),
            "n 0-1 (0) original; a 0-1 (0) original; n 0-1 (0) original; b 0-0 (-) original; "
            "n 0-0 (-) original");
}

TEST(PartialVisitTest, UnreachedLinksAreBounded) {
  std::vector<SampleLink> many(kUnreachedLinksPerPageMax, {"/x", "ex"});
  SampleIndex index;
  index.visit(kPage, day(0), many);
  many.assign(kUnreachedLinksPerPageMax, {"/y", "why"});
  index.visit(kPage, day(1), many, partial(kPartialLinks));
  EXPECT_EQ(counts_of(index, AnchorScope::kHost, "www.a.example"), "ex 20000+0, why 20000+0");
  many.assign(kUnreachedLinksPerPageMax, {"/z", "zed"});
  index.visit(kPage, day(2), many, partial(kPartialLinks));
  EXPECT_EQ(counts_of(index, AnchorScope::kHost, "www.a.example"), "why 20000+0, zed 20000+0")
      << "those of day 0 stood last";
  EXPECT_EQ(violations(index), "");
}

TEST(PartialVisitTest, ATagScanFindsLinksByTypeAndTargetAndAddsNoTwin) {
  SampleIndex index;
  index.visit(kPage, day(0),
              {{.to = "/b", .anchor = "bee hive", .text_pre = "see", .position = Position::kNav},
               {"/c", "sea"}});
  index.visit(kPage, day(1),
              {{.to = "/b", .anchor = "bee", .rel = kRelNofollow},
               {"/b", "hive"},
               {"/c", "", LinkType::kFrame},
               {"/n", "new"}},
              partial(kPartialTooComplex));
  EXPECT_EQ(links_of(index, kPage),
            "bee hive 0-1 (0) original;  1-1 (-); new 1-1 (-); sea 0-0 (-) original");
  const LinkBlock block = stored_links(index, kPage);
  EXPECT_EQ(block.links.view(block.links.links[0].text_pre), "see");
  EXPECT_EQ(block.links.links[0].position, Position::kNav);
  EXPECT_EQ(block.links.links[0].rel, kRelNofollow) << "of this a scan is sure";
  EXPECT_EQ(violations(index), "");
}

TEST(PartialVisitTest, WordsOfAScanGiveWayToThoseOfTheTree) {
  SampleIndex index;
  index.visit(kPage, day(0), {{"/b", "bee hi"}, {"/c", "sea"}}, partial(kPartialTooComplex));
  index.visit(kPage, day(1), {{"/b", "bee hive"}, {"/c", "sea"}, {"/b", "again"}});
  EXPECT_EQ(links_of(index, kPage),
            "bee hive 0-1 (0) original; sea 0-1 (0) original; again 1-1 (-) original?");
  EXPECT_EQ(counts_of(index, AnchorScope::kHost, "www.a.example"),
            "again 1+0, bee hive 1+0, sea 1+0");
}

TEST(LinkChangesTest, ALossHasItsTimeAndReason) {
  SampleIndex index;
  index.visit(kPage, day(0), hrefs("abc"));
  index.visit(kPage, day(1), hrefs("ab"));
  index.gone(kPage, day(2));
  index.visit(kPage, day(3), hrefs("a"));
  index.visit(kPage, day(4), {{"/t", "", LinkType::kRedirect, "", "", "", 0, 301}},
              {.http_status = 301, .encoding = "raw"});
  const LinkBlock block = stored_links(index, kPage);
  std::string text;
  for (std::size_t i = block.live; i < block.histories.size(); ++i) {
    const LinkHistory& history = block.histories[i];
    text.append(block.links.view(block.links.links[i].anchor))
        .append(" ")
        .append(name_of(history.loss))
        .append(" ")
        .append(day_text(history.lost_at))
        .append("; ");
  }
  EXPECT_EQ(text, "a page_redirects 4; b page_gone 2; c removed 1; ");
}

// "0-1, 3-": the presences of the first link of the page.
std::string presences_of(SampleIndex& index) {
  const LinkBlock block = stored_links(index, kPage);
  const LinkHistory& history = block.histories[0];
  std::string text;
  for (const Presence& presence : block.earlier(history)) {
    text += day_text(presence.from) + "-" + day_text(presence.to) + ", ";
  }
  const Time from = history.present_since == kNever ? history.first_seen : history.present_since;
  return text + day_text(from) + "-" + (block.live > 0 ? "" : day_text(history.last_seen));
}

TEST(LinkChangesTest, EachTimeThatALinkWasThereIsKept) {
  SampleIndex index;
  index.visit(kPage, day(0), hrefs("a"));
  index.visit(kPage, day(1), hrefs("a"));
  EXPECT_EQ(presences_of(index), "0-");
  index.visit(kPage, day(2), {});
  EXPECT_EQ(presences_of(index), "0-1");
  index.visit(kPage, day(3), hrefs("a"));
  EXPECT_EQ(presences_of(index), "0-1, 3-");
  index.visit(kPage, day(4), {}, partial());
  EXPECT_EQ(presences_of(index), "0-1, 3-") << "not reached is not lost";
  index.visit(kPage, day(5), {});
  EXPECT_EQ(presences_of(index), "0-1, 3-3");
  for (int again = 3; again < 12; ++again) {
    index.visit(kPage, day(2 * again), hrefs("a"));
    index.visit(kPage, day(2 * again + 1), {});
  }
  EXPECT_EQ(presences_of(index), "8-8, 10-10, 12-12, 14-14, 16-16, 18-18, 20-20, 22-22")
      << "the latest eight";
  EXPECT_EQ(links_of(index, kPage), "lost a 0-22 (20) original");
  EXPECT_EQ(violations(index), "");
}

TEST(LinkChangesTest, SinceWhenALinkIsNofollow) {
  const SampleLink followed{.to = "/b", .anchor = "bee"};
  const SampleLink nofollow{.to = "/b", .anchor = "bee", .rel = kRelUgc};
  SampleIndex index;
  const auto since = [&index] {
    return day_text(stored_links(index, kPage).histories[0].nofollow_since);
  };
  index.visit(kPage, day(0), {nofollow});
  EXPECT_EQ(since(), "0");
  index.visit(kPage, day(1), {followed});
  EXPECT_EQ(since(), "-");
  index.visit(kPage, day(2), {nofollow});
  index.visit(kPage, day(3), {nofollow, href("x")});
  EXPECT_EQ(since(), "2");
}

TEST(LinkChangesTest, ALostLinkKeepsTheNofollowOfItsPage) {
  SampleIndex index;
  index.visit(kPage, day(0), hrefs("ab"),
              {.http_status = 200, .encoding = "utf8", .nofollow = true});
  index.visit(kPage, day(1), hrefs("a"));
  const LinkBlock block = stored_links(index, kPage);
  EXPECT_FALSE(block.histories[0].page_nofollow);
  EXPECT_TRUE(block.histories[1].page_nofollow);
}

}  // namespace
}  // namespace anchord
