#include "indexer/trap_rules.h"

#include <gtest/gtest.h>

#include <string>

#include "indexer/session_id.h"
#include "indexer/url_template.h"
#include "storage/url.h"

namespace anchord {
namespace {

constexpr Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 6 / 15);

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

std::string rule_of(std::string_view path, std::uint8_t depth = 3, const TrapLimits& limits = {}) {
  const auto trap = trap_of(path, depth, limits, kNow);
  return trap ? std::string(name_of(*trap)) : "none";
}

TEST(TrapRulesTest, WhatTheRulesRefuse) {
  const struct {
    std::string path;
    const char* want;
  } cases[] = {
      {"/a/b/a/b/a/b", "repeated_segments"},
      {"/a/b/a/b", "none"},
      {"/x/a/b/c/a/b/c/a/b/c/y?q", "repeated_segments"},
      {"/a/a/a/", "repeated_segments"},
      {"/a/a", "none"},
      {"/a////b", "repeated_segments"},
      {"/1/1/1", "none"},
      {"/v/1/v/1/v/1", "repeated_segments"},
      {repeated("/s1/s2", 16), "repeated_segments"},
      {repeated("/1", 32), "none"},
      {repeated("/1", 32) + "/", "none"},
      {repeated("/1", 33), "path_segments"},
      {"/?" + repeated("a=1&", 20), "none"},
      {"/?" + repeated("a=1&", 20) + "b", "query_parameters"},
  };
  for (const auto& c : cases) EXPECT_EQ(rule_of(c.path), c.want) << c.path;
}

TEST(TrapRulesTest, DepthIsRefusedAboveItsLimitAndNeverAt255) {
  EXPECT_EQ(rule_of("/", 100), "none");
  EXPECT_EQ(rule_of("/", 101), "depth");
  EXPECT_EQ(rule_of("/", 255, {.depth_max = kAnyDepth}), "none");
}

TEST(TrapRulesTest, ADateFarFromNowIsACalendar) {
  const struct {
    const char* path;
    const char* want;
  } cases[] = {
      {"/cal/2031/5/17", "none"},
      {"/cal/2032/5/17", "calendar"},
      {"/2032/05/", "calendar"},
      {"/events/2032/05", "calendar"},
      {"/en/Kalender/2032/05", "calendar"},
      {"/day/2032-01-01/", "calendar"},
      {"/month/2032-01", "calendar"},
      {"/?date=2032-01-01T00:00", "calendar"},
      {"/?from=2032-01-01%2000:00", "calendar"},
      {"/cal.php?month=7&view=x&year=2032", "calendar"},
      {"/cal.php?y=2032&m=7", "calendar"},
      {"/1926/05/01", "none"},
      {"/1925/05/01", "calendar"},
      {"/cal.php?month=12&year=1750", "calendar"},
      // No dates.
      {"/topic/2050/10", "none"},
      {"/topic/2050", "none"},
      {"/9001/12/10", "none"},
      {"/2050/13/01", "none"},
      {"/2050-05-things-to-do", "none"},
      {"/standards/2050-123", "none"},
      {"/?year=2050", "none"},
      {"/?money=5&year=2050", "none"},
  };
  for (const auto& c : cases) EXPECT_EQ(rule_of(c.path), c.want) << c.path;
  EXPECT_EQ(rule_of("/2030/05/01", 0, {.calendar_years_ahead = 3}), "calendar");
  EXPECT_EQ(rule_of("/1800/05/01", 0, {.calendar_years_behind = 300}), "none");
}

// Forms that real sites of many kinds have.
TEST(TrapRulesTest, OrdinaryUrlsPass) {
  const char* const urls[] = {
      "https://en.wikipedia.org/wiki/C%2B%2B",
      "https://en.wikipedia.org/w/index.php?title=C%2B%2B&action=history&offset=20150101000000",
      "https://ja.wikipedia.org/wiki/%E3%83%A1%E3%82%A4%E3%83%B3%E3%83%9A%E3%83%BC%E3%82%B8",
      "https://en.cppreference.com/w/cpp/string/basic_string/basic_string",
      "https://www.nytimes.com/1969/07/21/archives/men-walk-on-moon.html",
      "https://www.nytimes.com/2026/06/14/world/europe/a.html",
      "https://blog.example.com/2009/01/page/3/",
      "https://github.com/torvalds/linux/blob/master/drivers/net/ethernet/intel/ice/ice_main.c",
      "https://github.com/a/a/tree/master/a",
      "https://stackoverflow.com/questions/2050/how-to/2051",
      "https://forum.example.org/viewtopic.php?f=2&t=2040&start=25&sid=12",
      "https://docs.python.org/3/library/test.html?highlight=test#test",
      "https://repo.maven.apache.org/maven2/org/apache/maven/maven/3.0/",
      "https://tile.openstreetmap.org/1/1/1.png",
      "https://tile.openstreetmap.org/0/0/0",
      "https://web.archive.org/web/20200101000000/http://example.com/",
      "https://shop.example/c/shoes?color=red&size=42&brand=x&sort=price&page=2&view=grid",
      "https://www.w3.org/TR/2011/REC-CSS2-20110607/",
      "https://www.rfc-editor.org/rfc/rfc2050",
      "https://events.example/conference/2027/10/",
      "https://example.com/catalog/2100/10/item",
      "https://example.com/products/intel/intel/i7-2600/",
      "https://www.gov.example/uploads/attachment_data/file/2060/11_budget.pdf",
  };
  for (const char* const text : urls) {
    const auto url = Url::parse(text);
    ASSERT_TRUE(url.has_value()) << text;
    EXPECT_EQ(rule_of(url->stored_form().path_and_query()), "none") << text;
  }
}

TEST(TrapRulesTest, SessionIdsAreTakenOut) {
  const struct {
    const char* path;
    const char* want;  // "": there is none
  } cases[] = {
      {"/a;jsessionid=AB12.node1?x=1", "/a?x=1"},
      {"/a;JSESSIONID=AB12;v=2/b", "/a;v=2/b"},
      {"/a;jsessionid=", ""},
      {"/a;v=2/b?x=1", ""},
      {"/?PHPSESSID=1", "/"},
      {"/?a=1&phpsessid=abc&b=2", "/?a=1&b=2"},
      {"/?phpsessid=abc&b=2", "/?b=2"},
      {"/?a=1&ASPSESSIONIDQQ=x", "/?a=1"},
      {"/t.php?t=1&sid=0123456789abcdef0123456789abcdef", "/t.php?t=1"},
      {"/story.php?sid=12345", ""},
      {"/story.php?sid=12345678901234567890", ""},
      {"/search?s=a+long+question+of+1+word", ""},
      {"/shop.php?XTCsid=9f8e7d6c5b4a&cat=2", "/shop.php?cat=2"},
      {"/course/view.php?id=4&sesskey=Ab3dEf9GhI", "/course/view.php?id=4"},
      {"/course/view.php?sesskey=aBcDeFgHiJ", "/course/view.php"},
      {"/course/view.php?sesskey=explained", ""},
      {"/course/view.php?sesskey=2026", ""},
      {"/index.php?force_sid=m2hk8qv5n3tr&cl=start", "/index.php?cl=start"},
      {"/index.php?MODsid=0a1b2c3d", "/index.php"},
      {"/a.jsp?x=1;jsessionid=AB12;y=2", "/a.jsp?x=1;y=2"},
      {"/a.cgi?sid=0123456789abcdef;x=1", "/a.cgi?x=1"},
      {"/a?osCAdminID=ff01ff01", "/a"},
      {"/cgi?BV_SessionID=@@@@123@@@@", "/cgi"},
      {"/a?session_key=en_US", ""},
      {"/a?sessionkey=JavaScript", ""},
      {"/a?s=shoes;c=red", ""},
      {"/a?ssid=HomeNetwork", ""},
      {"/a?sesskeys=Ab3dEf9GhI", ""},
      {"/(S(lit3py55t21z5v55vlm25s55))/default.aspx", "/default.aspx"},
      {"/(S(lit3py55t21z5v55vlm25s55))", "/"},
      {"/f(x(y))/", ""},
      {"/?", ""},
      {"/", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(without_session(c.path).value_or(""), c.want) << c.path;
}

TEST(TrapRulesTest, ATemplateHasNoNumbersAndNoValues) {
  const struct {
    const char* path;
    const char* want;
  } cases[] = {
      {"/", "/"},
      {"/blog/2024/05/p-1f3a?page=2&a=1&a=2", "/blog/#/#/p-#?a&page"},
      {"/item12/x7y.html", "/item#/x#y.html"},
      {"/o/550e8400-e29b-41d4-a716-446655440000", "/o/#-#-#-#-#"},
      {"/watch/Q29udGVudHNPZlRoaXM1/x", "/watch/#/x"},
      {"/beef/facade", "/beef/facade"},
      {"/wiki/%E3%81%82", "/wiki/%E3%81%82"},
      {"/?f[12]=x&f[13]=y&&", "/?f[#]"},
      {"/%", "/%"},
  };
  for (const auto& c : cases) EXPECT_EQ(template_of(c.path), c.want) << c.path;
}

}  // namespace
}  // namespace anchord
