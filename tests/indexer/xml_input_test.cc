#include "indexer/xml_input.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace anchord {
namespace {

// All pieces together, and a "!" where something was mended.
std::string prepared(std::string_view document) {
  const std::vector<char> block(document.begin(), document.end());
  XmlInput input({block.data(), block.size()});
  std::string text;
  for (auto piece = input.next(); !piece.empty(); piece = input.next()) text += piece;
  return text + (input.is_mended() ? "!" : "");
}

TEST(XmlInputTest, SoundXmlIsGivenAsItIs) {
  for (const char* document :
       {"<a/>", "<a b='>' c=\"'\">x &amp; &#38; &#x26;y</a>", "<a><!-- < & --><b/></a>",
        "<a><![CDATA[ & < ]]></a>", "<a><?php < & ?></a>", "<x:a\n>\xC3\xA4</x:a >", ""}) {
    EXPECT_EQ(prepared(document), document);
  }
}

TEST(XmlInputTest, WhatIsNotSoundIsMended) {
  const struct {
    const char* document;
    const char* want;
  } cases[] = {
      {"<a>?x=1&y=2</a>", "<a>?x=1&amp;y=2</a>!"},
      {"<a>&nbsp;&&amp;</a>", "<a>&amp;nbsp;&amp;&amp;</a>!"},
      {"<a>&#xg;&#;&#12345678901;</a>", "<a>&amp;#xg;&amp;#;&amp;#12345678901;</a>!"},
      {"<a href='?x&y'/>", "<a href='?x&amp;y'/>!"},
      {"<a>1 < 2 <3 </ ></a>", "<a>1 &lt; 2 &lt;3 &lt;/ ></a>!"},
      {"<a><b <c></c></a>", "<a>&lt;b <c></c></a>!"},
      {"<a><b c='></b></a>", "<a>&lt;b c='></b></a>!"},
      {"<a><!DOCTYPE b></a>", "<a>&lt;!DOCTYPE b></a>!"},
  };
  for (const auto& c : cases) EXPECT_EQ(prepared(c.document), c.want);
  EXPECT_EQ(prepared(std::string_view("<a>x\0y</a>", 10)), "<a>xy</a>!");
}

TEST(XmlInputTest, BeginsAtTheFirstStartTag) {
  for (const char* before :
       {"junk ", "<?xml version='1.0' encoding='ebcdic'?>\n", "<!-- <b> -->",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'><!ATTLIST a b CDATA 'c'>]>",
        "<!DOCTYPE a [<!ENTITY x '1'> <!-- <b> --> <?pi?> ]>", "</b>", "&", "<b <!-- <c> -->"}) {
    EXPECT_EQ(prepared(std::string(before) + "<a></a>"), "<a></a>") << before;
  }
  EXPECT_EQ(prepared("no tag"), "");
  EXPECT_EQ(prepared("<!-- <a>"), "");
}

TEST(XmlInputTest, EndsBeforeWhatNothingEnds) {
  const struct {
    const char* document;
    const char* want;
  } cases[] = {
      {"<a>http://a.exam", "<a>"},   {"<a>http://a.example/<", "<a>http://a.example/!"},
      {"<a>x</", "<a>x!"},           {"<a>x</b", "<a>x!"},
      {"<a>x<b c='d", "<a>x!"},      {"<a>x<b", "<a>x!"},
      {"<a>x<!-- y</a>", "<a>x!"},   {"<a><![CDATA[http://a.exam", "<a>!"},
      {"<a><![CDATA[x</a>", "<a>!"}, {"<a><?x</a>", "<a>!"},
  };
  for (const auto& c : cases) EXPECT_EQ(prepared(c.document), c.want) << c.document;
}

TEST(XmlInputTest, ATagWithTooManyAttributesEndsIt) {
  std::string tag = "<b";
  for (std::size_t i = 0; i < kXmlAttributesMax; ++i) tag += " a" + std::to_string(i) + "='='";
  EXPECT_EQ(prepared("<a>" + tag + "/></a>"), "<a>" + tag + "/></a>");
  EXPECT_EQ(prepared("<a>" + tag + " z=''/></a>"), "<a>!");
}

}  // namespace
}  // namespace anchord
