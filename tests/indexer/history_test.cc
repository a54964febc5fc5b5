#include "indexer/history.h"

#include <gtest/gtest.h>

#include "indexer/link_merge.h"
#include "tests/indexer/history_text.h"

namespace anchord {
namespace {

constexpr const char* kPage = "http://www.a.example/";
constexpr int kKeptDays = 730;

TEST(HistoryTest, TheLinksOfAFirstVisitAreOriginal) {
  SampleIndex index;
  index.visit(kPage, day(0), {{"/b", "bee"}, {"http://c.example/", "sea"}});
  EXPECT_EQ(links_of(index, kPage), "bee 0-0 (-) original; sea 0-0 (-) original");
}

TEST(HistoryTest, ALinkFoundLaterIsNewAndNotOriginal) {
  SampleIndex index;
  index.visit(kPage, day(0), {{"/b", "bee"}});
  index.visit(kPage, day(1), {{"/n", "new"}, {"/b", "bee"}});
  EXPECT_EQ(links_of(index, kPage), "new 1-1 (-); bee 0-1 (0) original");
  index.visit(kPage, day(2), {{"/n", "new"}, {"/b", "bee"}});
  EXPECT_EQ(links_of(index, kPage), "new 1-2 (1); bee 0-2 (1) original");
}

TEST(HistoryTest, ALostLinkKeepsTheLastTwoVisitsThatSawIt) {
  SampleIndex index;
  index.visit(kPage, day(0), {{"/b", "bee"}, {"/x", "ex"}});
  index.visit(kPage, day(1), {{"/b", "bee"}, {"/x", "ex"}});
  index.visit(kPage, day(2), {{"/x", "ex"}});
  EXPECT_EQ(links_of(index, kPage), "ex 0-2 (1) original; lost bee 0-1 (0) original");
  index.visit(kPage, day(3), {{"/x", "ex"}});
  EXPECT_EQ(links_of(index, kPage), "ex 0-3 (2) original; lost bee 0-1 (0) original");
}

TEST(HistoryTest, ALostLinkKeepsItsAttributes) {
  SampleIndex index;
  index.visit(kPage, day(0),
              {{"/b", "bee", LinkType::kHref, "", "", "", 0, 0, Position::kNav, {"a", "", "de"}},
               {"/x", "ex", LinkType::kHref, "", "", "", 0, 0, Position::kNav, {"", "b"}}});
  index.visit(kPage, day(1), {{"/n", "new"}});
  const LinkBlock block = stored_links(index, kPage);
  std::string text;
  for (const Link& link : block.links.links) {
    text.append(block.links.view(link.anchor)).append(" ").append(name_of(link.position));
    const LinkAttributes attributes = block.links.attributes(link);
    for (const Span LinkAttributes::*which : kLinkAttributes) {
      text.append(" '").append(block.links.view(attributes.*which)).append("'");
    }
    text += "; ";
  }
  EXPECT_EQ(text, "new content '' '' '' ''; bee nav 'a' '' 'de' ''; ex nav '' 'b' '' ''; ");
}

TEST(HistoryTest, ALinkLostAfterItsFirstVisitHasNoVisitBefore) {
  SampleIndex index;
  index.visit(kPage, day(0), {{"/b", "bee"}});
  index.visit(kPage, day(1), {});
  EXPECT_EQ(links_of(index, kPage), "lost bee 0-0 (-) original");
}

TEST(HistoryTest, ALinkThatReturnsKeepsItsFirstDate) {
  SampleIndex index;
  index.visit(kPage, day(0), {{"/b", "bee"}});
  index.visit(kPage, day(1), {});
  index.visit(kPage, day(2), {{"/b", "bee"}});
  EXPECT_EQ(links_of(index, kPage), "bee 0-2 (0) original");
  index.visit(kPage, day(3), {{"/b", "bee"}});
  EXPECT_EQ(links_of(index, kPage), "bee 0-3 (2) original");
  index.visit(kPage, day(4), {});
  EXPECT_EQ(links_of(index, kPage), "lost bee 0-3 (2) original");
}

TEST(HistoryTest, ALinkLostRightAfterItReturnedWasSeenBeforeItWasLost) {
  SampleIndex index;
  index.visit(kPage, day(0), {{"/b", "bee"}});
  index.visit(kPage, day(1), {});
  index.visit(kPage, day(2), {{"/b", "bee"}});
  index.visit(kPage, day(3), {});
  EXPECT_EQ(links_of(index, kPage), "lost bee 0-2 (0) original");
}

TEST(HistoryTest, TheNthLinkOfAKindIsTheNthOccurrence) {
  SampleIndex index;
  index.visit(kPage, day(0), {{"/b", "bee"}});
  index.visit(kPage, day(1), {{"/b", "bee"}, {"/b", "bee"}});
  EXPECT_EQ(links_of(index, kPage), "bee 0-1 (0) original; bee 1-1 (-)");
  index.visit(kPage, day(2), {{"/b", "bee"}});
  EXPECT_EQ(links_of(index, kPage), "bee 0-2 (1) original; lost bee 1-1 (-)");
  index.visit(kPage, day(3), {{"/b", "bee"}, {"/b", "bee"}, {"/b", "bee"}});
  EXPECT_EQ(links_of(index, kPage), "bee 0-3 (2) original; bee 1-3 (1); bee 3-3 (-)");
}

TEST(HistoryTest, WhatTellsLinksApartIsTypeTargetAnchorAndAlt) {
  const SampleLink link{"/b", "bee", LinkType::kHref, "alt"};
  const SampleLink others[] = {
      {"/other", "bee", LinkType::kHref, "alt"},
      {"/b", "other", LinkType::kHref, "alt"},
      {"/b", "bee", LinkType::kHref, "other"},
      {"/b", "bee", LinkType::kFrame, "alt"},
  };
  for (const SampleLink& other : others) {
    SampleIndex index;
    index.visit(kPage, day(0), {link});
    index.visit(kPage, day(1), {other});
    EXPECT_EQ(links_of(index, kPage), other.anchor + " 1-1 (-); lost bee 0-0 (-) original");
  }
}

TEST(HistoryTest, TheOtherAttributesAreUpdatedInPlace) {
  SampleIndex index;
  index.visit(kPage, day(0), {{.to = "/b", .anchor = "bee", .text_pre = "see"}});
  index.visit(kPage, day(1), {{.to = "/b", .anchor = "bee", .text_pre = "hear", .rel = kRelUgc}});
  EXPECT_EQ(links_of(index, kPage), "bee 0-1 (0) original");
  const LinkBlock block = stored_links(index, kPage);
  EXPECT_EQ(block.links.view(block.links.links[0].text_pre), "hear");
  EXPECT_EQ(block.links.links[0].rel, kRelUgc);
}

TEST(HistoryTest, APageThatIsGoneLosesItsLinksAsOfItsLastVisit) {
  SampleIndex index;
  index.visit(kPage, day(0), {{"/b", "bee"}});
  index.visit(kPage, day(1), {{"/b", "bee"}});
  index.gone(kPage, day(2));
  index.gone(kPage, day(3));
  EXPECT_EQ(links_of(index, kPage), "lost bee 0-1 (0) original");
  EXPECT_EQ(counts_of(index, AnchorScope::kHost, "www.a.example"), "");
  index.visit(kPage, day(4), {{"/b", "bee"}});
  EXPECT_EQ(links_of(index, kPage), "bee 0-4 (1) original");
  EXPECT_EQ(counts_of(index, AnchorScope::kHost, "www.a.example"), "bee 1+0");
}

TEST(HistoryTest, AUrlThatWasNeverThereHasNoPage) {
  SampleIndex index;
  index.gone(kPage, day(0));
  EXPECT_EQ(index.db().get(Family::kPages, SampleIndex::key_of(kPage)).value(), std::nullopt);
}

TEST(HistoryTest, ALostLinkIsForgottenAfterItsTime) {
  SampleIndex index;
  index.visit(kPage, day(0), {{"/b", "bee"}});
  index.visit(kPage, day(1), {});
  index.visit(kPage, day(kKeptDays), {{"/x", "ex"}});
  EXPECT_EQ(links_of(index, kPage), "ex 730-730 (-); lost bee 0-0 (-) original");
  index.visit(kPage, day(kKeptDays + 1), {{"/y", "why"}});
  EXPECT_EQ(links_of(index, kPage), "why 731-731 (-); lost ex 730-730 (-)");
  index.visit(kPage, day(kKeptDays + 2), {{"/b", "bee"}});
  EXPECT_EQ(links_of(index, kPage), "bee 732-732 (-); lost why 731-731 (-); lost ex 730-730 (-)");
}

TEST(HistoryTest, OfTooManyLostLinksTheLongestLostAreForgotten) {
  SampleIndex index;
  std::vector<SampleLink> many;
  for (std::size_t i = 0; i < kLostLinksPerPageMax; ++i) many.push_back({"/b", std::to_string(i)});
  index.visit(kPage, day(0), {{"/x", "ex"}});
  index.visit(kPage, day(1), many);
  index.visit(kPage, day(2), {});
  const LinkBlock block = stored_links(index, kPage);
  EXPECT_EQ(block.links.links.size(), kLostLinksPerPageMax);
  EXPECT_EQ(block.links.view(block.links.links.back().anchor),
            std::to_string(kLostLinksPerPageMax - 1));
}

TEST(HistoryTest, VisitsWithinOneSecondCountAsASecondApart) {
  const UrlRecord first = visited({}, day(1), 200);
  const UrlRecord second = visited(first, day(1), 200);
  EXPECT_EQ(second.last_visited, day(1) + std::chrono::seconds(1));
  EXPECT_EQ(second.prev_visited, day(1));
  EXPECT_EQ(visited(second, day(0), 200).last_visited, day(1) + std::chrono::seconds(2));
}

TEST(HistoryTest, CountsAreOfLiveLinksOfTheHostAndOfItsRegistrableDomain) {
  SampleIndex index;
  index.visit("http://www.a.example/", day(0), {{"http://a.example/", "home"}, {"/", "home"}});
  index.visit(
      "http://docs.a.example/", day(0),
      {{"http://a.example/", "home"}, {"http://b.example/", "home"}, {"http://b.example/", "bee"}});
  EXPECT_EQ(counts_of(index, AnchorScope::kHost, "www.a.example"), "home 2+0");
  EXPECT_EQ(counts_of(index, AnchorScope::kHost, "docs.a.example"), "bee 0+1, home 1+1");
  EXPECT_EQ(counts_of(index, AnchorScope::kDomain, "a.example"), "bee 0+1, home 3+1");
  index.visit("http://docs.a.example/", day(1), {{"http://b.example/", "bee"}});
  EXPECT_EQ(counts_of(index, AnchorScope::kDomain, "a.example"), "bee 0+1, home 2+0");
}

Visit visit_of(std::string_view href, Time at) {
  const Url url = *Url::parse(href);
  Visit visit{page_key(url), url, {}, {}, at, 200, {}, {}};
  visit.page.http_status = 200;
  return visit;
}

TEST(HistoryTest, AnUnchangedPageWritesItsUrlRecordAndNothingElse) {
  SampleIndex index;
  index.visit(kPage, day(0), {{"/b", "bee"}});
  Visit visit = visit_of(kPage, day(1));
  visit.before = decode_url_record(index.get(Family::kUrls, visit.key)).value();
  visit.page_before = decode_page_record(index.get(Family::kPages, visit.key)).value();
  visit.page = *visit.page_before;
  const UrlRecord after = visited(visit.before, day(1), 200);

  Batch record(index.db());
  record.put(Family::kUrls, visit.key, encode(after));
  History history(index.db(), {});
  Batch staged(index.db());
  ASSERT_TRUE(history.stage_visit(staged, visit, after).has_value());
  history.stage_anchor_counts(staged);
  EXPECT_EQ(staged.bytes(), record.bytes());
}

TEST(HistoryTest, ALinkOnManyPagesOfAHostIsOneChangeOfItsCounts) {
  SampleIndex index;
  History history(index.db(), {});
  Batch pages(index.db());
  for (int i = 0; i < 500; ++i) {
    Visit visit = visit_of("http://a.example/" + std::to_string(i), day(0));
    visit.links = SampleIndex::link_set(visit.url, {{"/", "home"}});
    visit.page.link_set = link_set_fingerprint(visit.links);
    ASSERT_TRUE(history.stage_visit(pages, visit, visited({}, day(0), 200)).has_value());
  }
  Batch staged(index.db());
  history.stage_anchor_counts(staged);
  Batch two(index.db());
  for (const AnchorScope scope : {AnchorScope::kHost, AnchorScope::kDomain}) {
    two.merge(Family::kAnchors, anchor_key(scope, labels_key("a.example"), "home"),
              encode(AnchorCounts{500, 0}));
  }
  EXPECT_EQ(staged.bytes(), two.bytes());
  EXPECT_EQ(history.totals().links_new, 500U);
}

}  // namespace
}  // namespace anchord
