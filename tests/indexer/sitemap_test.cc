#include "indexer/sitemap.h"

#include <gtest/gtest.h>

#include <vector>

#include "indexer/dates.h"
#include "indexer/xml_input.h"
#include "indexer/xml_reader.h"
#include "tests/indexer/gzip_testing.h"

namespace anchord {
namespace {

const Url kUrl = *Url::parse("https://a.example/dir/sitemap.xml");

// From a block of just the body's size, so that a sanitizer sees a read beyond it.
Sitemap parse(std::string_view body, SitemapScope scope = SitemapScope::kAny) {
  const std::vector<char> block(body.begin(), body.end());
  return parse_sitemap(kUrl, "", {block.data(), block.size()}, scope);
}

// "kind: /x 2005-01-31, http://b.example/": what is of the sitemap's host without it.
std::string described(const Sitemap& sitemap) {
  std::string text(name_of(sitemap.kind));
  text += sitemap.is_malformed ? "!:" : ":";
  std::string separator = " ";
  for (const SitemapEntry& entry : sitemap.entries) {
    const std::string_view own = "https://a.example";
    text += separator + entry.href.substr(entry.href.starts_with(own) ? own.size() : 0);
    if (entry.lastmod) text += " " + iso8601(*entry.lastmod).substr(0, 10);
    separator = ", ";
  }
  return text;
}

std::string urlset(std::string_view entries) {
  return "<urlset>" + std::string(entries) + "</urlset>";
}
std::string rss(std::string_view items) {
  return "<rss><channel><link>/home</link>" + std::string(items) + "</channel></rss>";
}
std::string feed(std::string_view entries) {
  return "<feed xmlns='http://www.w3.org/2005/Atom'><link href='/home'/>" + std::string(entries) +
         "</feed>";
}

struct Case {
  std::string body;
  const char* want;
};

void expect_entries(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(described(parse(c.body)), c.want) << c.body;
}

TEST(SitemapTest, WhatABodyIsItsContentSays) {
  expect_entries({
      {"", "none:"},
      {"hello", "none:"},
      {"<html><a href='/x'>x</a></html>", "none:"},
      {"{\"version\": \"https://jsonfeed.org/version/1\"}", "none:"},
      {"<", "none:"},
      {urlset(""), "urlset:"},
      {"<sitemapindex/>", "index:"},
      {"<rss/>", "rss:"},
      {"<feed/>", "atom:"},
      {"\xEF\xBB\xBF \n<!-- x --><urlset/>", "urlset:"},
      {"\n http://b.example/x \r\nbla\n\rHTTPS://b.example/y\nwww.b.example/z\n/no\nftp://b/no",
       "text: http://b.example/x, https://b.example/y, https://www.b.example/z"},
      {gzipped(urlset("<url><loc>/x</loc></url>")), "urlset: /x"},
      {gzipped("http://b.example/x"), "text: http://b.example/x"},
  });
}

TEST(SitemapTest, LocationsAreAbsoluteOrFromTheRoot) {
  const auto located = [](std::string_view location) {
    return described(parse(urlset("<url><loc>" + std::string(location) + "</loc></url>")));
  };
  EXPECT_EQ(located(" \n\xC2\xA0https://a.example/x#y\xE3\x80\x80\t"), "urlset: /x");
  EXPECT_EQ(located("//b.example/"), "urlset: https://b.example/");
  EXPECT_EQ(located("/x?a=1&amp;b=2"), "urlset: /x?a=1&b=2");
  EXPECT_EQ(located("<![CDATA[/x?a=1&b=2]]>"), "urlset: /x?a=1&b=2");
  EXPECT_EQ(located("http://user:pass@b.example/"), "urlset: http://b.example/");
  for (const char* none : {"", " ", "x", "mailto:a@b.example", "http://", "http://a b/", "#x"}) {
    EXPECT_EQ(located(none), "urlset:") << none;
  }
}

TEST(SitemapTest, EntriesOfAUrlset) {
  expect_entries({
      {urlset("<url><lastmod>2005-01-31</lastmod><loc>/x</loc></url><url><loc>/y</loc></url>"),
       "urlset: /x 2005-01-31, /y"},
      {urlset("<url><loc>/x</loc><lastmod>2005</lastmod><loc>/y</loc></url>"),
       "urlset: /x 2005-01-01, /y"},
      {urlset("<url>/x<priority>1</priority></url>"), "urlset: /x"},
      {urlset("<url><loc>/x</loc>/y</url>"), "urlset: /x"},
      {urlset("<loc>/x</loc><foo><loc>/y</loc></foo>"), "urlset:"},
      {urlset("<url><image:image><image:loc>/i</image:loc></image:image><image:loc>/j</image:loc>"
              "<image><loc>/k</loc></image><loc>/x</loc></url>"),
       "urlset: /x"},
      {"<s:urlset><s:url><s:loc>/x</s:loc><loc>/y</loc></s:url><url><loc>/z</loc></url></s:urlset>",
       "urlset: /x"},
  });
}

TEST(SitemapTest, EntriesOfRss) {
  expect_entries({
      {rss("<item><link>x</link><pubDate>Thu, 05 Jan 2017 13:34:51 GMT</pubDate></item>"),
       "rss: /dir/x 2017-01-05"},
      {rss("<item><guid>http://b.example/g</guid><link>/x</link></item>"), "rss: /x"},
      {rss("<item><guid>http://b.example/g</guid></item>"), "rss: http://b.example/g"},
      {rss("<item><guid>g</guid></item><item>x</item>"), "rss:"},
      {rss("<item><link/><link>/x</link><link>/y</link></item>"), "rss: /x"},
      {rss("<item><link href='/x'/></item>"), "rss: /x"},
      {rss("<item><atom:link href='/x'/><source><link>/y</link></source></item>"), "rss:"},
      {rss("<image><link>/x</link></image>"), "rss:"},
      {"<rdf:RDF><channel><link>/</link></channel><item rdf:about='/a'><link>/x</link>"
       "<dc:date>2005-01-31</dc:date></item></rdf:RDF>",
       "rss: /x 2005-01-31"},
  });
}

TEST(SitemapTest, EntriesOfAtom) {
  expect_entries({
      {feed("<entry><link rel='edit' href='/e'/><link href='x'/><link href='/y'/>"
            "<updated>2005-01-31T00:00:00Z</updated></entry>"),
       "atom: /dir/x 2005-01-31"},
      {feed("<entry><link rel=' Alternate ' href='/x'/><published>2005</published></entry>"),
       "atom: /x 2005-01-01"},
      {feed("<entry><published>2005</published><updated>2006</updated><link href='/x'/></entry>"),
       "atom: /x 2006-01-01"},
      {feed("<entry><link rel='self' href='/x'/></entry>"), "atom:"},
      {feed("<entry><source><link href='/x'/></source><link href='/y'/></entry>"), "atom: /y"},
      {"<feed xml:base='http://b.example/f/'><entry xml:base='e/'><link href='x'/></entry><entry>"
       "<link xml:base='/l/' href='y'/></entry><entry xml:base='mailto:x'><link href='z'/></entry>"
       "</feed>",
       "atom: http://b.example/f/e/x, http://b.example/l/y, http://b.example/f/z"},
      {"<a:feed><a:entry><a:link href='/x'/></a:entry></a:feed>", "atom: /x"},
  });
}

TEST(SitemapTest, MalformedXmlGivesWhatIsThere) {
  expect_entries({
      {urlset("<url><loc>/x?a=1&b=2&nbsp;</loc></url>"), "urlset!: /x?a=1&b=2&nbsp;"},
      {urlset("<url><loc>/x</loc></url><url><loc>/y</url><url><loc>/z</loc></url>"),
       "urlset!: /x, /y, /z"},
      // One end tag too many ends the root, and with it the document.
      {urlset("<url><loc>/x</loc></foo></url><url><loc>/y</loc></url>"), "urlset!: /x"},
      {urlset("<url><loc>/x</loc><url><loc>/y</loc>"), "urlset!: /x, /y"},
      {urlset("<url><loc>/x</loc></url> 1 < 2 <3 <url><loc>/y</loc></url>"), "urlset!: /x, /y"},
      {urlset("<url><loc>/x</loc a=b></url><url a=b c><loc>/y</loc></url>"), "urlset!: /x, /y"},
      {urlset("<url><loc>/x</loc>\x01\xFF</url><url><loc>/y</loc></url>"), "urlset!: /x, /y"},
      {rss("<item><description><p>x<br></description></item><item><link>/x</link></item>"),
       "rss!: /x"},
      {"<urlset><url><loc>/x</loc></url><url><loc>https://a.exam", "urlset!: /x"},
      {"<urlset><url><loc>/x</loc></url><url><loc>/y</l", "urlset!: /x, /y"},
      {"<urlset><url><loc><![CDATA[https://a.exam", "urlset!:"},
      {urlset("<url><loc>/x</loc></url>") + "<url><loc>/y</loc></url>", "urlset!: /x"},
  });
}

TEST(SitemapTest, AnyCutGivesAStartOfTheEntries) {
  const std::string body =
      urlset("<url><loc>/x</loc></url><url><loc>http://b.example/y</loc></url>");
  const std::string whole = "urlset: /x, http://b.example/y";
  for (std::size_t size = 0; size < body.size(); ++size) {
    std::string got = described(parse(body.substr(0, size)));
    std::erase(got, '!');
    EXPECT_TRUE(got == "none:" || whole.starts_with(got)) << got;
  }
}

TEST(SitemapTest, NoEntityIsExpandedOrFetched) {
  std::string bomb = "<!DOCTYPE urlset [<!ENTITY a 'lol'>";
  for (char c = 'b'; c < 'z'; ++c) {
    bomb += std::string("<!ENTITY ") + c + " '";
    for (int i = 0; i < 10; ++i) bomb += std::string("&") + static_cast<char>(c - 1) + ";";
    bomb += "'>";
  }
  bomb += "<!ENTITY f SYSTEM 'file:///etc/hostname'>]>";
  const auto with = [&](std::string_view text) {
    return described(parse(bomb + urlset("<url><loc>/" + std::string(text) + "</loc></url>")));
  };
  EXPECT_EQ(with("&y;"), "urlset!: /&y;");
  EXPECT_EQ(with("&f;"), "urlset!: /&f;");
  EXPECT_EQ(with("<xi:include href='file:///etc/hostname' parse='text'/>"), "urlset: /");
}

TEST(SitemapTest, TheEncodingIsTheDocumentsOwn) {
  const std::string latin1 =
      "<?xml version='1.0' encoding='ISO-8859-1'?>" + urlset("<url><loc>/\xE4</loc></url>");
  EXPECT_EQ(described(parse(latin1)), "urlset: /%C3%A4");
  const std::string body = urlset("<url><loc>/\xE4</loc></url>");
  EXPECT_EQ(described(parse_sitemap(kUrl, "text/xml; charset=latin1", body)), "urlset: /%C3%A4");
  std::string utf16 = "\xFF\xFE";
  for (const char c : urlset("<url><loc>/x</loc></url>")) utf16 += {c, '\0'};
  EXPECT_EQ(described(parse(utf16)), "urlset: /x");
}

TEST(SitemapTest, TheDirectoryScopeLeavesOutOtherUrls) {
  const std::string body = urlset(
      "<url><loc>/dir/x</loc></url><url><loc>/x</loc></url><url><loc>http://a.example/dir/</loc>"
      "</url><url><loc>https://b.example/dir/</loc></url>");
  const Sitemap strict = parse(body, SitemapScope::kDirectory);
  EXPECT_EQ(described(strict), "urlset: /dir/x");
  EXPECT_EQ(strict.dropped.outside, 3U);
  EXPECT_EQ(parse(body).entries.size(), 4U);
  EXPECT_EQ(described(parse("<sitemapindex><sitemap><loc>/x</loc></sitemap></sitemapindex>",
                            SitemapScope::kDirectory)),
            "index: /x");
}

TEST(SitemapTest, EveryLimitDropsAndCounts) {
  std::string many;
  for (std::size_t i = 0; i < kSitemapEntriesMax + 2; ++i) many += "<url><loc>/x</loc></url>";
  const Sitemap crowded = parse(urlset(many));
  EXPECT_EQ(crowded.entries.size(), kSitemapEntriesMax);
  EXPECT_EQ(crowded.dropped.too_many, 2U);

  const std::string longest = "/" + std::string(kUrlBytesMax - 18, 'x');
  const std::string endless(kSitemapTextBytesMax, 'x');
  const Sitemap lengthy = parse(urlset("<url><loc>" + longest + "</loc></url><url><loc>" + longest +
                                       "x</loc></url><url><loc>/" + endless + "</loc></url>"));
  EXPECT_EQ(lengthy.entries.size(), 1U);
  EXPECT_EQ(lengthy.dropped.too_long, 2U);
  EXPECT_EQ(parse("https://a.example" + longest + "\nhttp://" + endless).dropped.too_long, 1U);

  std::string heavy;
  for (std::size_t i = 0; i < 2100; ++i) heavy += "<url><loc>" + longest + "</loc></url>";
  const Sitemap bulky = parse(urlset(heavy));
  EXPECT_EQ(bulky.entries.size(), kSitemapHrefsBytesMax / kUrlBytesMax);
  EXPECT_EQ(bulky.dropped.too_many, 2100 - bulky.entries.size());

  EXPECT_EQ(parse(urlset("<url><loc>x</loc></url><url/>")).dropped.invalid, 1U);
}

TEST(SitemapTest, NestingEndsTheReading) {
  std::string deep;
  for (std::size_t i = 0; i < kXmlDepthMax; ++i) deep += "<x>";
  EXPECT_EQ(
      described(parse(urlset("<url><loc>/x</loc></url>" + deep + "<url><loc>/y</loc></url>"))),
      "urlset!: /x");
}

TEST(SitemapTest, AnInflatedBodyIsReadUpToTheLimit) {
  const std::string start = "<urlset><url><loc>/x</loc></url>";
  const std::string padding(kSitemapBytesMax - start.size(), ' ');
  EXPECT_EQ(described(parse(gzipped(start + padding + "<url><loc>/y</loc></url></urlset>"))),
            "urlset!: /x");
}

TEST(SitemapTest, AWrongLabelMakesNoWrongUrls) {
  const std::string utf8 = "<?xml version='1.0' encoding='UTF-8'?>";
  const struct {
    const char* content_type;
    std::string body;
    const char* want;
  } cases[] = {
      {"text/xml;charset=utf-8", urlset("<url><loc>/p\xE9</loc></url>"), "urlset: /p%C3%A9"},
      {"text/xml", utf8 + urlset("<url><loc>/p\xE9</loc></url>"), "urlset: /p%C3%A9"},
      {"text/xml;charset=utf-8", utf8 + urlset("<url><loc>/p\xE9?\xE8</loc></url>"),
       "urlset: /p%C3%A9?%C3%A8"},
      {"text/xml;charset=iso-8859-1", urlset("<url><loc>/p\xC3\xA9</loc></url>"),
       "urlset: /p%C3%A9"},
      {"",
       "<?xml version='1.0' encoding='iso-8859-1'?>" + urlset("<url><loc>/\xC3\xA9</loc></url>"),
       "urlset: /%C3%A9"},
      {"", "<?xml version='1.0' encoding='iso-8859-1'?>" + urlset("<url><loc>/\xE9</loc></url>"),
       "urlset: /%C3%A9"},
      {"text/xml;charset=utf-16", urlset("<url><loc>/p</loc></url>"), "urlset: /p"},
      {"text/plain;charset=utf-8", "https://a.example/p\xE9\n", "text: /p%C3%A9"},
      {"application/rss+xml;charset=utf-8", rss("<item><link>/p\xE9</link></item>"),
       "rss: /p%C3%A9"},
      {"", urlset("<url><loc>/%EF%BF%BD</loc></url>"), "urlset: /%EF%BF%BD"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(described(parse_sitemap(kUrl, c.content_type, c.body)), c.want) << c.body;
  }
  const Sitemap mixed = parse_sitemap(
      kUrl, "", utf8 + urlset("<url><loc>/\u00E9\u00E8</loc></url><url><loc>/p\xE9</loc></url>"));
  EXPECT_EQ(described(mixed), "urlset: /%C3%A9%C3%A8");
  EXPECT_EQ(mixed.dropped.invalid, 1U);
}

TEST(SitemapTest, WhichAnswersAreReadAsOne) {
  const struct {
    const char* path;
    const char* media_type;
    const char* body;
    bool want;
    bool is_named = false;
  } cases[] = {
      {"/x", "application/xml", "", true},
      {"/x", "text/xml", "<x/>", true},
      {"/x", "application/rss+xml", "<x/>", true},
      {"/x", "image/svg+xml", "<svg/>", false},
      {"/x", "text/xml", "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", false},
      {"/x", "application/xml", "<h:html xmlns:h='http://www.w3.org/1999/xhtml'/>", false},
      {"/x", "text/xml", "<html>", true},
      {"/sitemap", "application/xhtml+xml", "<urlset/>", false},
      {"/x", "text/html", "\xEF\xBB\xBF\n<?xml version='1.0'?><!-- <a> --><rss version='2'>", true},
      {"/x", "text/html", "<feed>", true},
      {"/x", "", "<rdf:RDF xmlns='x'/>", true},
      {"/sitemap", "text/html", "<!DOCTYPE html><html><rss>", false},
      {"/sitemap", "", "<html>", false},
      {"/sitemap", "text/html", "http://a.example/", false},
      {"/x", "text/plain", "http://a.example/", false},
      {"/?sitemap", "text/plain", "http://a.example/", false},
      {"/my-SiteMap.txt", "text/plain", "http://a.example/", true},
      {"/sitemap.xml.gz", "application/gzip", "\x1F\x8B", true},
      {"/x.gz", "application/gzip", "\x1F\x8B", false},
      {"/x.gz", "application/octet-stream", "\x1F\x8B", true, true},
      {"/urls.txt", "text/plain", "http://a.example/", true, true},
      {"/x", "text/html", "http://a.example/", false, true},
      {"/x", "text/html", "<html>", false, true},
  };
  for (const auto& c : cases) {
    const Url url = *Url::parse(c.path, &kUrl);
    EXPECT_EQ(is_sitemap(url, c.media_type, c.body, c.is_named), c.want) << c.path << " " << c.body;
  }
}

}  // namespace
}  // namespace anchord
