#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "indexer/dates.h"
#include "indexer/sitemap.h"
#include "tests/files.h"
#include "tests/testdata.h"

// The cases of crawler-commons' tests, and its files.
namespace anchord {
namespace {

namespace fs = std::filesystem;

// "kind: href lastmod, href".
std::string described(const Sitemap& sitemap) {
  std::string text(name_of(sitemap.kind));
  for (const SitemapEntry& entry : sitemap.entries) {
    text += "\n" + entry.href;
    if (entry.lastmod) text += " " + iso8601(*entry.lastmod);
  }
  return text;
}

std::string wanted(const nlohmann::json& c) {
  const std::map<std::string, std::string> kinds = {
      {"XML", "urlset"}, {"INDEX", "index"}, {"TEXT", "text"}, {"RSS", "rss"}, {"ATOM", "atom"}};
  std::string text = c["type"].is_null() ? "none" : kinds.at(c["type"].get<std::string>());
  for (const auto& entry : c["entries"]) {
    text += "\n" + std::string(Url::parse(entry["loc"].get<std::string>())->href());
    if (entry.contains("lastmod")) text += " " + entry["lastmod"].get<std::string>();
  }
  return text;
}

// What we answer otherwise, by number of the case, and why.
const std::map<std::size_t, const char*>& deviations() {
  static const std::map<std::size_t, const char*> kDeviations = {
      {9, "urlset"},  // not well-formed: what stands before the error is read, not thrown away
      {36, "urlset\nhttp://www.example.com/1\nhttp://www.example.com/2"},  // namespaces are not
                                                                           // resolved
  };
  return kDeviations;
}

TEST(SitemapConformanceTest, Cases) {
  const fs::path path = testdata() / "sitemaps/sitemap_cases.json";
  if (!fs::exists(path)) GTEST_SKIP() << path << " is not there";
  const auto cases = nlohmann::json::parse(bytes_of(path));
  ASSERT_EQ(cases.size(), 52U);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto& c = cases[i];
    const std::string body = c.contains("body") ? c["body"].get<std::string>()
                                                : from_base64(c["body_b64"].get<std::string>());
    const Url url = *Url::parse(c["url"].get<std::string>());
    const auto scope =
        c["strict_scope"].get<bool>() ? SitemapScope::kDirectory : SitemapScope::kAny;
    const std::string got =
        described(parse_sitemap(url, c["content_type"].get<std::string>(), body, scope));
    const auto deviation = deviations().find(i);
    EXPECT_EQ(got, deviation == deviations().end() ? wanted(c) : deviation->second)
        << i << " " << c["name"];
    if (deviation != deviations().end()) {
      EXPECT_NE(got, wanted(c)) << i << " deviates no more";
    }
  }
}

TEST(SitemapConformanceTest, Files) {
  const struct {
    const char* name;
    SitemapKind kind;
    std::size_t entries;
  } files[] = {
      {"rss_feed.rss", SitemapKind::kRss, 4},
      {"rss_xmlRss_pubDate.xml", SitemapKind::kRss, 7},
      {"sitemaps_atom.xml", SitemapKind::kAtom, 1},
      {"sitemaps_do-not-visit.txt", SitemapKind::kText, 1},
      {"sitemaps_extension_hebdenbridgetimes-articles-sitemap.xml", SitemapKind::kUrlset, 74},
      {"sitemaps_extension_pagemaps-sitemap.xml", SitemapKind::kUrlset, 2},
      {"sitemaps_extension_shinpaideshou-news-sitemap.xml", SitemapKind::kUrlset, 3},
      {"sitemaps_extension_sitemap-images.xml", SitemapKind::kUrlset, 1},
      {"sitemaps_extension_sitemap-links.xml", SitemapKind::kUrlset, 3},
      {"sitemaps_extension_sitemap-mobile.xml", SitemapKind::kUrlset, 3},
      {"sitemaps_extension_sitemap-news.xml", SitemapKind::kUrlset, 2},
      {"sitemaps_extension_sitemap-videos-tvshow.xml", SitemapKind::kUrlset, 1},
      {"sitemaps_extension_sitemap-videos.xml", SitemapKind::kUrlset, 3},
      {"sitemaps_sitemap-with-bom.txt", SitemapKind::kText, 2},
      {"sitemaps_sitemap.badns.xml", SitemapKind::kUrlset, 2},
      {"sitemaps_sitemap.index.xml", SitemapKind::kIndex, 15},
      {"sitemaps_sitemap.ns.xml", SitemapKind::kUrlset, 2},
      {"sitemaps_sitemap.txt", SitemapKind::kText, 2},
      {"sitemaps_sitemap.txt.gz", SitemapKind::kText, 5},
      {"sitemaps_xmlSitemap.gz", SitemapKind::kUrlset, 5},
  };
  const fs::path folder = testdata() / "sitemaps/files";
  if (!fs::exists(folder)) GTEST_SKIP() << folder << " is not there";
  for (const auto& file : files) {
    const Sitemap sitemap =
        parse_sitemap(*Url::parse("http://www.example.com/"), "", bytes_of(folder / file.name));
    EXPECT_EQ(sitemap.kind, file.kind) << file.name;
    EXPECT_EQ(sitemap.entries.size(), file.entries) << file.name;
    EXPECT_FALSE(sitemap.is_malformed) << file.name;
  }
}

}  // namespace
}  // namespace anchord
