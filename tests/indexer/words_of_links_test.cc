#include <gtest/gtest.h>
#include <unicode/uchar.h>

#include "indexer/text_run.h"
#include "indexer/utf8.h"
#include "indexer/words.h"
#include "tests/indexer/extraction.h"

// What of a page's text becomes the words of its links, and what people write into rel and role.
namespace anchord {
namespace {

TEST(WordsOfLinksTest, WhiteSpaceAndJoinersAreThoseOfUnicode) {
  for (UChar32 c = 0; c <= UCHAR_MAX_VALUE; ++c) {
    ASSERT_EQ(is_white_space(static_cast<char32_t>(c)),
              u_hasBinaryProperty(c, UCHAR_WHITE_SPACE) != 0)
        << std::hex << c;
    ASSERT_EQ(is_joiner(static_cast<char32_t>(c)), u_hasBinaryProperty(c, UCHAR_JOIN_CONTROL) != 0)
        << std::hex << c;
  }
}

TEST(WordsOfLinksTest, EveryWhiteSpaceIsOneSpaceAndNoneAtTheEnds) {
  for (const char* space :
       {"\t", "\n", "\v", "\f", "\r", " ", "\u0085", "\u00A0", "\u1680", "\u2000", "\u2003",
        "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000", "\u3000\u00A0 \v"}) {
    const std::string text = space + std::string("a") + space + "b" + space;
    EXPECT_EQ(rendered_text(text, 100), "a b") << testing::PrintToString(space);
  }
}

TEST(WordsOfLinksTest, JoinersStayInsideWordsOnly) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"می\u200Cخواهم", "می\u200Cخواهم"},                // Persian
      {"ක්\u200Dෂ", "ක්\u200Dෂ"},                          // Sinhala
      {"क्\u200Dष", "क्\u200Dष"},                          // Devanagari
      {"👨\u200D👩\u200D👧", "👨\u200D👩\u200D👧"},            // a family
      {"🏳\uFE0F\u200D🌈", "🏳\uFE0F\u200D🌈"},  // a flag
      {"\u200Cab\u200C", "ab"},                          // at the ends they join nothing
      {"ab\u200D cd", "ab cd"},
      {"ab \u200Dcd", "ab cd"},
      {"\u200D\u200C", ""},
      {"a\u200D\u200C\u200D\u200Db", "a\u200D\u200Cb"},  // a heap of them is cut
      {"a\u200D\u00ADb", "a\u200Db"},                    // what is left out parts nothing
      {"a\u200Bb\u2060c\uFEFFd", "abcd"}};
  for (const auto& [text, want] : cases) EXPECT_EQ(rendered_text(text, 100), want) << text;
  EXPECT_EQ(rendered_text("ab\u200Dcd", 5), "ab") << "cut behind the joiner";
}

TEST(WordsOfLinksTest, JoinersAtTheEdgeOfALinkBelongToNoText) {
  const ExtractedPage page =
      extract_html("<p>می\u200C<a href=/x>خواهم</a>\u200Cها <a href=/y>\u200D</a>z");
  const LinkSet& links = page.links;
  EXPECT_EQ(links.view(links.links[0].anchor), "خواهم");
  EXPECT_EQ(links.view(links.links[0].text_pre), "می");
  EXPECT_EQ(links.view(links.links[0].text_post), "ها z");
  EXPECT_EQ(links.view(links.links[1].anchor), "");
}

TEST(WordsOfLinksTest, AJoinerIsPartOfTheWordThatAConditionLooksFor) {
  WordFolder folder;
  EXPECT_EQ(folder.words("می\u200Cخواهم x"), " می\u200Cخواهم x ");
  EXPECT_EQ(folder.words("a\u200D b"), " a b ");
  EXPECT_EQ(folder.words("\u200Da\u200C"), " a ");
  EXPECT_EQ(folder.words("a\u3000b"), " a b ");
}

std::string rel_of(const std::string& rel) {
  const ExtractedPage page = extract_html("<a href=/x rel='" + rel + "'>x</a>");
  std::string text;
  const unsigned bits = page.links.links[0].rel;
  if ((bits & kRelNofollow) != 0) text += "nofollow ";
  if ((bits & kRelUgc) != 0) text += "ugc ";
  if ((bits & kRelSponsored) != 0) text += "sponsored ";
  return text;
}

