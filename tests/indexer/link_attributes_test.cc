#include <gtest/gtest.h>

#include "tests/indexer/extraction.h"

namespace anchord {
namespace {

// "nav label|title|hreflang|type; ...": a link with its position and attributes.
std::string attributes_of(const ExtractedPage& page) {
  std::string text;
  for (const Link& link : page.links.links) {
    text.append(text.empty() ? "" : "; ").append(name_of(link.position)).append(" ");
    const LinkAttributes attributes = page.links.attributes(link);
    for (const Span LinkAttributes::*which : kLinkAttributes) {
      text.append(which == kLinkAttributes.front() ? "" : "|");
      text.append(page.links.view(attributes.*which));
    }
  }
  return text;
}

struct Case {
  const char* html;
  const char* want;
};

TEST(LinkAttributesTest, AreThoseOfTheTag) {
  const Case cases[] = {
      {"<a href=/ aria-label=' To  the&nbsp;<b>start' title='x\x01y&lt;'>x</a>",
       "content To the <b>start|xy<||"},
      {"<a href=/ hreflang=' de-AT ' type=text/html>x</a>", "content ||de-AT|text/html"},
      {"<area href=/ title=T>", "content |T||"},
      {"<link rel=alternate href=/ hreflang=fr type=application/rss+xml title=Feed>",
       "content |Feed|fr|application/rss+xml"},
      {"<a href=/ title=''>x</a>", "content |||"},
      {"<a href=/ hreflang='d\xC3\xA9'>a token is ASCII</a>", "content |||"},
      {"<p><a href=/ title=T>one<p>two", "content |T||"},
  };
  for (const Case& c : cases) EXPECT_EQ(attributes_of(extract_html(c.html)), c.want) << c.html;
}

TEST(LinkAttributesTest, LinkHeadersHaveThemToo) {
  PageHeaders headers = html_headers();
  headers.link = {"</de>; rel=alternate; hreflang=de; type=\"text/html\", </c>; rel=canonical"};
  EXPECT_EQ(attributes_of(extract_page("", headers)), "content ||de|text/html; content |||");
}

TEST(LinkAttributesTest, LongOnesAreCutAndLongTokensLeftOut) {
  const std::string label(kLabelBytesMax - 1, 'x');
  const std::string token(kTokenBytesMax, 'x');
  EXPECT_EQ(attributes_of(extract_html("<a href=/ title='" + label + "\xC3\xA4' hreflang=" + token +
                                       " type=" + token + "x>x</a>")),
            "content |" + label + "|" + token + "|");
}

TEST(LinkAttributesTest, ThePositionIsTheNearestLandmark) {
  const Case cases[] = {
      {"<nav><a href=/>x</a></nav><a href=/>x</a>", "nav; content"},
      {"<header><a href=/>x</a><nav><a href=/>x</a></nav><a href=/>x</a></header>",
       "header; nav; header"},
      {"<main><a href=/>x</a><aside><p><a href=/>x</a></aside></main>", "main; aside"},
      {"<footer><div><a href=/>x</a></div></footer>", "footer"},
      {"<main><article><header><a href=/>x</a></header></article></main>", "main"},
      {"<section><footer><a href=/>x</a></footer></section><footer><a href=/>x</a></footer>",
       "content; footer"},
      {"<aside><header><a href=/>x</a></header></aside>", "aside"},
      {"<div role=navigation><a href=/>x</a></div>", "nav"},
      {"<div role='x BANNER main'><a href=/>x</a></div>", "header"},
      {"<div role=contentinfo><a href=/>x</a></div>", "footer"},
      {"<div role=complementary><a href=/>x</a></div>", "aside"},
      {"<div role=main><a href=/>x</a></div>", "main"},
      {"<nav role=contentinfo><a href=/>x</a></nav>", "footer"},
      {"<nav role=tablist><a href=/>x</a></nav>", "nav"},
      {"<nav><a href=/>x<p></nav><a href=/>x</a>", "nav; content"},
      {"<form action=/x role=main></form><a href=/>x</a>", "main; content"},
  };
  for (const Case& c : cases) {
    std::string positions;
    for (const Link& link : extract_html(c.html).links.links) {
      positions.append(positions.empty() ? "" : "; ").append(name_of(link.position));
    }
    EXPECT_EQ(positions, c.want) << c.html;
  }
}

TEST(LinkAttributesTest, AreInTheFingerprint) {
  const auto fingerprint = [](std::string_view html) {
    return link_set_fingerprint(extract_html(html).links);
  };
  const Fingerprint plain = fingerprint("<a href=/>x</a>");
  for (const char* html :
       {"<a href=/ title=T>x</a>", "<a href=/ aria-label=T>x</a>", "<a href=/ hreflang=T>x</a>",
        "<a href=/ type=T>x</a>", "<nav><a href=/>x</a></nav>"}) {
    EXPECT_NE(fingerprint(html), plain) << html;
  }
}

}  // namespace
}  // namespace anchord
