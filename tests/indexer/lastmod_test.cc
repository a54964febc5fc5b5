#include "indexer/lastmod.h"

#include <gtest/gtest.h>

#include "indexer/dates.h"

namespace anchord {
namespace {

std::string read(std::string_view text) {
  const auto time = parse_lastmod(text);
  return time ? iso8601(*time) : "none";
}

TEST(LastmodTest, W3cDateAndTime) {
  const struct {
    const char* text;
    const char* want;
  } cases[] = {
      {"2005", "2005-01-01T00:00:00Z"},
      {"2005-03", "2005-03-01T00:00:00Z"},
      {" 2005-03-31\n", "2005-03-31T00:00:00Z"},
      {"2005-03-31T18:00Z", "2005-03-31T18:00:00Z"},
      {"2005-03-31T18:00:15+00:00", "2005-03-31T18:00:15Z"},
      {"2005-03-31T18:00:15.123+05:30", "2005-03-31T12:30:15Z"},
      {"2005-03-31T18:00:15-0800", "2005-04-01T02:00:15Z"},
      {"2005-03-31 18:00:15 +0100", "2005-03-31T17:00:15Z"},
      {"2005-03-31t18:00:15z", "2005-03-31T18:00:15Z"},
      {"2005-03-31T18:00:15", "2005-03-31T18:00:15Z"},
      {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
      {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
      {"2005-02-29", "none"},
      {"2005-13", "none"},
      {"2005-", "none"},
      {"2005-03-31T", "none"},
      {"2005-03-31T24:00Z", "none"},
      {"2005-03-31T18:00:15.Z", "none"},
      {"2005-03-31T18:00:15+1", "none"},
      {"2005-03-31T18:00:15Zx", "none"},
      {"2005-03T18:00Z", "none"},
      {"20050331", "none"},
      {"1969-12-31", "none"},
      {"1970-01-01", "none"},  // stands for "never"
      {"1970-01-01T00:00:00+14:00", "none"},
      {"", "none"},
      {"yesterday", "none"},
  };
  for (const auto& c : cases) EXPECT_EQ(read(c.text), c.want) << c.text;
}

TEST(LastmodTest, Rfc822) {
  const struct {
    const char* text;
    const char* want;
  } cases[] = {
      {"Thu, 05 Jan 2017 13:34:51 +0100", "2017-01-05T12:34:51Z"},
      {"thu, 5 january 2017 13:34:51 gmt", "2017-01-05T13:34:51Z"},
      {"05 Jan 17 13:34 EST", "2017-01-05T18:34:00Z"},
      {"05 Jan 98 13:34:51 UT", "1998-01-05T13:34:51Z"},
      {"Thu 05 Jan 2017 13:34:51 -0330", "2017-01-05T17:04:51Z"},
      {"05 Jan 2017 13:34:51", "none"},
      {"05 Jan 2017", "none"},
      {"05 Jan 2017 13:34:51 CEST", "none"},
      {"32 Jan 2017 13:34:51 GMT", "none"},
      {"05 Foo 2017 13:34:51 GMT", "none"},
      {"05 Jan 017 13:34:51 GMT", "none"},
      {"05 Jan 20177 13:34:51 GMT", "none"},
      {"005 Jan 2017 13:34:51 GMT", "none"},
      {"Thu,", "none"},
  };
  for (const auto& c : cases) EXPECT_EQ(read(c.text), c.want) << c.text;
}

}  // namespace
}  // namespace anchord
