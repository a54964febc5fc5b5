#include "indexer/extractor.h"

#include <gtest/gtest.h>

#include "tests/indexer/extraction.h"

namespace anchord {
namespace {

struct Case {
  const char* name;
  const char* html;
  const char* want;
};

void expect_links(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(links_of(c.html), c.want) << c.name;
}

TEST(ExtractorTest, EachLinkBearingElementGivesItsLink) {
  expect_links({
      {"a", "<a href=http://a.example/>bee</a>", "href http://a.example/ 'bee'"},
      {"relative", "<a href=x?q#f>bee</a>", "href http://site.example/dir/x?q 'bee' internal"},
      {"control characters", "<a href='/\x01x\xC2\x80y\x1F'>x</a>",
       "href http://site.example/%01x%C2%80y 'x' internal"},
      {"no href", "<a name=x>bee</a>", ""},
      {"area", "<map><area href=http://a.example/ alt=' b  c '></map>",
       "href http://a.example/ '' alt='b c'"},
      {"svg", "<svg><a href=http://a.example/><text>bee</text></a></svg>",
       "href http://a.example/ 'bee'"},
      {"xlink", "<svg><a xlink:href=http://a.example/><text>bee</text></a></svg>",
       "href http://a.example/ 'bee'"},
      {"xlink means nothing in HTML", "<a xlink:href=http://a.example/>bee</a>", ""},
      {"canonical", "<link rel='x CANONICAL' href=http://a.example/>",
       "canonical http://a.example/"},
      {"canonical to itself", "<link rel=canonical href=page.html>",
       "canonical http://site.example/dir/page.html internal"},
      {"rss", "<link rel=alternate type='application/RSS+xml; x=y' href=http://a.example/>",
       "rss http://a.example/"},
      {"atom", "<link rel=alternate type=application/atom+xml href=http://a.example/>",
       "rss http://a.example/"},
      {"JSON feed", "<link rel=alternate type=application/feed+json href=http://a.example/>",
       "rss http://a.example/"},
      {"alternate", "<link rel=alternate hreflang=de href=http://a.example/>",
       "alternate http://a.example/"},
      {"alternate style", "<link rel='alternate stylesheet' href=http://a.example/>", ""},
      {"empty canonical", "<link rel=canonical href=''>", ""},
      {"form", "<form action=http://a.example/></form>", "form http://a.example/"},
      {"form to itself", "<form></form><form action=''></form><form action=' '></form>", ""},
      {"isindex", "<isindex action=http://a.example/>", ""},
      {"iframe", "<iframe src=http://a.example/></iframe>", "frame http://a.example/"},
      {"frame", "<frameset><frame src=http://a.example/></frameset>", "frame http://a.example/"},
      {"meta refresh", "<meta http-equiv=Refresh content='0; url=http://a.example/'>",
       "redirect http://a.example/"},
      {"the first refresh alone",
       "<meta http-equiv=refresh content=x><meta http-equiv=refresh content=9>"
       "<meta http-equiv=refresh content='0; url=http://a.example/'>",
       ""},
      {"noscript", "<noscript><a href=http://a.example/>bee</a></noscript>",
       "href http://a.example/ 'bee'"},
      {"template", "<template><a href=http://a.example/>bee</a></template>", ""},
      {"comment, script, style",
       "<!-- <a href=/a>x</a> --><script>'<a href=/b>x</a>'</script><style><a "
       "href=/c>x</a></style>",
       ""},
  });
}

TEST(ExtractorTest, OneSourceTagIsOneLink) {
  expect_links({
      {"reconstructed", "<p><a href=http://a.example/>one<p>two<p>three",
       "href http://a.example/ 'one two three'"},
      {"adopted", "<a href=http://a.example/>one<div>two</a>three</div>",
       "href http://a.example/ 'one two' post='three'"},
      {"misnested in one line", "<b>x <a href=http://a.example/>one</b>two</a> y",
       "href http://a.example/ 'onetwo' pre='x' post='y'"},
      {"nested", "<a href=http://a.example/>one<a href=http://b.example/>two</a>",
       "href http://a.example/ 'one' post='two'; href http://b.example/ 'two' pre='one'"},
      {"in an object",
       "<a href=http://a.example/>a<object><a href=http://b.example/>b</a></object>",
       "href http://a.example/ 'ab'; href http://b.example/ 'b' pre='a'"},
  });
}

TEST(ExtractorTest, BaseIsTheFirstThatHasAnHref) {
  expect_links({
      {"first", "<base target=x><base href=http://b.example/c/><base href=/no/><a href=d>x</a>",
       "href http://b.example/c/d 'x'"},
      {"after the link", "<link rel=canonical href=d><base href=http://b.example/c/>",
       "canonical http://b.example/c/d"},
      {"relative", "<base href=../up/><a href=d>x</a>",
       "href http://site.example/up/d 'x' internal"},
      {"data", "<base href=data:x><a href=d>x</a>", "href http://site.example/dir/d 'x' internal"},
      {"javascript", "<base href=javascript:x><a href=d>x</a>",
       "href http://site.example/dir/d 'x' internal"},
      {"no URL", "<base href=http://[><a href=d>x</a>",
       "href http://site.example/dir/d 'x' internal"},
      {"a fragment leads to the base", "<base href=http://b.example/c/><a href=#d>x</a>",
       "href http://b.example/c/ 'x'"},
  });
}

TEST(ExtractorTest, ReferencesWithinThePageAreNoLinks) {
  expect_links({
      {"fragment", "<a href=#a>x</a><a href=page.html#b>x</a><a href='#'>x</a>", ""},
      {"empty", "<a href=''>x</a>", "href http://site.example/dir/page.html 'x' internal"},
      {"the page itself", "<a href=page.html>x</a>",
       "href http://site.example/dir/page.html 'x' internal"},
      {"a form's fragment", "<form action=#></form>", ""},
  });
}

TEST(ExtractorTest, RelMarksTheLink) {
  expect_links({
      {"tokens", "<a rel='x NoFollow\tugc sponsored' href=http://a.example/>x</a>",
       "href http://a.example/ 'x' nofollow ugc sponsored"},
      {"no such token", "<a rel=nofollows href=http://a.example/>x</a>",
       "href http://a.example/ 'x'"},
      {"Kelvin sign is no k", "<a rel=nofollo\xE2\x84\xAA href=http://a.example/>x</a>",
       "href http://a.example/ 'x'"},
  });
}

TEST(ExtractorTest, InternalIsTheSameRegistrableDomain) {
  EXPECT_EQ(described(extract_page("<a href=//b.co.uk/>x</a><a href=//c.a.co.uk/>x</a>",
                                   html_headers(), 200, "http://www.a.co.uk/")
                          .links),
            "href http://b.co.uk/ 'x' post='x'; href http://c.a.co.uk/ 'x' pre='x' internal");
}

TEST(ExtractorTest, OtherSchemesAreCounted) {
  const ExtractedPage page = extract_html(
      "<a href=mailto:a@b>x</a><a href=MAILTO:c>x</a><a href=tel:1>x</a><a href=http://[>x</a>"
      "<iframe src=about:blank></iframe>");
  std::string counts;
  for (const auto& [scheme, count] : page.other_schemes) {
    counts += scheme + " " + std::to_string(count) + "; ";
  }
  EXPECT_EQ(counts, "about 1; mailto 2; tel 1; ");
  EXPECT_EQ(described(page.links), "");
}

TEST(ExtractorTest, SchemesBeyondTheLimitAreCountedTogether) {
  std::string html;
  for (char c = 'a'; c <= 'z'; ++c) {
    html += std::string("<a href=x") + c + ":>x</a><a href=y" + c + ":>x</a>";
  }
  const ExtractedPage page = extract_html(html);
  EXPECT_EQ(page.other_schemes.size(), 32U);
  EXPECT_EQ(page.other_schemes.at("other"), 52U - 31U);
}

TEST(ExtractorTest, TargetsAreKeptOnce) {
  const ExtractedPage page = extract_html("<a href=/a>1</a><a href=/b>2</a><a href='/a#x'>3</a>");
  EXPECT_EQ(page.links.links.size(), 3U);
  EXPECT_EQ(page.links.target_count(), 2U);
  EXPECT_EQ(page.links.links[0].target, page.links.links[2].target);
}

TEST(ExtractorTest, LinksBeyondTheLimitsAreDroppedAndCounted) {
  std::string html = "<a href=/" + std::string(kUrlBytesMax, 'x') + ">long</a>";
  for (std::size_t i = 0; i < kLinksPerPageMax + 5; ++i) {
    html += "<a href=/" + std::to_string(i) + ">x</a> ";
  }
  const ExtractedPage page = extract_html(html);
  EXPECT_FALSE(page.too_complex);
  EXPECT_EQ(page.links.links.size(), kLinksPerPageMax);
  EXPECT_EQ(page.links.target(kLinksPerPageMax - 1), "http://site.example/19999");
  EXPECT_EQ(page.links_dropped, 6U);
}

TEST(ExtractorTest, HeadersGiveLinks) {
  PageHeaders headers;
  headers.content_type = "application/pdf";
  headers.link = {"<http://a.example/>; rel=canonical, </de>; rel=\"x alternate\"; hreflang=de",
                  "</feed>; rel=alternate; type=\"application/rss+xml\"",
                  "</other>; rel=canonical; anchor=\"/elsewhere\"",
                  "</this>; rel=canonical; anchor=\"\""};
  headers.refresh = "5; url=http://r.example/\xE9";
  const ExtractedPage page = extract_page("%PDF-1.7 <a href=/no>x</a>", headers);
  EXPECT_EQ(described(page.links),
            "canonical http://a.example/; alternate http://site.example/de internal; "
            "rss http://site.example/feed internal; canonical http://site.example/this internal; "
            "redirect http://r.example/%E9");
  EXPECT_EQ(page.encoding, "raw");
}

TEST(ExtractorTest, TheRefreshHeaderSilencesTheMetaElement) {
  PageHeaders headers = html_headers();
  headers.refresh = "5";
  EXPECT_EQ(described(extract_page("<meta http-equiv=refresh content='0; /a'>", headers).links),
            "");
}

TEST(ExtractorTest, ARedirectHasItsLocationAlone) {
  PageHeaders headers = html_headers();
  headers.link = {"</c>; rel=canonical"};
  headers.location = "/caf\xC3\xA9#x";
  EXPECT_EQ(described(extract_page("<a href=/b>x</a>", headers, 301).links),
            "redirect 301 http://site.example/caf%C3%A9 internal");
}

TEST(ExtractorTest, OnlyALocationOfARedirectStatusRedirects) {
  const struct {
    int status;
    const char* location;
    const char* links;
  } cases[] = {
      {300, "/a", "redirect 300 http://site.example/a internal"},
      {307, "a", "redirect 307 http://site.example/dir/a internal"},
      {308, "//b.example", "redirect 308 http://b.example/"},
      {302, "", "href http://site.example/b '' internal"},
      {300, "", "href http://site.example/b '' internal"},
      {303, "http://[bad/", "href http://site.example/b '' internal"},
      {305, "/a", "href http://site.example/b '' internal"},
      {306, "/a", "href http://site.example/b '' internal"},
      {201, "/a", "href http://site.example/b '' internal"},
  };
  for (const auto& c : cases) {
    PageHeaders headers = html_headers();
    headers.location = c.location;
    const std::string links = described(extract_page("<a href=/b></a>", headers, c.status).links);
    EXPECT_EQ(links, c.links) << c.status << " " << c.location;
  }
}

TEST(ExtractorTest, OnlyMarkupIsParsed) {
  struct TypeCase {
    const char* content_type;
    const char* body;
    const char* want;
  };
  const std::vector<TypeCase> cases = {
      {"text/html", "<a href=/a>x</a>", "utf8 1"},
      {"TEXT/HTML ; x=y", "<a href=/a>x</a>", "utf8 1"},
      {"application/xhtml+xml", "<a href='/a'>x</a>", "utf8 1"},
      {"", " \xEF\xBB\xBF\n<a href=/a>x</a>", "utf8 1"},
      {"", "x <a href=/a>x</a>", "raw 0"},
      {"", "", "raw 0"},
      {"text/plain", "<a href=/a>x</a>", "utf8 0"},
      {"text/plain; charset=latin1", "caf\xE9", "windows-1252 0"},
      {"image/png", "<a href=/a>x</a>", "raw 0"},
  };
  for (const TypeCase& c : cases) {
    PageHeaders headers;
    headers.content_type = c.content_type;
    const ExtractedPage page = extract_page(c.body, headers);
    EXPECT_EQ(page.encoding + " " + std::to_string(page.links.links.size()), c.want)
        << c.content_type << ": " << c.body;
  }
}

TEST(ExtractorTest, WhereTheTypeSaysNothingTheBytesDo) {
  const std::string link = "<a href=/a>x</a>";
  const struct {
    const char* content_type;
    std::string body;
    const char* want;
  } cases[] = {
      {"text/html,text/html", link, "utf8 1 text/html"},
      {"text/html, image/png, */*, text/html;x", link, "utf8 1 text/html"},
      {"text/html;;charset=gbk", "<p>x</p>" + link, "gbk 1 text/html"},
      {"text/html charset=utf-8", link, "utf8 1 "},
      {"text/html; charset=utf-8, junk", link, "utf8 1 text/html"},
      {"html", "<!DOCTYPE html>" + link, "utf8 1 "},
      {"*/*", link, "utf8 1 "},
      {"text/", link, "utf8 1 "},
      {"unknown/unknown", link, "utf8 1 "},
      {"Application/Unknown", "<html>" + link, "utf8 1 "},
      {"text/html:", "x " + link, "raw 0 "},
      {"html", "%PDF-1.7 " + link, "raw 0 "},
      {"*/*", std::string("<x\0\x01>", 5) + link, "raw 0 "},
      {"", "\x89PNG\r\n\x1A\n" + link, "raw 0 "},
      {"text/html, image/png", link, "raw 0 image/png"},
      {"application/octet-stream", link, "raw 0 application/octet-stream"},
      {"text/htm", link, "utf8 0 text/htm"},
  };
  for (const auto& c : cases) {
    PageHeaders headers;
    headers.content_type = c.content_type;
    const ExtractedPage page = extract_page(c.body, headers);
    EXPECT_EQ(
        page.encoding + " " + std::to_string(page.links.links.size()) + " " + page.content_type,
        c.want)
        << c.content_type << ": " << c.body;
  }
  PageHeaders unnamed;
  unnamed.content_type = "text/xml charset=utf-8";
  EXPECT_EQ(extract_page("<urlset><url><loc>/x</loc></url></urlset>", unnamed).listed.size(), 1U);
}

TEST(ExtractorTest, SitemapsAndFeedsListUrlsAndHaveNoLinks) {
  const std::string urlset = "<urlset><url><loc>http://b.example/</loc></url></urlset>";
  PageHeaders headers;
  headers.content_type = "Application/XML; charset=utf-8";
  headers.link = {"</c>; rel=canonical"};
  const ExtractedPage page = extract_page(urlset, headers);
  ASSERT_EQ(page.listed.size(), 1U);
  EXPECT_EQ(page.listed[0].href, "http://b.example/");
  EXPECT_FALSE(page.lists_sitemaps);
  EXPECT_EQ(page.encoding, "utf8");
  EXPECT_EQ(described(page.links), "canonical http://site.example/c internal");
  EXPECT_EQ(extract_page(urlset, html_headers()).listed.size(), 1U);
  EXPECT_TRUE(extract_page("<sitemapindex/>", headers).lists_sitemaps);
  headers.location = "/x";
  EXPECT_TRUE(extract_page(urlset, headers, 301).listed.empty());
  std::string crowded = "<rss>";
  for (std::size_t i = 0; i < kSitemapEntriesMax + 3; ++i) crowded += "<item><link>x</link></item>";
  EXPECT_EQ(extract_page(crowded + "</rss>", headers).links_dropped, 3U);
}

TEST(ExtractorTest, QueriesAreEncodedAsThePageIs) {
  PageHeaders headers;
  headers.content_type = "text/html; charset=windows-1252";
  EXPECT_EQ(described(extract_page("<a href='/\xE9?\xE9'>caf\xE9</a>", headers).links),
            "href http://site.example/%C3%A9?%E9 'caf\u00E9' internal");
}

TEST(ExtractorTest, TitleIsTheFirstOne) {
  EXPECT_EQ(extract_html("<svg><title>no</title></svg><title> a\n &amp; b</title><title>no</title>")
                .title,
            "a & b");
  EXPECT_EQ(extract_html("<title></title><title>no</title>").title, "");
  EXPECT_EQ(extract_html("<title>" + std::string(kTitleBytesMax - 1, 'x') + "\u00E9</title>").title,
            std::string(kTitleBytesMax - 1, 'x'));
}

TEST(ExtractorTest, RobotsDirectivesAreThePages) {
  const auto directives = [](std::string_view html, const char* header) {
    PageHeaders headers = html_headers();
    if (*header != '\0') headers.robots_tag = {header};
    const ExtractedPage page = extract_page(html, headers);
    return std::string(page.nofollow ? "nofollow" : "") + (page.noindex ? " noindex" : "");
  };
  EXPECT_EQ(directives("<meta name=ROBOTS content='NoIndex, x'>", ""), " noindex");
  EXPECT_EQ(directives("<meta name=anchord content=none>", ""), "nofollow noindex");
  EXPECT_EQ(directives("<meta name=otherbot content=none>", ""), "");
  EXPECT_EQ(directives("<template><meta name=robots content=none></template>", ""), "");
  EXPECT_EQ(directives("<meta name=robots content=noindex>", "nofollow"), "nofollow noindex");
}

TEST(ExtractorTest, FingerprintTellsLinkSetsApart) {
  const auto fingerprint = [](std::string_view html) {
    return link_set_fingerprint(extract_html(html).links);
  };
  const Fingerprint one = fingerprint("a <a href=/a>x</a> b");
  EXPECT_EQ(one, fingerprint("<div> a <a\nhref='/a#y'>x</a>  b</div><p>more"));
  for (const char* other :
       {"a <a href=/b>x</a> b", "a <a href=/a>y</a> b", "c <a href=/a>x</a> b",
        "a <a href=/a>x</a> c", "a <a href=/a rel=ugc>x</a> b", "a <a href=/a>x<img alt=y></a> b",
        "a <a href=/a>x</a> b<p><a href=/a>x</a>", "a x b<form action=/a></form>", ""}) {
    EXPECT_NE(one, fingerprint(other)) << other;
  }
}

}  // namespace
}  // namespace anchord
