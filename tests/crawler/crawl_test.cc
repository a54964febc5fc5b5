#include "crawler/crawl.h"

#include <gtest/gtest.h>
#include <rocksdb/env.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <thread>

#include "indexer/check.h"
#include "indexer/report.h"
#include "tests/crawler/fake_transport.h"
#include "tests/indexer/gzip_testing.h"

namespace anchord {
namespace {

class CrawlTest : public testing::Test {
 protected:
  CrawlTest() : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())) {
    DatabaseOptions options;
    options.env = env_.get();
    db_ = std::move(Database::open("/crawl", options).value());
    config_.crawler.contact = "https://owner.example/bot";
    config_.politeness.pace.delay = std::chrono::milliseconds(0);
    config_.parse.workers = 2;
    spdlog::set_level(spdlog::level::off);
  }

  // Crawls until nothing is due. Returns what was asked for, in the order of the alphabet.
  std::string crawl(const std::vector<std::string>& seeds, bool recrawl = false) {
    CrawlPlan plan{.seeds = {}, .once = true, .recrawl = recrawl};
    for (const std::string& seed : seeds) plan.seeds.push_back(*Url::parse(seed));
    web_.asked.clear();
    auto crawl = std::move(Crawl::start(*db_, web_, clock_, config_, plan).value());
    while (!crawl->is_done()) std::this_thread::yield();
    EXPECT_TRUE(crawl->stop().has_value());
    pages_ = crawl->stats().pages;
    unchanged_ = crawl->stats().unchanged;
    const CheckReport report = check_index(*db_).value();
    EXPECT_EQ(report.violations, 0U) << report.named.front();
    std::sort(web_.asked.begin(), web_.asked.end());
    std::string text;
    for (const std::string& href : web_.asked) text += (text.empty() ? "" : " ") + href;
    return text;
  }

  // "visited 200", "gone 404", "never found".
  std::string state_of(std::string_view href) const {
    const auto bytes = db_->get(Family::kUrls, page_key(*Url::parse(href))).value();
    if (!bytes) return "never found";
    const UrlRecord record = decode_url_record(*bytes).value();
    return std::string(name_of(record.state)) + " " + std::to_string(record.http_status);
  }

  // "type target anchor" of every live link of a page.
  std::string links_of(std::string_view href) const {
    const auto bytes = db_->get(Family::kLinks, page_key(*Url::parse(href))).value();
    if (!bytes) return "none";
    const LinkBlock block = decode_link_block(*bytes).value();
    std::string text;
    for (std::size_t i = 0; i < block.live; ++i) {
      const Link& link = block.links.links[i];
      text.append(text.empty() ? "" : "; ").append(name_of(link.type)).append(" ");
      text.append(block.links.target(link)).append(" ").append(block.links.view(link.anchor));
    }
    return text;
  }

  std::string anchors_of(std::string_view target) const {
    std::string text;
    auto query = AnchorsQuery{Target::parse(target, TargetMode::kSubdomains).value()};
    const auto groups = linked_anchors(*db_, std::move(query)).value();
    for (const AnchorGroup& group : groups) {
      text += (text.empty() ? "" : ", ") + group.anchor + " " + std::to_string(group.internal) +
              "+" + std::to_string(group.external);
    }
    return text;
  }

  std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<Database> db_;
  FakeTransport web_;
  FakeClock clock_;
  Config config_;
  std::uint64_t pages_ = 0;
  std::uint64_t unchanged_ = 0;
};

TEST_F(CrawlTest, FollowsLinksWithinItsTargetAndIndexesAll) {
  web_.site["http://a.example/"] = html("<a href=/x>ex</a> <a href=http://b.example/>bee</a>");
  web_.site["http://a.example/x"] = html("<a href=/>home</a> <a href=http://s.a.example/>sub</a>");
  web_.site["http://s.a.example/"] = html("<a href=http://a.example/>home</a>");
  EXPECT_EQ(crawl({"http://a.example/"}),
            "http://a.example/ http://a.example/robots.txt http://a.example/sitemap.xml "
            "http://a.example/x http://s.a.example/ http://s.a.example/robots.txt "
            "http://s.a.example/sitemap.xml");
  EXPECT_EQ(links_of("http://a.example/"),
            "href http://a.example/x ex; href http://b.example/ bee");
  EXPECT_EQ(state_of("http://b.example/"), "never found");
  EXPECT_EQ(anchors_of("a.example"), "home 2+0, bee 0+1, ex 1+0, sub 1+0");
  EXPECT_EQ(pages_, 3U);
}

