#include "crawler/discovery.h"

#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

class DiscoveryTest : public testing::Test {
 protected:
  DiscoveryTest() {
    Batch batch(index_.db());
    EXPECT_TRUE(scope_->add(batch, *Url::parse("http://a.example/"), {}).has_value());
  }

  // Finds the links of a page at depth 2. Returns what waits since, with its depth: "/x 3".
  std::string find(Discovery& discovery, const std::vector<SampleLink>& links,
                   bool page_is_nofollow = false, std::uint8_t depth = 2) {
    const LinkSet set = SampleIndex::link_set(*Url::parse("http://a.example/"), links);
    Batch batch(index_.db());
    EXPECT_TRUE(discovery.stage_links(batch, set, page_is_nofollow, depth, day(0)).has_value());
    return commit(discovery, batch);
  }
  std::string commit(Discovery& discovery, const Batch& batch) {
    EXPECT_TRUE(index_.db().write(batch, false).has_value());
    std::string text;
    for (const std::string& key : discovery.take_found()) {
      const FrontierKey found = parse_frontier_key(key).value();
      EXPECT_TRUE(index_.db().get(Family::kFrontier, key)->has_value());
      EXPECT_EQ(decode_url_record(index_.get(Family::kUrls, found.page)).value().depth,
                found.depth);
      text +=
          (text.empty() ? "" : " ") + href_of_key(found.page) + " " + std::to_string(found.depth);
    }
    return text;
  }

  SampleIndex index_;
  Result<Scope> scope_ = Scope::load(index_.db());
};

TEST_F(DiscoveryTest, NewTargetsInScopeWaitOneDeeper) {
  Discovery discovery(index_.db(), *scope_, true);
  EXPECT_EQ(find(discovery, {{"/x"}, {"http://b.example/"}, {"http://s.a.example/"}, {"/x"}}),
            "http://a.example/x 3 http://s.a.example/ 3");
}

TEST_F(DiscoveryTest, EveryTypeButFormsIsFollowed) {
  Discovery discovery(index_.db(), *scope_, true);
  std::vector<SampleLink> links;
  for (std::size_t i = 0; i < kLinkTypes; ++i) {
    const auto type = static_cast<LinkType>(i);
    links.push_back({.to = "/" + std::string(name_of(type)), .type = type});
  }
  EXPECT_EQ(find(discovery, links),
            "http://a.example/href 3 http://a.example/redirect 3 http://a.example/frame 3 "
            "http://a.example/canonical 3 http://a.example/rss 3 http://a.example/alternate 3");
}

TEST_F(DiscoveryTest, WhatIsKnownIsNotFoundAgain) {
  index_.visit("http://a.example/page", day(0), {});
  index_.found("http://a.example/waiting", day(0));
  Discovery discovery(index_.db(), *scope_, true);
  EXPECT_EQ(find(discovery, {{"/page"}, {"/waiting"}, {"/new"}}), "http://a.example/new 3");
  EXPECT_EQ(find(discovery, {{"/new"}}), "");
  Discovery restarted(index_.db(), *scope_, true);
  EXPECT_EQ(find(restarted, {{"/new"}}), "");
}

TEST_F(DiscoveryTest, TwoPagesOfOneBatchFindAUrlOnce) {
  Discovery discovery(index_.db(), *scope_, true);
  Batch batch(index_.db());
  const LinkSet set = SampleIndex::link_set(*Url::parse("http://a.example/"), {{"/x"}});
  ASSERT_TRUE(discovery.stage_links(batch, set, false, 1, day(0)).has_value());
  ASSERT_TRUE(discovery.stage_links(batch, set, false, 5, day(0)).has_value());
  ASSERT_TRUE(discovery.stage_seeds(batch, {SampleIndex::key_of("http://a.example/x")}, day(0))
                  .has_value());
  EXPECT_EQ(commit(discovery, batch), "http://a.example/x 2");
}

// Classes of four times as many pages each: 4, 16, ...
TEST_F(DiscoveryTest, WhatMorePagesLinkToMovesAheadOfItsDepth) {
  Discovery discovery(index_.db(), *scope_, true);
  const auto link_from_pages = [&](int pages) {
    for (int page = 0; page < pages; ++page) find(discovery, {{"/x"}, {"/x"}});
    Batch batch(index_.db());
    EXPECT_TRUE(discovery.stage_risen(batch).has_value());
    EXPECT_TRUE(index_.db().write(batch, false).has_value());
    std::string places;
    for (const std::string& key : discovery.take_moved()) {
      const FrontierKey place = parse_frontier_key(key).value();
      EXPECT_TRUE(index_.db().get(Family::kFrontier, key)->has_value());
      places += href_of_key(place.page) + " " + std::to_string(place.links_class);
    }
    return places;
  };
  EXPECT_EQ(link_from_pages(3), "") << "one page links twice, and counts once";
  EXPECT_EQ(link_from_pages(1), "http://a.example/x 1");
  EXPECT_EQ(link_from_pages(11), "");
  EXPECT_EQ(link_from_pages(1), "http://a.example/x 2");
  Cursor waiting = index_.db().scan(Family::kFrontier, "", "\x7f");
  int places = 0;
  for (; waiting.valid(); waiting.next()) ++places;
  EXPECT_EQ(places, 1) << "it has left its old place";
}

