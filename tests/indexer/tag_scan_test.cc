#include <gtest/gtest.h>

#include <vector>

#include "indexer/html_page.h"

namespace anchord {
namespace {

// Draws what it is told: "<a href=x>text</a>".
class Drawing final : public HtmlVisitor {
 public:
  std::string drawn;
  void base(std::string_view href) override { drawn += "[base " + std::string(href) + "]"; }
  void open(const HtmlElement& element) override {
    drawn += "<" + std::to_string(static_cast<int>(element.tag()));
    for (const char* name : {"href", "alt"}) {
      const std::string_view value = element.attribute(name);
      if (value.data() != nullptr) drawn += " " + std::string(name) + "=" + std::string(value);
    }
    drawn += ">";
  }
  void close(const HtmlElement&) override { drawn += "</>"; }
  void text(std::string_view utf8) override { drawn += utf8; }
};

// Where `A`, `IMG` and `X` in `want` stand for the tags' numbers: an anchor, an image, any other.
std::string with_numbers(std::string want) {
  const auto replace = [&](const std::string& name, Tag tag) {
    for (std::size_t at = want.find("<" + name); at != std::string::npos;
         at = want.find("<" + name)) {
      want.replace(at + 1, name.size(), std::to_string(static_cast<int>(tag)));
    }
  };
  replace("A", Tag::kA);
  replace("IMG", Tag::kImg);
  replace("X", Tag::kOther);
  replace("SCRIPT", Tag::kScript);
  replace("TITLE", Tag::kTitle);
  replace("BASE", Tag::kBase);
  return want;
}

TEST(TagScanTest, TellsTagsAsTheyStand) {
  struct Case {
    const char* html;
    const char* want;
  };
  const std::vector<Case> cases = {
      {"x<a href=b>c</a>d", "x<A href=b>c</>d"},
      {"<A HREF = 'b>c' alt=\"d\" href=e>f", "<A href=b>c alt=d>f"},
      {"<a/href=b/c>", "<A href=b/c>"},
      {"<a href>", "<A href=>"},
      {"<a href=>b", "<A href=>b"},
      {"<a =href=b>", "<A>"},
      {"<a href='&amp;a&#x41;&lt=1&ltx&gt;'>", "<A href=&aA&lt=1&ltx>>"},
      {"&amp;&#65;&#0;&#x110000;&nope;&lt", "&A\uFFFD\uFFFD&nope;<"},
      {"&#128;&#xD800;&#;&", "\u20AC\uFFFD&#;&"},
      {"<img alt=a>b", "<IMG alt=a></>b"},
      {"a < b <3 <> c", "a < b <3 <> c"},
      {"a<!-- <a> -- > -->b<!-->c<!--->d<!--e--!>f", "abcdf"},
      {"a<!doctype x>b<?c>d</3>e</>f", "abdef"},
      {"<script>'<a>'</x></script>b", "<SCRIPT></>b"},
      {"<script><!-- <script></script> <a> --></script>b", "<SCRIPT></>b"},
      {"<script><!-- </script>b", "<SCRIPT></>b"},
      {"<SCRIPT>a</ScRiPt x>b", "<SCRIPT></>b"},
      {"<title>a<b>&amp;</titlex></title>c", "<TITLE>a<b>&</titlex></>c"},
      {"<template><a href=b>c<template></template></a></template>d", "<10></>d"},
      {"<svg><title><a href=b>c</title></svg>", "<X><X><A href=b>c</></>"},
      {"<svg/><script><a></script>", "<X><SCRIPT></>"},
      {"<a href='b", ""},
      {"<a href=b", ""},
      {"<a href=b c", ""},
      {"a<", "a<"},
      {"a</", "a"},
      {"<!-", ""},
      {"<!--", ""},
      {"<script>", "<SCRIPT>"},
      {"", ""},
  };
  for (const Case& c : cases) {
    const std::string_view html = c.html;
    const std::vector<char> block(html.begin(), html.end());
    Drawing drawing;
    scan_tags({block.data(), block.size()}, drawing);
    std::string want = with_numbers(c.want);
    if (want.starts_with("<10>")) {
      want.replace(1, 2, std::to_string(static_cast<int>(Tag::kTemplate)));
    }
    EXPECT_EQ(drawing.drawn, want) << c.html;
  }
}

TEST(TagScanTest, TheBaseIsToldFirst) {
  Drawing drawing;
  scan_tags("a<base><base href=b><base href=c>", drawing);
  EXPECT_EQ(drawing.drawn, with_numbers("[base b]a<BASE></><BASE href=b></><BASE href=c></>"));
}

}  // namespace
}  // namespace anchord