TEST(WordsOfLinksTest, RelIsReadAsPeopleWriteIt) {
  EXPECT_EQ(rel_of("ugc,nofollow"), "nofollow ugc ");
  EXPECT_EQ(rel_of("noopener, nofollow"), "nofollow ");
  EXPECT_EQ(rel_of("nofollow;sponsored"), "nofollow sponsored ");
  EXPECT_EQ(rel_of("\"nofollow\""), "nofollow ");
  EXPECT_EQ(rel_of("\u201Dnofollow\u201D"), "nofollow ");
  EXPECT_EQ(rel_of("\\\"NoFollow\\\""), "nofollow ");
  EXPECT_EQ(rel_of("external\tUGC\nsponsored"), "ugc sponsored ");
  EXPECT_EQ(rel_of("nofollow\u00A0ugc"), "nofollow ugc ");
  EXPECT_EQ(rel_of("no-follow nofollower dofollow"), "");
  EXPECT_EQ(rel_of("http://example.com/rel/nofollow"), "");
  EXPECT_EQ(rel_of("nofollow|noopener"), "nofollow ");
}

TEST(WordsOfLinksTest, OtherListsOfTheKindAreReadSoToo) {
  EXPECT_TRUE(extract_html("<meta name=robots content='\"noindex\", \"nofollow\"'>").nofollow);
  EXPECT_TRUE(extract_html("<meta name=robots content='noindex|nofollow'>").nofollow);
  EXPECT_FALSE(extract_html("<meta name=robots content='nofollowing'>").nofollow);
  const ExtractedPage page = extract_html(
      "<link rel='canonical,shortlink' href=/c><link "
      "rel='alternate;me' href=/f type=application/rss+xml>");
  ASSERT_EQ(page.links.links.size(), 2U);
  EXPECT_EQ(page.links.links[0].type, LinkType::kCanonical);
  EXPECT_EQ(page.links.links[1].type, LinkType::kRss);
}

// "anchor|alt" of the first link.
std::string words_of(const std::string& html) {
  const ExtractedPage page = extract_html(html);
  const Link& link = page.links.links.at(0);
  return std::string(page.links.view(link.anchor)) + "|" + std::string(page.links.view(link.alt));
}

TEST(WordsOfLinksTest, WhatAPictureSaysOfItselfIsNotRendered) {
  EXPECT_EQ(words_of("<a href=/>Services <svg><title>Angle Down</title></svg></a>"), "Services|");
  EXPECT_EQ(words_of("<a href=/><svg><title>Home</title><desc>A house</desc></svg></a>"), "|Home");
  EXPECT_EQ(words_of("<a href=/><svg><title> </title></svg><svg><title>Two</title></svg></a>"),
            "|Two");
  EXPECT_EQ(words_of("<a href=/><svg><title>One</title></svg><svg><title>Two</title></svg></a>"),
            "|One");
  EXPECT_EQ(words_of("<a href=/><img src=i alt=Image><svg><title>T</title></svg></a>"), "|Image");
  EXPECT_EQ(words_of("<a href=/><svg><text>Shown</text><title>T</title></svg></a>"), "Shown|");
  EXPECT_EQ(words_of("<a href=/><svg><g><title>Inner</title><path/></g></svg></a>"), "|Inner");
  EXPECT_EQ(words_of("<svg><a href=/><title>T</title><text>x</text></a></svg>"), "x|");
  EXPECT_EQ(words_of("<svg><a xlink:href=/><title>T</title></a></svg>"), "|T");
  EXPECT_EQ(
      words_of("<a href=/>a<svg><metadata>m</metadata><defs><text>d</text></defs></svg>b</a>"),
      "ab|");
  EXPECT_EQ(words_of("<a href=/><math><semantics><mi>x</mi><annotation>y</annotation></semantics>"
                     "</math></a>"),
            "x|");
  EXPECT_EQ(words_of("<a href=/><svg><title>a &amp; b\u200D</title></svg></a>"), "|a & b");
}

TEST(WordsOfLinksTest, ATitleOfAPictureStandsInNoSnippet) {
  const ExtractedPage page = extract_html(
      "<p>see <svg><title>Icon</title></svg><a href=/x>x</a> <svg><desc>D</desc></svg>there");
  EXPECT_EQ(page.links.view(page.links.links[0].text_pre), "see");
  EXPECT_EQ(page.links.view(page.links.links[0].text_post), "there");
  EXPECT_EQ(extract_html("<svg><title>Icon</title></svg><title>Page</title>").title, "Page");
}

