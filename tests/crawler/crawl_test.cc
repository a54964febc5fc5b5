#include "crawler/crawl.h"

#include <set>

#include "tests/crawler/crawl_testing.h"

namespace anchord {
namespace {

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
