#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/indexer/extraction.h"

namespace anchord {
namespace {

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  text.reserve(piece.size() * count);
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

std::string many_attributes() {
  std::string tag = "<p";
  for (int i = 0; i < 80'000; ++i) tag += " a" + std::to_string(i) + "=1";
  return tag + ">";
}

std::string interleaved_formatting() {
  std::string html;
  for (int i = 0; i < 2000; ++i) html += "<b i=" + std::to_string(i) + ">";
  for (int i = 0; i < 2000; ++i) html += "<i j=" + std::to_string(i) + ">";
  return html + repeated("x</b>", 2000);
}

constexpr std::string_view kBefore =
    "<title>t</title>one <a href=http://a.example/>two</a> three<p>";
constexpr std::string_view kWant = "href http://a.example/ 'two' pre='one' post='three'";

// The same extractor takes every bomb: what one leaves behind must not reach the next page.
TEST(HtmlBombsTest, EveryBombEndsAndKeepsTheLinksBeforeIt) {
  struct Bomb {
    const char* name;
    std::string html;
  };
  const std::vector<Bomb> bombs = {
      {"divs", repeated("<div>", 100'000)},
      {"spans", repeated("<span>", 20'000)},
      {"attributes", many_attributes()},
      {"formatting", interleaved_formatting()},
      {"zero bytes", std::string(1'000'000, '\0')},
      {"long line", std::string(10'000'000, 'x')},
      {"comment", "<!--" + repeated("--", 500'000)},
      {"open tag", "<b " + repeated("x='", 300'000)},
      {"templates", repeated("<template>", 50'000)},
      {"tables", repeated("<table>x", 50'000)},
      {"base", "<base href=/" + repeated("x", 1'000'000) + ">"},
  };
  Extractor extractor(ParseLimits{}, "anchord");
  const Url url = *Url::parse(kPageUrl);
  for (const Bomb& bomb : bombs) {
    const std::string html = std::string(kBefore) + bomb.html;
    const ExtractedPage page = extractor.extract(url, 200, html_headers(), html);
    EXPECT_EQ(described(page.links), kWant) << bomb.name;
    EXPECT_EQ(page.title, "t") << bomb.name;
    EXPECT_EQ(page.attributes_dropped > 0, std::string_view(bomb.name) == "attributes");
    const ExtractedPage next = extractor.extract(url, 200, html_headers(), kBefore);
    EXPECT_EQ(described(next.links), kWant) << "after " << bomb.name;
    EXPECT_FALSE(next.too_complex) << "after " << bomb.name;
  }
}

TEST(HtmlBombsTest, LimitsEndTheParsing) {
  const Url url = *Url::parse(kPageUrl);
  const std::string html = std::string(kBefore) + repeated("<b>x</b>", 100'000);
  Extractor small(ParseLimits{.arena_bytes_max = 2U << 20U}, "anchord");
  Extractor hasty(ParseLimits{.cpu_max = std::chrono::milliseconds(0)}, "anchord");
  Extractor usual(ParseLimits{}, "anchord");
  for (Extractor* extractor : {&small, &hasty}) {
    const ExtractedPage page = extractor->extract(url, 200, html_headers(), html);
    EXPECT_TRUE(page.too_complex);
    EXPECT_EQ(described(page.links), kWant);
  }
  EXPECT_FALSE(usual.extract(url, 200, html_headers(), html).too_complex);
}

TEST(HtmlBombsTest, LinksInABombAreFoundByTheirTags) {
  const std::string html = repeated("<div>", 100'000) +
                           "<base href=http://b.example/><div hidden>x <a href=c>y<br>&amp;</a> z";
  const ExtractedPage page = extract_html(html);
  EXPECT_TRUE(page.too_complex);
  EXPECT_EQ(described(page.links), "href http://b.example/c 'y &' pre='x' post='z'");
}

}  // namespace
}  // namespace anchord