TEST_F(DiscoveryTest, NofollowIsFollowedOnlyIfWanted) {
  const std::vector<SampleLink> links = {{.to = "/ugc", .rel = kRelUgc}, {.to = "/plain"}};
  Discovery strict(index_.db(), *scope_, false);
  EXPECT_EQ(find(strict, links, true), "");
  EXPECT_EQ(find(strict, links), "http://a.example/plain 3");
  Discovery lax(index_.db(), *scope_, true);
  EXPECT_EQ(find(lax, links, true), "http://a.example/ugc 3");
}

TEST_F(DiscoveryTest, DepthEndsAtItsGreatestNumber) {
  Discovery discovery(index_.db(), *scope_, true, {.depth_max = kAnyDepth});
  EXPECT_EQ(find(discovery, {{"/x"}}, false, 255), "http://a.example/x 255");
}

TEST_F(DiscoveryTest, WhatASitemapListsWaitsAsLinksDo) {
  const std::vector<SitemapEntry> listed = {
      {"http://a.example/x", {}}, {"http://b.example/", {}}, {"http://a.example/x", {}}};
  Discovery discovery(index_.db(), *scope_, false);
  Batch batch(index_.db());
  const auto stage = [&](Finding finding, bool page_is_nofollow) {
    return discovery.stage_listed(batch, listed, finding, page_is_nofollow, 2, day(0)).has_value();
  };
  ASSERT_TRUE(stage(Finding::kPage, true));
  EXPECT_EQ(commit(discovery, batch), "") << "the page is nofollow";
  ASSERT_TRUE(stage(Finding::kPage, false));
  EXPECT_EQ(commit(discovery, batch), "http://a.example/x 3");
}

TEST_F(DiscoveryTest, ALastmodMakesAKnownPageOfItsHostDueSooner) {
  for (const char* page : {"news", "old", "undated", "settled"}) {
    index_.visit("http://a.example/" + std::string(page), day(5), {});
  }
  index_.visit("http://s.a.example/news", day(5), {});
  index_.found("http://a.example/waiting", day(5));
  for (const char* page : {"a.example/news", "a.example/old", "a.example/undated",
                           "a.example/settled", "s.a.example/news"}) {
    const std::string key = page_key(*Url::parse("http://" + std::string(page)));
    UrlRecord record = decode_url_record(index_.get(Family::kUrls, key)).value();
    record.due = day(100);
    index_.put(Family::kUrls, key, encode(record));
  }
  Discovery discovery(index_.db(), *scope_, true);
  discovery.settled(page_key(*Url::parse("http://a.example/settled")));
  Batch batch(index_.db());
  const std::vector<SitemapEntry> listed = {
      {"http://a.example/news", day(7)},    {"http://a.example/old", day(4)},
      {"http://a.example/undated", {}},     {"http://a.example/settled", day(7)},
      {"http://a.example/waiting", day(7)}, {"http://a.example/unknown", day(7)},
      {"http://s.a.example/news", day(7)}};
  ASSERT_TRUE(
      discovery.stage_changed(batch, listed, host_key(*Url::parse("http://a.example/")), day(8))
          .has_value());
  ASSERT_TRUE(index_.db().write(batch, false).has_value());
  const auto sooner = discovery.take_rescheduled();
  ASSERT_EQ(sooner.size(), 1U);
  EXPECT_EQ(href_of_key(sooner[0].key), "http://a.example/news");
  EXPECT_EQ(sooner[0].due, day(8));
  const UrlRecord record = decode_url_record(index_.get(Family::kUrls, sooner[0].key)).value();
  EXPECT_EQ(record.due, day(8));
  EXPECT_TRUE(record.lastmod_led);
  EXPECT_TRUE(discovery.take_rescheduled().empty());
}

TEST_F(DiscoveryTest, SitemapsWaitAtDepthZeroWithinScope) {
  Discovery discovery(index_.db(), *scope_, true);
  Batch batch(index_.db());
  const std::vector<SitemapEntry> sitemaps = {{"http://a.example/sitemap.xml", {}},
                                              {"http://b.example/sitemap.xml", {}}};
  ASSERT_TRUE(discovery.stage_sitemaps(batch, sitemaps, day(0)).has_value());
  EXPECT_EQ(commit(discovery, batch), "http://a.example/sitemap.xml 0");
}