TEST_F(CrawlTest, WithoutAContactOnlyThisMachineIsCrawled) {
  config_.crawler.contact = "";
  const auto refusal_of = [this](const std::vector<std::string>& seeds) -> std::string {
    CrawlPlan plan{.seeds = {}, .once = true};
    for (const std::string& seed : seeds) plan.seeds.push_back(*Url::parse(seed));
    const auto crawl = Crawl::start(*db_, web_, clock_, config_, plan);
    return crawl ? "" : crawl.error().message;
  };
  for (const char* elsewhere : {"http://a.example/", "http://10.0.0.1/", "http://[::2]/",
                                "http://localhost.example/", "http://128.0.0.1/"}) {
    const std::string refusal = refusal_of({"http://127.0.0.1/", elsewhere});
    EXPECT_EQ(refusal.find("crawler.contact: needed to crawl "), 0U) << elsewhere << refusal;
  }
  EXPECT_EQ(
      crawl({"http://127.9.9.9/", "http://[::1]/", "http://localhost/", "http://a.localhost/"})
          .find("example"),
      std::string::npos);
  config_.crawler.contact = "me@a.example";
  EXPECT_EQ(refusal_of({"http://a.example/"}), "");
  config_.crawler.contact = "";
  EXPECT_EQ(refusal_of({}),
            "crawler.contact: needed to crawl a.example: the URL or mail address where its owner "
            "can reach you");
}

TEST_F(CrawlTest, ARedirectIsAPageWithOneLink) {
  web_.site["http://a.example/"] = redirect_to("/there", 302);
  web_.site["http://a.example/there"] = redirect_to("http://b.example/");
  crawl({"http://a.example/"});
  EXPECT_EQ(links_of("http://a.example/"), "redirect http://a.example/there ");
  EXPECT_EQ(state_of("http://a.example/there"), "visited 301");
  EXPECT_EQ(links_of("http://a.example/there"), "redirect http://b.example/ ");
  EXPECT_EQ(state_of("http://b.example/"), "never found");
}

TEST_F(CrawlTest, WhatDoesNotAnswerAsAPageIsSettledAsSuch) {
  web_.site["http://a.example/"] = html(
      "<a href=/404>a</a><a href=/410>b</a><a href=/500>c</a><a href=/403>d</a>"
      "<a href=/dead>e</a><a href=mailto:x@a.example>f</a><form action=/form></form>");
  web_.site["http://a.example/410"] = Answer{.status = 410};
  web_.site["http://a.example/500"] = Answer{.status = 500};
  web_.site["http://a.example/403"] = Answer{.status = 403};
  web_.site["http://a.example/dead"] = Unreachable{UnreachableReason::kTimeout, ""};
  crawl({"http://a.example/"});
  EXPECT_EQ(state_of("http://a.example/404"), "gone 404");
  EXPECT_EQ(state_of("http://a.example/410"), "gone 410");
  EXPECT_EQ(state_of("http://a.example/500"), "refused 500");
  EXPECT_EQ(state_of("http://a.example/403"), "refused 403");
  EXPECT_EQ(state_of("http://a.example/dead"), "unreachable 0");
  EXPECT_EQ(state_of("http://a.example/form"), "never found");
}

TEST_F(CrawlTest, RobotsTxtIsAskedForFirstAndObeyed) {
  web_.site["http://a.example/robots.txt"] =
      plain("User-agent: anchord\nDisallow: /private\nDisallow: /sitemap.xml\n");
  web_.site["http://a.example/"] = html("<a href=/private/x>no</a> <a href=/public>yes</a>");
  web_.site["http://a.example/public"] = html("");
  EXPECT_EQ(crawl({"http://a.example/"}),
            "http://a.example/ http://a.example/public http://a.example/robots.txt");
  EXPECT_EQ(state_of("http://a.example/private/x"), "disallowed 0");
  EXPECT_EQ(state_of("http://a.example/sitemap.xml"), "never found");
  EXPECT_EQ(anchors_of("a.example"), "no 1+0, yes 1+0");
}

TEST_F(CrawlTest, RobotsTxtMayBeElsewhere) {
  web_.site["http://a.example/robots.txt"] = redirect_to("http://b.example/rules");
  web_.site["http://b.example/rules"] = plain("User-agent: *\nDisallow: /\n");
  EXPECT_EQ(crawl({"http://a.example/"}), "http://a.example/robots.txt http://b.example/rules");
  EXPECT_EQ(state_of("http://a.example/"), "disallowed 0");
}

TEST_F(CrawlTest, AHostWithoutAnswerForRobotsTxtIsLeftAlone) {
  web_.site["http://a.example/robots.txt"] = Answer{.status = 503};
  EXPECT_EQ(crawl({"http://a.example/"}), "http://a.example/robots.txt");
  EXPECT_EQ(state_of("http://a.example/"), "waiting 0");
  EXPECT_EQ(crawl({}), "") << "it was asked again at once";
  clock_.time += std::chrono::minutes(11);
  web_.site["http://a.example/robots.txt"] = plain("");
  web_.site["http://a.example/"] = html("");
  EXPECT_EQ(crawl({}),
            "http://a.example/ http://a.example/robots.txt http://a.example/sitemap.xml");
}

