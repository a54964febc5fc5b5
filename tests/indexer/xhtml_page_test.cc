#include "indexer/xhtml_page.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "indexer/xml_document.h"
#include "tests/indexer/extraction.h"

namespace anchord {
namespace {

constexpr std::string_view kStrict =
    "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" "
    "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">";

ExtractedPage extract_xhtml(std::string_view body,
                            std::string_view content_type = "application/xhtml+xml") {
  PageHeaders headers;
  headers.content_type = content_type;
  return extract_page(body, headers);
}

std::string page_of(std::string_view body, std::string_view before = "") {
  return std::string(before) + "<html xmlns='http://www.w3.org/1999/xhtml'>" + std::string(body) +
         "</html>";
}

std::string links_in(std::string_view body, std::string_view before = "") {
  return described(extract_xhtml(page_of(body, before)).links);
}

// A link that HTML's rules would not see, for what is before it never ends there.
constexpr std::string_view kEmptyScript = "<script src='x'/>";

std::string behind_script(std::string_view body, std::string_view doctype = "") {
  return page_of(std::string(kEmptyScript) + std::string(body) + "<a href='/end'>end</a>", doctype);
}

bool is_read_as_xml(std::string_view document) {
  return !extract_xhtml(document).links.links.empty();
}

TEST(XhtmlPageTest, EmptyElementsEndWhereTheyBegin) {
  for (const char* element :
       {"<script src='x'/>", "<title/>", "<textarea/>", "<iframe/>", "<style/>", "<noframes/>",
        "<xmp/>", "<plaintext/>", "<select/>", "<noscript/>", "<template/>", "<a/>",
        "<p hidden=''/>", "<svg xmlns='http://www.w3.org/2000/svg'/>", "<form/>", "<noembed/>"}) {
    EXPECT_EQ(links_in(std::string(element) + "<a href='/b'>b</a>"),
              "href http://site.example/b 'b' internal")
        << element;
  }
}

TEST(XhtmlPageTest, TextIsThatOfXml) {
  EXPECT_EQ(
      links_in("<p>a <a href='/x?a=1&amp;b=2'><![CDATA[<b>]]> &amp;amp; &#xE9;&#10;</a> c</p>"),
      "href http://site.example/x?a=1&b=2 '<b> &amp; \u00E9' pre='a' post='c' internal");
  EXPECT_EQ(links_in("<script><![CDATA[ '<a href=/no>' </p> ]]></script><a href='/b'>b</a>"),
            "href http://site.example/b 'b' internal");
  EXPECT_EQ(links_in("<!-- <a href='/no'/> --><?xml-stylesheet href='/no'?><a href='/b'>b</a>"),
            "href http://site.example/b 'b' internal");
}

TEST(XhtmlPageTest, NamesAreThoseOfXhtmlAlone) {
  const std::string xhtml = "xmlns:h='http://www.w3.org/1999/xhtml'";
  EXPECT_EQ(described(extract_xhtml("<h:html " + xhtml +
                                    "><h:body><h:a href='/x'>x</h:a>"
                                    "<a href='/no'>no</a></h:body></h:html>")
                          .links),
            "href http://site.example/x 'x' post='no' internal");
  EXPECT_EQ(links_in("<A href='/no'>a</A><a HREF='/no'>b</a><y:a xmlns:y='urn:y' href='/no'/>"
                     "<a y:href='/no' xmlns:y='urn:y'>c</a><math:a href='/no' "
                     "xmlns:math='http://www.w3.org/1998/Math/MathML'/>"),
            "");
  EXPECT_EQ(links_in("<svg xmlns='http://www.w3.org/2000/svg' "
                     "xmlns:l='http://www.w3.org/1999/xlink'><a l:href='/s'><text>S</text></a>"
                     "<style><a href='/no'/></style></svg>"),
            "href http://site.example/s 'S' internal");
}

TEST(XhtmlPageTest, EverythingOfAPageIsCollected) {
  const ExtractedPage page = extract_xhtml(page_of(
      "<head><title>a <!-- b -->c</title><title>no</title><link rel='canonical' href='/c'/>"
      "<link rel='alternate' type='application/atom+xml' href='/feed'/>"
      "<meta name='robots' content='noindex'/><meta http-equiv='refresh' content='5; "
      "url=r'/></head>"
      "<body xml:base='http://no.example/'><nav><a href='n' rel='nofollow'>n<br/>1</a></nav>"
      "<template><a href='/no'/><base href='/no/'/></template><form action='/f'/>"
      "<a href='i' xml:lang='de'><img src='x' alt='I'/></a><base href='/base/'/>"
      "<base href='/no/'/><iframe src='/if'/></body>"));
  EXPECT_EQ(described(page.links),
            "canonical http://site.example/c internal; rss http://site.example/feed internal; "
            "redirect http://site.example/dir/r internal; "
            "href http://site.example/base/n 'n 1' nofollow internal; "
            "form http://site.example/f internal; "
            "href http://site.example/base/i '' alt='I' internal; "
            "frame http://site.example/if internal");
  EXPECT_EQ(page.title, "a c");
  EXPECT_EQ(page.base, "http://site.example/base/");
  EXPECT_TRUE(page.noindex);
  EXPECT_EQ(page.links.links[3].position, Position::kNav);
}

TEST(XhtmlPageTest, EntitiesOfXhtmlAreKnownWhereADtdIsNamed) {
  const std::string link = "<a href='/&eacute;'>caf&eacute;&nbsp;&copy;&hellip;&Alpha;</a>";
  const std::string want =
      "href http://site.example/%C3%A9 'caf\u00E9 \u00A9\u2026\u0391' internal";
  EXPECT_EQ(links_in(std::string(kEmptyScript) + link, kStrict), want);
  EXPECT_TRUE(is_read_as_xml(behind_script(link, "<!DOCTYPE html SYSTEM 'about:legacy-compat'>")));
  EXPECT_FALSE(is_read_as_xml(behind_script(link, "<!DOCTYPE html>")));
  EXPECT_FALSE(is_read_as_xml(behind_script(link)));
  EXPECT_EQ(links_in("<a href='/a'>&eacute;</a>", "<!DOCTYPE html>"),
            "href http://site.example/a '\u00E9' internal")
      << "as HTML";
}

TEST(XhtmlPageTest, EntitiesOfTheDocumentAreExpanded) {
  const std::string doctype =
      "<!DOCTYPE html [<!ENTITY site 'The <b>site</b>'><!ENTITY more '&site;!'>"
      "<!ENTITY link \"<a href='/e'>&more;</a>\"><!ENTITY none ''><!ENTITY path 'a/b'>"
      "<!ATTLIST a title CDATA 'T'>]>";
  EXPECT_EQ(links_in("<p>&link; &none;<a href='/&path;'>&link;</a></p>", doctype),
            "href http://site.example/e 'The site!' post='The site!' internal; "
            "href http://site.example/a/b 'The site!' pre='The site!' internal; "
            "href http://site.example/e 'The site!' pre='The site!' internal");
}

TEST(XhtmlPageTest, NothingIsFetchedFromOutside) {
  const std::string outside =
      "<!ENTITY % all SYSTEM 'file:///etc/hostname'>%all;"
      "<!ENTITY file SYSTEM 'file:///etc/hostname'><!ENTITY net SYSTEM 'http://127.0.0.1:9/'>";
  EXPECT_EQ(links_in(std::string(kEmptyScript) + "<a href='/a'>[&file;&net;]</a>",
                     "<!DOCTYPE html SYSTEM 'file:///etc/hostname' [" + outside + "]>"),
            "href http://site.example/a '[]' internal");
  EXPECT_EQ(links_in(std::string(kEmptyScript) + "<a href='/a'>[&file;&net;]</a>",
                     "<!DOCTYPE html [" + outside + "]>"),
            "href http://site.example/a '[]' internal");
}

TEST(XhtmlPageTest, WhatIsNotWellFormedIsHtml) {
  for (const char* body :
       {"<a href='/x'>x<p>y</p></a", "<p><a href='/x'>x</p></a>", "<a href=/x>x</a>",
        "<a href='/x'>x</a><br>", "<a href='/x'>x</a>&nbsp;", "<a href='/x' href='/y'>x</a>",
        "<a href='/x'>x</a>&", "<a href='/x'>x</a>\xFF", "<a href='/x'>x</a>\x01"}) {
    EXPECT_EQ(extract_xhtml(page_of(body)).links.links.size(), 1U) << body;
  }
  EXPECT_EQ(described(extract_xhtml("<html><a href='/x'>x</a></html>").links),
            "href http://site.example/x 'x' internal")
      << "no namespace of XHTML";
  EXPECT_FALSE(is_read_as_xml(behind_script("<br>")));
}

TEST(XhtmlPageTest, TheTypeDecides) {
  const std::string page = behind_script("");
  for (const char* type : {"application/xhtml+xml; charset=utf-8", "Application/XHTML+XML",
                           "text/xml", "application/xml", "application/vnd.wap.xhtml+xml"}) {
    EXPECT_EQ(extract_xhtml(page, type).links.links.size(), 1U) << type;
  }
  EXPECT_EQ(extract_xhtml("<?xml version='1.0'?>" + page, "").links.links.size(), 1U);
  EXPECT_TRUE(extract_xhtml(page, "text/html").links.links.empty());
  EXPECT_TRUE(extract_xhtml("<?xml version='1.0'?>" + page, "text/html").links.links.empty());
}

TEST(XhtmlPageTest, TheEncodingIsThatOfXml) {
  const struct {
    std::string before;
    std::string letter;
    const char* type;
    const char* want;
  } cases[] = {
      {"", "\xC3\xA9", "application/xhtml+xml", "utf8 \u00E9"},
      {"<?xml version='1.0' encoding='iso-8859-1'?>", "\xE9", "application/xhtml+xml",
       "windows-1252 \u00E9"},
      {"<?xml version='1.0' encoding='koi8-r'?>", "\xC1", "application/xhtml+xml;charset=utf-7",
       "koi8-r \u0430"},
      {"<?xml version='1.0' encoding='koi8-r'?>", "\xE9",
       "application/xhtml+xml;charset=iso-8859-1", "windows-1252 \u00E9"},
      {"<?xml version='1.0' encoding='utf-16'?>", "\xC3\xA9", "application/xhtml+xml",
       "utf8 \u00E9"},
      {"\xEF\xBB\xBF<?xml version='1.0' encoding='koi8-r'?>", "\xC3\xA9", "application/xhtml+xml",
       "utf8 \u00E9"},
      {"", "<meta charset='koi8-r'/>\xC3\xA9", "application/xhtml+xml", "utf8 \u00E9"},
  };
  for (const auto& c : cases) {
    const ExtractedPage page =
        extract_xhtml(c.before + page_of("<script/><title>" + c.letter + "</title>"), c.type);
    EXPECT_EQ(page.encoding + " " + page.title, c.want) << c.before << c.type;
  }
  std::u16string wide = u"<html xmlns='http://www.w3.org/1999/xhtml'><title/><a href='/x'/></html>";
  const std::string body =
      "\xFF\xFE" + std::string(reinterpret_cast<const char*>(wide.data()), 2 * wide.size());
  EXPECT_EQ(described(extract_xhtml(body).links), "href http://site.example/x '' internal");
}

TEST(XhtmlPageTest, APageThatIsBothIsTheSameToBoth) {
  std::string long_text;
  for (int i = 0; i < 400; ++i) long_text += i % 7 == 0 ? "w\u00F6rd " : "\u4F60\U0001F600";
  std::string body = "<head><title>" + long_text + "</title></head><body>";
  for (int i = 0; i < 50; ++i) {
    const std::string number = std::to_string(i);
    body += "<p>" + long_text + "<a href=\"/" + number + "?a&amp;b=" + long_text.substr(0, 90) +
            "\" rel=\"ugc\" title=\"t&lt;\">" + long_text.substr(9 * i) + "<b>&gt;</b><br />" +
            number + "</a> " + long_text + "</p>\r\n<ul><li>x</li></ul><img src=\"y\" alt=\"z\" />";
  }
  const std::string page = page_of(body + "</body>");
  const ExtractedPage xml = extract_xhtml(page);
  const ExtractedPage html = extract_page(page, html_headers());
  EXPECT_EQ(xml.links.links.size(), 50U);
  EXPECT_EQ(described(xml.links), described(html.links));
  EXPECT_EQ(xml.title, html.title);
  EXPECT_EQ(link_set_fingerprint(xml.links), link_set_fingerprint(html.links));
}

TEST(XhtmlPageTest, WhatGoesBeyondALimitIsHtml) {
  std::string laughs = "<!ENTITY l0 'lollollol'>";
  for (int i = 1; i < 10; ++i) {
    std::string ten;
    for (int n = 0; n < 10; ++n) ten += "&l" + std::to_string(i - 1) + ";";
    laughs += "<!ENTITY l" + std::to_string(i) + " '" + ten + "'>";
  }
  const auto with = [](const std::string& declarations, const std::string& body) {
    return behind_script(body, "<!DOCTYPE html [" + declarations + "]>");
  };
  const auto repeated = [](std::string_view piece, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += piece;
    return text;
  };
  std::string attributes;
  std::string namespaces;
  for (int i = 0; i < 50'000; ++i) attributes += " a" + std::to_string(i) + "=''";
  for (int i = 0; i < 50'000; ++i) namespaces += " xmlns:a" + std::to_string(i) + "='u'";
  std::string declared;
  for (int i = 0; i < 50'000; ++i) declared += " a" + std::to_string(i) + " CDATA 'x'";
  const std::string bombs[] = {
      with(laughs, "&l9;"),
      with(laughs, "<p title='&l9;'/>"),
      with("<!ENTITY a '" + repeated("x", kXmlEntityBytesMax) + "'>", repeated("&a;", 1000)),
      with("<!ENTITY a '" + repeated("x", kXmlEntityBytesMax + 1) + "'>", ""),
      with("<!ENTITY a '&b;'><!ENTITY b '&a;'>", "&a;"),
      with("<!ENTITY a ''>", repeated("&a;", kXmlExpandedBytesMax)),
      with("<!ATTLIST p" + declared + ">", repeated("<p/>", 1000)),
      behind_script("<p" + attributes + "/>"),
      behind_script("<p" + namespaces + "/>"),
      behind_script(repeated("<p>", kXmlDocumentDepthMax) + repeated("</p>", kXmlDocumentDepthMax)),
      behind_script(repeated("<p a='", 300'000)),
      behind_script("<" + std::string(1'000'000, 'x') + "/>"),
  };
  for (const std::string& bomb : bombs) {
    EXPECT_FALSE(is_read_as_xml(bomb)) << bomb.substr(0, 200);
  }
  EXPECT_TRUE(is_read_as_xml(with(laughs, "&l2;"))) << "a harmless use of the same";
  EXPECT_TRUE(is_read_as_xml(behind_script(repeated("<p>", kXmlDocumentDepthMax - 2) +
                                           repeated("</p>", kXmlDocumentDepthMax - 2))));
}

}  // namespace
}  // namespace anchord