TEST_F(DiscoveryTest, TrapsDoNotWaitAndAreCounted) {
  Discovery discovery(index_.db(), *scope_, true, {.template_urls_max = 2});
  EXPECT_EQ(find(discovery, {{"/a/a/a"}, {"/a/a/a"}, {"/p1"}, {"/p2"}, {"/p3"}, {"/q1"}}),
            "http://a.example/p1 3 http://a.example/p2 3 http://a.example/q1 3");
  find(discovery, {{"/b/b/b"}, {"/p3"}, {"http://s.a.example/b/b/b"}});
  RefusalCounts want{};
  want[static_cast<std::size_t>(Refusal::kRepeatedSegments)] = 3;
  want[static_cast<std::size_t>(Refusal::kTemplate)] = 1;
  EXPECT_EQ(discovery.refused(), want);
  std::string told;
  for (const auto& first : discovery.take_first_refused()) {
    told.append(name_of(first.why)).append(" ").append(first.href).append("\n");
  }
  EXPECT_EQ(told,
            "repeated_segments http://a.example/a/a/a\ntemplate http://a.example/p3\n"
            "repeated_segments http://s.a.example/b/b/b\n");
}

TEST_F(DiscoveryTest, CountsOfTheRefusedAddUpOverRestarts) {
  for (const char* path : {"/a/a/a", "/b/b/b"}) {
    Discovery discovery(index_.db(), *scope_, true);
    find(discovery, {{path}});
    for (int i = 0; i < 2; ++i) {
      Batch batch(index_.db());
      ASSERT_TRUE(discovery.stage_refused(batch).has_value());
      ASSERT_TRUE(index_.db().write(batch, false).has_value());
    }
  }
  const auto counts = decode_refusal_counts(index_.get(Family::kMeta, kRefusalCountsKey)).value();
  EXPECT_EQ(counts[static_cast<std::size_t>(Refusal::kRepeatedSegments)], 2U);
}

TEST_F(DiscoveryTest, WhatIsTooDeepMayBeFoundNearer) {
  Discovery discovery(index_.db(), *scope_, true, {.depth_max = 5});
  EXPECT_EQ(find(discovery, {{"/x"}}, false, 5), "");
  EXPECT_EQ(find(discovery, {{"/x"}}, false, 5), "");
  EXPECT_EQ(discovery.refused()[static_cast<std::size_t>(Refusal::kDepth)], 1U);
  EXPECT_EQ(find(discovery, {{"/x"}}, false, 4), "http://a.example/x 5");
}

TEST_F(DiscoveryTest, ATargetsPatternsAndDepthHold) {
  Batch batch(index_.db());
  const TargetRecord narrow{.max_depth = 3, .exclude = {"/private"}};
  ASSERT_TRUE(scope_->add(batch, *Url::parse("http://b.example/"), narrow).has_value());
  Discovery discovery(index_.db(), *scope_, true);
  EXPECT_EQ(find(discovery, {{"http://b.example/private/x"}, {"http://b.example/x"}}),
            "http://b.example/x 3");
  EXPECT_EQ(find(discovery, {{"http://b.example/y"}}, false, 3), "");
  EXPECT_EQ(discovery.refused()[static_cast<std::size_t>(Refusal::kTargetPattern)], 1U);
  EXPECT_EQ(discovery.refused()[static_cast<std::size_t>(Refusal::kTargetDepth)], 1U);
}

TEST_F(DiscoveryTest, ASeedIsNeverRefused) {
  Discovery discovery(index_.db(), *scope_, true);
  Batch batch(index_.db());
  ASSERT_TRUE(discovery.stage_seeds(batch, {SampleIndex::key_of("http://a.example/a/a/a")}, day(0))
                  .has_value());
  EXPECT_EQ(commit(discovery, batch), "http://a.example/a/a/a 0");
}

TEST_F(DiscoveryTest, ASeedWaitsAtDepthZeroUnlessKnown) {
  Discovery discovery(index_.db(), *scope_, true);
  index_.visit("http://a.example/known", day(0), {});
  Batch batch(index_.db());
  for (const char* seed : {"http://a.example/", "http://a.example/known", "http://a.example/"}) {
    ASSERT_TRUE(discovery.stage_seeds(batch, {SampleIndex::key_of(seed)}, day(0)).has_value());
  }
  EXPECT_EQ(commit(discovery, batch), "http://a.example/ 0");
}

}  // namespace
}  // namespace anchord
