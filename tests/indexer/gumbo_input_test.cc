#include "indexer/gumbo_input.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "indexer/html_page.h"
#include "indexer/markup.h"
#include "tests/testdata.h"

namespace anchord {
namespace {

std::string prepared(std::string_view html) {
  const std::vector<char> exact(html.begin(), html.end());
  std::string storage;
  return std::string(prepared_for_gumbo({exact.data(), exact.size()}, storage).html);
}

// Writes down what the walk over a page tells.
class Notes final : public HtmlVisitor {
 public:
  std::string text_;

  void base(std::string_view href) override { text_.append("base ").append(href).append("\n"); }
  void open(const HtmlElement& element) override {
    text_.append("<").append(std::to_string(static_cast<int>(element.tag())));
    for (const char* name : {"href", "rel", "alt", "class", "a", "b"}) {
      text_.append(" ").append(element.attribute(name));
    }
    text_.append(">");
  }
  void close(const HtmlElement& element) override {
    text_.append("</").append(std::to_string(static_cast<int>(element.tag()))).append(">");
  }
  void text(std::string_view utf8) override { text_.append(utf8); }
};

std::string walked(std::string_view html) {
  HtmlParser parser({});
  Notes notes;
  parser.parse(html, notes);
  return notes.text_;
}

const std::string kLong(40, 'x');

std::string attributes(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += " a" + std::to_string(i) + "='>'";
  return text;
}

TEST(GumboInput, AttributesBeyondTheLimitAreDroppedAndCounted) {
  const std::string most = attributes(kAttributesPerTagMax);
  std::string storage;
  EXPECT_EQ(prepared("<p" + most + ">x"), "<p" + most + ">x");
  const GumboInput input = prepared_for_gumbo("<p" + most + " b c=d / e=\">\">x</p" + most +
                                                  " f>y<p" + attributes(kAttributesPerTagMax + 1),
                                              storage);
  EXPECT_EQ(input.html,
            "<p" + most + ">x</p" + most + ">y<p" + attributes(kAttributesPerTagMax + 1));
  EXPECT_EQ(input.attributes_dropped, 4U);
}

TEST(GumboInput, TheContentOfScriptsAndStylesIsLeftOut) {
  struct Case {
    const char* name;
    std::string html;
    std::string want;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"script", "<p>a<script src=x>" + kLong + "</script>b", "<p>a<script src=x></script>b"},
           {"style, any case", "<STYLE>" + kLong + "</Style >b", "<STYLE></Style >b"},
           {"several", "<style>" + kLong + "</style>a<script>" + kLong + "</script>",
            "<style></style>a<script></script>"},
           {"tags in a script", "<script>" + kLong + "<a href=x></p></script>",
            "<script></script>"},
           {"script within a script", "<script><!--" + kLong + "<script></script>--></script><a>",
            "<script></script><a>"},
       }) {
    EXPECT_EQ(prepared(c.html), c.want) << c.name;
  }
}

TEST(GumboInput, WhatIsNoScriptOrOnlyTheTreeCouldTellStays) {
  for (const std::string& html : std::initializer_list<std::string>{
           "<p>no scripts, no styles",
           "<script>short</script>",
           "<script>" + kLong,
           "<!-- <script>" + kLong + " --> <a href=x></script>",
           "<!--><script>" + kLong + "--></scrip>",
           "<a title='<script>" + kLong + "'></a><a href=x></script>",
           "<a title=\"<style>" + kLong + "\"></style>",
           "<a b=x'><p c='<script>" + kLong + "'></script>",
           "<textarea><script>" + kLong + "</textarea><a></script>",
           "<title><style>" + kLong + "</style></title>",
           "<svg><style>" + kLong + "<a href=x></style></svg>",
           "<math><style>" + kLong + "</style>",
           "<select><style>" + kLong + "</style>",
           "<template><style>" + kLong + "</style>",
           "<frameset><style>" + kLong + "</style>",
           "< script>" + kLong + "</script>",
           "<scripts>" + kLong + "</scripts>",
           "</script " + kLong + "<p>",
           "<plaintext><script>" + kLong + "</script>",
       }) {
    EXPECT_EQ(prepared(html), html);
  }
}

TEST(GumboInput, TheTextBeforeTheEndOfAFormStaysInIt) {
  EXPECT_EQ(prepared("<form>a</form>b</FORM >"), "<form>a<!----></form>b<!----></FORM >");
  EXPECT_EQ(prepared("<textarea></form></textarea></forms>"),
            "<textarea></form></textarea></forms>");
  EXPECT_EQ(walked(prepared("<div>q<form>f</form>v")), walked("<div>q<form>f<!-- --></form>v"));
  EXPECT_NE(walked(prepared("<div>q<form>f</form>v")), walked("<div>q<form>f</form>v"));
}

// The inputs of html5lib's tests of tree building, with every script and style made long.
TEST(GumboInput, TheTreeIsTheSameButForTheContent) {
  const auto folder = testdata() / "html/tree-construction";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no " << folder;
  std::size_t cases = 0;
  std::size_t shortened = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (file.path().extension() != ".dat") continue;
    std::ifstream in(file.path(), std::ios::binary);
    std::string html;
    bool is_data = false;
    for (std::string line; std::getline(in, line);) {
      if (line == "#data") {
        is_data = true;
        html.clear();
      } else if (line == "#errors") {
        is_data = false;
        for (const char* tag : {"<script>", "<style>", "<SCRIPT>"}) {
          for (std::size_t at = html.find(tag); at != std::string::npos;
               at = html.find(tag, at + 1)) {
            html.insert(at + std::string_view(tag).size(), kLong + "<a href=inside>");
          }
        }
        if (html.find("</form") != std::string::npos) continue;  // mended, so not the same
        const std::string shorter = prepared(html);
        EXPECT_EQ(walked(shorter), walked(html)) << file.path() << "\n" << html;
        ++cases;
        shortened += shorter == html ? 0 : 1;
      } else if (is_data) {
        html.append(html.empty() ? "" : "\n").append(line);
      }
    }
  }
  EXPECT_GT(cases, 1500U);
  EXPECT_GT(shortened, 100U);
}

TEST(GumboInput, RandomMarkupHasTheSameTree) {
  static constexpr const char* kPieces[] = {
      "<script>",   "</script>",   "<style>",     "</style>",
      "<!--",       "-->",         "<a href='",   "\"",
      "'",          ">",           "<",           "<title>",
      "</title>",   "<textarea>",  "=",           " ",
      "/",          "text",        "</textarea>", "<p>",
      "<table>",    "<td>",        "<a href=x>",  "</a>",
      "<select>",   "</select>",   "<svg>",       "</svg>",
      "<noscript>", "<iframe>",    "</iframe>",   "<!doctype html>",
      "<?",         "<!",          "--!>",        "<b class=",
      "<template>", "</template>", "<xmp>",       "</xmp>",
      "<script",    "<!--<script "};
  std::mt19937 random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string html;
    for (unsigned piece = 0; piece < 4 + random() % 20; ++piece) {
      html += kPieces[random() % std::size(kPieces)];
      if (random() % 4 == 0) html += kLong;
    }
    ASSERT_EQ(walked(prepared(html)), walked(html)) << html;
  }
}

}  // namespace
}  // namespace anchord