TEST_F(CrawlTest, WhatIsNotDueIsNotAskedFor) {
  config_.revisit.gone_interval = std::chrono::hours(720);
  web_.site["http://a.example/"] = html("<a href=/404>x</a>");
  crawl({"http://a.example/"});
  EXPECT_EQ(crawl({"http://a.example/"}), "");
  clock_.time += config_.revisit.interval;
  EXPECT_EQ(crawl({}), "http://a.example/ http://a.example/robots.txt");
  clock_.time += config_.revisit.gone_interval;
  EXPECT_EQ(crawl({}),
            "http://a.example/ http://a.example/404 http://a.example/robots.txt "
            "http://a.example/sitemap.xml");
}

TEST_F(CrawlTest, ARecrawlAsksForEverythingOnceEvenWithinASecond) {
  web_.site["http://a.example/"] = html("<a href=/404>x</a>");
  EXPECT_EQ(crawl({"http://a.example/"}),
            "http://a.example/ http://a.example/404 http://a.example/robots.txt "
            "http://a.example/sitemap.xml");
  const std::string all = "http://a.example/ http://a.example/404 http://a.example/sitemap.xml";
  EXPECT_EQ(crawl({}, true), all);
  EXPECT_EQ(unchanged_, 1U);
  EXPECT_EQ(crawl({}, true), all);
  EXPECT_EQ(crawl({}), "");
}

TEST_F(CrawlTest, AChangedPageChangesTheCounts) {
  web_.site["http://a.example/"] = html("<a href=/x>ex</a>");
  web_.site["http://a.example/x"] = html("<a href=/>home</a>");
  crawl({"http://a.example/"});
  web_.site["http://a.example/"] = html("<a href=/x>why</a><a href=/z>zed</a>");
  web_.site["http://a.example/x"] = Answer{.status = 410};
  crawl({}, true);
  EXPECT_EQ(anchors_of("a.example"), "why 1+0, zed 1+0");
  EXPECT_EQ(state_of("http://a.example/z"), "gone 404");
}

TEST_F(CrawlTest, NofollowLinksAreFollowedUnlessConfiguredOtherwise) {
  web_.site["http://a.example/"] = html("<a rel=nofollow href=/x>ex</a>");
  config_.crawler.follow_nofollow = false;
  crawl({"http://a.example/"});
  EXPECT_EQ(state_of("http://a.example/x"), "never found");
  EXPECT_EQ(anchors_of("a.example"), "ex 1+0");
}

TEST_F(CrawlTest, SitemapsLeadToPages) {
  web_.site["http://a.example/"] = html("");
  web_.site["http://a.example/sitemap.xml"] =
      typed("text/xml",
            "<sitemapindex><sitemap><loc>/sitemap-1.xml.gz</loc></sitemap>"
            "</sitemapindex>");
  web_.site["http://a.example/sitemap-1.xml.gz"] =
      typed("application/gzip", gzipped("<urlset><url><loc>/x</loc></url>"
                                        "<url><loc>http://b.example/</loc></url></urlset>"));
  web_.site["http://a.example/x"] = html("");
  crawl({"http://a.example/"});
  EXPECT_EQ(state_of("http://a.example/x"), "visited 200");
  EXPECT_EQ(state_of("http://b.example/"), "never found");
  EXPECT_EQ(links_of("http://a.example/sitemap-1.xml.gz"), "none");
}

TEST_F(CrawlTest, TheLastmodOfASitemapGuidesTheRevisit) {
  const auto list = [this](const std::string& lastmod) {
    web_.site["http://a.example/sitemap.xml"] =
        typed("text/xml", "<urlset><url><loc>/</loc></url><url><loc>/x</loc><lastmod>" + lastmod +
                              "</lastmod></url></urlset>");
  };
  web_.site["http://a.example/"] = html("");
  web_.site["http://a.example/x"] = html("");
  list("2024-01-01");
  crawl({"http://a.example/"});
  clock_.time += std::chrono::hours(168);
  list("2023-12-24");
  EXPECT_EQ(crawl({}),
            "http://a.example/ http://a.example/robots.txt http://a.example/sitemap.xml "
            "http://a.example/x");
  clock_.time += std::chrono::hours(72);
  list("2024-01-10");
  EXPECT_EQ(crawl({}),
            "http://a.example/robots.txt http://a.example/sitemap.xml http://a.example/x");
  EXPECT_EQ(crawl({}), "");
}

