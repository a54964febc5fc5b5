#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/crawler/frontier_world.h"

namespace anchord {

class FrontierTest : public testing::Test, protected FrontierWorld {
 protected:
  // Finds URLs of one host, and gets its robots.txt out of the way by 0 ms.
  void start_with(const std::vector<std::string>& hrefs, std::string_view robots = "") {
    for (const std::string& href : hrefs) find(href);
    start();
    ASSERT_EQ(ask(-2000).substr(0, 7), "robots ");
    answer(*lease, -1001, robots);
  }
};

}  // namespace anchord
