#include "indexer/robots_meta.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace anchord {
namespace {

std::string drawn(const RobotsDirectives& robots) {
  return std::string(robots.noindex ? "noindex " : "") + (robots.nofollow ? "nofollow" : "");
}

TEST(RobotsMetaTest, MetaContent) {
  struct Case {
    const char* content;
    const char* want;
  };
  const std::vector<Case> cases = {
      {"", ""},
      {"all", ""},
      {"NOINDEX", "noindex "},
      {" index ,\tNoFollow ", "nofollow"},
      {"none", "noindex nofollow"},
      {"noindex nofollow", "noindex nofollow"},
      {"noindexed", ""},
  };
  for (const Case& c : cases) {
    RobotsDirectives robots;
    robots.add_meta(c.content);
    EXPECT_EQ(drawn(robots), c.want) << c.content;
  }
}

TEST(RobotsMetaTest, Header) {
  struct Case {
    const char* value;
    const char* want;
  };
  const std::vector<Case> cases = {
      {"noindex", "noindex "},
      {"noarchive, nofollow", "nofollow"},
      {"otherbot: nofollow", ""},
      {"otherbot: noarchive, nofollow", ""},
      {"Anchord: nofollow", "nofollow"},
      {"otherbot: noindex, anchord: nofollow", "nofollow"},
      {"robots: none", "noindex nofollow"},
      {"*: noindex", "noindex "},
      {"unavailable_after: 25 Jun 2010 15:00:00 PST, nofollow", "nofollow"},
      {"unavailable_after: Fri, 25 Jun 2010 15:00:00 PST, nofollow", "nofollow"},
      {"max-snippet: 0, noindex", "noindex "},
      {"", ""},
      {":", ""},
  };
  for (const Case& c : cases) {
    RobotsDirectives robots;
    robots.add_header(c.value, "anchord");
    EXPECT_EQ(drawn(robots), c.want) << c.value;
  }
}

}  // namespace
}  // namespace anchord