TEST_F(CrawlTest, RobotsTxtNamesSitemapsOfAnyHostInScope) {
  web_.site["http://a.example/robots.txt"] =
      plain("Sitemap: http://s.a.example/map.xml\nSitemap: /list\nSitemap: http://b.example/m\n");
  web_.site["http://s.a.example/map.xml"] =
      typed("application/xml", "<urlset><url><loc>http://a.example/x</loc></url></urlset>");
  crawl({"http://a.example/"});
  EXPECT_EQ(state_of("http://a.example/x"), "gone 404");
  EXPECT_EQ(state_of("http://a.example/list"), "gone 404");
  EXPECT_EQ(state_of("http://b.example/m"), "never found");
  EXPECT_EQ(state_of("http://a.example/sitemap.xml"), "never found");
}

TEST_F(CrawlTest, OnePageAloneHasNoSitemap) {
  config_.crawler.scope = TargetMode::kExact;
  EXPECT_EQ(crawl({"http://a.example/x"}), "http://a.example/robots.txt http://a.example/x");
}

TEST_F(CrawlTest, ATargetMayHaveItsPagesCrawledAgainSoOften) {
  web_.site["http://a.example/"] = html("");
  web_.site["http://b.example/"] = html("");
  CrawlPlan plan{.seeds = {}, .once = true};
  plan.seeds = {*parse_seed("http://a.example/ recrawl=1"), *parse_seed("http://b.example/")};
  auto started = std::move(Crawl::start(*db_, web_, clock_, config_, plan).value());
  while (!started->is_done()) std::this_thread::yield();
  ASSERT_TRUE(started->stop().has_value());
  EXPECT_EQ(crawl({}), "");
  clock_.time += std::chrono::hours(1);
  EXPECT_EQ(crawl({}), "http://a.example/");
  clock_.time += std::chrono::hours(1);
  EXPECT_EQ(crawl({}), "http://a.example/") << "though it never changes";
}

TEST_F(CrawlTest, AFeedLeadsToPagesWheneverItChanges) {
  web_.site["http://a.example/"] = html("<link rel=alternate type=application/rss+xml href=/rss>");
  web_.site["http://a.example/rss"] =
      typed("application/rss+xml", "<rss><item><link>/1</link></item></rss>");
  crawl({"http://a.example/"});
  EXPECT_EQ(state_of("http://a.example/1"), "gone 404");
  web_.site["http://a.example/rss"] =
      typed("application/rss+xml", "<rss><item><link>/2</link></item></rss>");
  crawl({}, true);
  EXPECT_EQ(state_of("http://a.example/2"), "gone 404");
}

TEST_F(CrawlTest, IndexesThatListEachOtherEnd) {
  web_.site["http://a.example/"] = html("");
  for (int i = 0; i < 20; ++i) {
    const std::string next = i == 0 ? "sitemap.xml" : std::to_string(i);
    web_.site["http://a.example/" + next] =
        typed("text/xml", "<sitemapindex><sitemap><loc>/" + std::to_string(i + 1) +
                              "</loc></sitemap></sitemapindex>");
  }
  crawl({"http://a.example/"});
  EXPECT_EQ(state_of("http://a.example/8"), "visited 200");
  EXPECT_EQ(state_of("http://a.example/9"), "never found");
}

TEST_F(CrawlTest, WithNothingToCrawlItDoesNotStart) {
  const auto crawl = Crawl::start(*db_, web_, clock_, config_, {});
  ASSERT_FALSE(crawl.has_value());
  EXPECT_EQ(crawl.error().message, "nothing to crawl: give a URL or --seeds FILE");
}

TEST_F(CrawlTest, AStoppedCrawlLosesNothing) {
  std::string body;
  for (int i = 0; i < 400; ++i) body += "<a href=/" + std::to_string(i) + ">x</a>";
  web_.site["http://a.example/"] = html(body);
  config_.pipeline.pages_max = 8;
  config_.pipeline.commit_pages_max = 4;
  std::multiset<std::string> asked;
  for (int i = 0; i < 20; ++i) {
    web_.asked.clear();
    CrawlPlan plan{.seeds = {*Url::parse("http://a.example/")}, .once = true};
    auto crawl = std::move(Crawl::start(*db_, web_, clock_, config_, plan).value());
    while (!crawl->is_done() && crawl->stats().commits < 2) std::this_thread::yield();
    ASSERT_TRUE(crawl->stop().has_value());
    ASSERT_EQ(check_index(*db_).value().violations, 0U);
    asked.insert(web_.asked.begin(), web_.asked.end());
  }
  crawl({});
  asked.insert(web_.asked.begin(), web_.asked.end());
  EXPECT_EQ(asked.size(), 403U) << "each once: 400 pages, the home page, robots.txt, the sitemap";
  EXPECT_EQ(std::set<std::string>(asked.begin(), asked.end()).size(), 403U);
}

}  // namespace
}  // namespace anchord