// The positions of the links: "nav header content ".
std::string positions_of(const std::string& html) {
  const ExtractedPage page = extract_html(html);
  std::string text;
  for (const Link& link : page.links.links) text.append(name_of(link.position)).append(" ");
  return text;
}

TEST(WordsOfLinksTest, RolesMakeAndTakeLandmarks) {
  const std::string link = "<a href=/x>x</a>";
  EXPECT_EQ(positions_of("<div role=article><header>" + link + "</header></div>"), "content ");
  EXPECT_EQ(positions_of("<div role=region><footer>" + link + "</footer></div>"), "content ");
  EXPECT_EQ(positions_of("<div role=group><header>" + link + "</header></div>"), "header ");
  EXPECT_EQ(positions_of("<nav role=none>" + link + "</nav>"), "content ");
  EXPECT_EQ(positions_of("<header role=presentation>" + link + "</header>"), "content ");
  EXPECT_EQ(positions_of("<nav role='none tablist'>" + link + "</nav>"), "content ");
  EXPECT_EQ(positions_of("<nav role='nonsense'>" + link + "</nav>"), "nav ");
  EXPECT_EQ(positions_of("<div role='nonsense NAVIGATION list'>" + link + "</div>"), "nav ");
  EXPECT_EQ(positions_of("<div role='list navigation'>" + link + "</div>"), "nav ");
  EXPECT_EQ(positions_of("<main><nav role=none>" + link + "</nav></main>"), "main ");
}

TEST(WordsOfLinksTest, ARefreshBeforeTheBaseIsTheDocuments) {
  const auto target = [](const std::string& html) {
    const ExtractedPage page = extract_html(html);
    return std::string(page.links.target(page.links.links.at(0)));
  };
  const std::string base = "<base href=http://base.example/dir/>";
  const std::string refresh = "<meta http-equiv=refresh content='0;url=next'>";
  const std::string page_url = target("<a href=next>x</a>");
  EXPECT_EQ(target(refresh + base), page_url);
  EXPECT_EQ(target(base + refresh), "http://base.example/dir/next");
  EXPECT_EQ(target("<base target=_top>" + refresh + base), page_url);
  EXPECT_EQ(target("<a href=next>x</a>" + base), "http://base.example/dir/next");
}

TEST(WordsOfLinksTest, AnEndTagOfBrForbidsAFrameset) {
  const std::string frames = "<frameset><frame src=/f></frameset>";
  EXPECT_EQ(extract_html("</br>" + frames).links.links.size(), 0U);
  EXPECT_EQ(extract_html("</BR class=x>" + frames).links.links.size(), 0U);
  EXPECT_EQ(extract_html("<br>" + frames).links.links.size(), 0U);
  EXPECT_EQ(extract_html("</brx>" + frames).links.links.size(), 1U);
  EXPECT_EQ(extract_html("<!-- </br> -->" + frames).links.links.size(), 1U);
  EXPECT_EQ(words_of("<a href=/>a</br>b</a>"), "a b|");
}

TEST(WordsOfLinksTest, ADeclaredShadowRootIsContent) {
  const auto anchors = [](const std::string& html) {
    const ExtractedPage page = extract_html(html);
    std::string text;
    for (const Link& link : page.links.links) text.append(page.links.view(link.anchor)).append(" ");
    return text;
  };
  const std::string link = "<a href=/x>x</a>";
  EXPECT_EQ(anchors("<div><template shadowrootmode=open>" + link + "</template></div>"), "x ");
  EXPECT_EQ(anchors("<my-card><template shadowrootmode=CLOSED>" + link + "</template></my-card>"),
            "x ");
  EXPECT_EQ(anchors("<div><template shadowrootmode=other>" + link + "</template></div>"), "");
  EXPECT_EQ(anchors("<div><template>" + link + "</template></div>"), "");
  EXPECT_EQ(anchors("<ul><template shadowrootmode=open>" + link + "</template></ul>"), "");
  EXPECT_EQ(anchors("<div><template shadowrootmode=open>" + link +
                    "</template><template shadowrootmode=open><a href=/y>y</a></template></div>"),
            "x ");
  EXPECT_EQ(anchors("<div><template shadowrootmode=open><p><template shadowrootmode=open>" + link +
                    "</template></p></template></div>"),
            "x ");
  EXPECT_EQ(words_of("<a href=/><span><template shadowrootmode=open>shown</template></span></a>"),
            "shown|");
}

}  // namespace
}  // namespace anchord
