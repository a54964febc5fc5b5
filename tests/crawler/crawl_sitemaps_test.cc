#include "tests/crawler/crawl_testing.h"
#include "tests/indexer/gzip_testing.h"

// What sitemaps, their indexes and feeds lead to.
namespace anchord {
namespace {

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

TEST_F(CrawlTest, WhatIsNamedAsASitemapIsReadAsOneWhateverItsNameAndType) {
  web_.site["http://a.example/robots.txt"] =
      plain("Sitemap: http://a.example/urls.txt\nSitemap: http://a.example/map.gz\n");
  web_.site["http://a.example/urls.txt"] = plain("http://a.example/1\n");
  web_.site["http://a.example/map.gz"] =
      typed("application/octet-stream",
            gzipped("<sitemapindex><sitemap><loc>/part.gz</loc></sitemap></sitemapindex>"));
  web_.site["http://a.example/part.gz"] =
      typed("application/x-gzip", gzipped("<urlset><url><loc>/2</loc></url></urlset>"));
  web_.site["http://a.example/"] = html("<a href=/notes.txt>notes</a>");
  web_.site["http://a.example/notes.txt"] = plain("http://a.example/3\n");
  crawl({"http://a.example/"});
  EXPECT_EQ(state_of("http://a.example/1"), "gone 404");
  EXPECT_EQ(state_of("http://a.example/2"), "gone 404");
  EXPECT_EQ(state_of("http://a.example/3"), "never found");
  // When they come again they are sitemaps still.
  web_.site["http://a.example/urls.txt"] = plain("http://a.example/4\n");
  web_.site["http://a.example/part.gz"] =
      typed("application/x-gzip", gzipped("<urlset><url><loc>/5</loc></url></urlset>"));
  crawl({}, true);
  EXPECT_EQ(state_of("http://a.example/4"), "gone 404");
  EXPECT_EQ(state_of("http://a.example/5"), "gone 404");
}

TEST_F(CrawlTest, OnePageAloneHasNoSitemap) {
  config_.crawler.scope = TargetMode::kExact;
  EXPECT_EQ(crawl({"http://a.example/x"}), "http://a.example/robots.txt http://a.example/x");
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

}  // namespace
}  // namespace anchord
