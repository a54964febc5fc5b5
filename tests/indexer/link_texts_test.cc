#include "indexer/link_texts.h"

#include <gtest/gtest.h>

#include "tests/indexer/extraction.h"

namespace anchord {
namespace {

// The words of the page's links alone: "'anchor' pre='..' post='..'".
std::string words_of(std::string_view html) {
  std::string links = links_of(html);
  const std::string_view noise = "href http://a.example/ ";
  for (std::size_t at = links.find(noise); at != std::string::npos; at = links.find(noise)) {
    links.erase(at, noise.size());
  }
  return links;
}

std::string linked(std::string_view content) {
  return "<a href=http://a.example/>" + std::string(content) + "</a>";
}

TEST(LinkTextsTest, AnchorIsTheRenderedWords) {
  struct Case {
    const char* content;
    const char* want;
  };
  const std::vector<Case> cases = {
      {" one\n\t two ", "'one two'"},
      {"one<br>two", "'one two'"},
      {"one<b> two</b>three", "'one twothree'"},
      {"<div>one</div><div>two</div>", "'one two'"},
      {"<table><tr><td>one<td>two</table>", "'one two'"},
      {"one&nbsp;&nbsp;two&nbsp;", "'one two'"},
      {"o<script>x</script>n<style>x</style>e<template>x</template><!-- x -->", "'one'"},
      {"one<span hidden>x<b>x</b></span><i hidden=until-found>two</i>", "'onetwo'"},
      {"one<textarea>x</textarea><noframes>x</noframes><iframe>x</iframe>", "'one'"},
      {"&lt;b&gt; &amp;amp; &eacute;", "'<b> &amp; \u00E9'"},
      {"a&#x200B;b&shy;c&#x202E;d&zwj;e&#xFEFF;f&#x85;g", "'abcd\u200Def\u2026g'"},
      {"o\x01n\xC2\x9D\x7F"
       "e",
       "'one'"},
      {"\U0010FF9D", "'\U0010FF9D'"},
      {"\u3000one\u3000", "'one'"},
      {"\U0001F600", "'\U0001F600'"},
      {"<noscript>one</noscript>", "'one'"},
      {"<select><option>one<option>two</select>", "'one two'"},
      {"<svg><title>Home</title><path/></svg>", "'' alt='Home'"},
      {"one<isindex prompt=x>two", "'onetwo'"},
      {"<img src=x>", "''"},
      {"<img alt=' one  two '><img alt=three>", "'' alt='one two'"},
      {"one <img><img alt=two>", "'one'"},
  };
  for (const Case& c : cases) EXPECT_EQ(words_of(linked(c.content)), c.want) << c.content;
}

// A second link closes the first one, which the parser then clones into the element.
TEST(LinkTextsTest, TheHiddenPartOfALinkGivesNoWords) {
  EXPECT_EQ(words_of("<a href=http://a.example/>one <div hidden>x<img alt=x>" + linked("two")),
            "'one'; 'two' pre='x'");
}

TEST(LinkTextsTest, AnchorAndAltAreCutAtACodePoint) {
  const std::string long_text = std::string(kAnchorBytesMax - 1, 'x') + "\u00E9";
  const ExtractedPage page = extract_html(linked(long_text + "<img alt=" + long_text + ">"));
  EXPECT_EQ(page.links.view(page.links.links[0].anchor), long_text.substr(0, kAnchorBytesMax - 1));
  EXPECT_EQ(page.links.view(page.links.links[0].alt), long_text.substr(0, kAltBytesMax - 1));
}

TEST(LinkTextsTest, SnippetsAreOfTheLinksOwnBlock) {
  EXPECT_EQ(words_of("<p>no<p> one " + linked("two") + " three <div>no</div>"),
            "'two' pre='one' post='three'");
  EXPECT_EQ(words_of("one<br>" + linked("two") + "<b>three</b>"), "'two' pre='one' post='three'");
  EXPECT_EQ(words_of("<li>no<li>" + linked("two") + "<li>no"), "'two'");
  EXPECT_EQ(words_of("x<div hidden>no</div>" + linked("two") + "<script>no</script> y"),
            "'two' pre='x' post='y'");
  EXPECT_EQ(words_of("one " + linked("<img alt=a>") + " two"), "'' alt='a' pre='one' post='two'");
  EXPECT_EQ(words_of("one " + linked("<div>two</div>") + " three"), "'two'");
}

TEST(LinkTextsTest, SnippetsHoldTheWordsOfOtherLinks) {
  EXPECT_EQ(words_of("a " + linked("b") + " c " + linked("d") + " e"),
            "'b' pre='a' post='c d e'; 'd' pre='a b c' post='e'");
}

TEST(LinkTextsTest, HiddenLinksHaveTheirOwnWords) {
  EXPECT_EQ(words_of("a <div hidden>b " + linked("c") + " d</div> e " + linked("f")),
            "'c' pre='b' post='d'; 'f' pre='a e'");
}

TEST(LinkTextsTest, SnippetsAreCutAtAWord) {
  std::string words;
  for (int i = 0; i < 40; ++i) words += "word" + std::to_string(10 + i) + " ";
  const ExtractedPage page = extract_html(words + linked("x") + " " + words);
  const Link& link = page.links.links[0];
  EXPECT_EQ(page.links.view(link.text_pre), words.substr(words.size() - 98, 97));
  EXPECT_EQ(page.links.view(link.text_post), words.substr(0, 97));
}

TEST(LinkTextsTest, SnippetsWithoutSpacesAreCutAtACodePoint) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "\u6F22";
  const ExtractedPage page = extract_html(text + linked("x") + text);
  const Link& link = page.links.links[0];
  EXPECT_EQ(page.links.view(link.text_pre), text.substr(0, 3 * kSnippetCodePointsMax));
  EXPECT_EQ(page.links.view(link.text_post), text.substr(0, 3 * kSnippetCodePointsMax));
}

TEST(LinkTextsTest, NeighboursShareTheirText) {
  std::string html;
  for (int i = 0; i < 5000; ++i) html += linked("word" + std::to_string(i)) + " between ";
  const ExtractedPage page = extract_html(html);
  ASSERT_EQ(page.links.links.size(), 5000U);
  EXPECT_LT(page.links.text.size(), html.size());
  const Link& last = page.links.links[4999];
  EXPECT_EQ(page.links.view(last.anchor), "word4999");
  EXPECT_EQ(page.links.view(last.text_post), "between");
}

TEST(LinkTextsTest, LongTextBetweenLinksIsNotKept) {
  const std::string text = std::string(200'000, 'x') + " ";
  const ExtractedPage page = extract_html(linked("a") + text + linked("b"));
  EXPECT_LT(page.links.text.size(), 1000U);
}

TEST(LinkTextsTest, DeepNestsOfLinksKeepTheirLinks) {
  std::string html;
  for (int i = 0; i < 200; ++i) html += "<a href=http://a.example/>x<object>";
  const ExtractedPage page = extract_html(html);
  EXPECT_EQ(page.links.links.size(), 200U);
  EXPECT_EQ(page.links.view(page.links.links[7].anchor).size(), 193U);
}

}  // namespace
}  // namespace anchord
