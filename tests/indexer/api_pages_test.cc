#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "indexer/api_answer.h"
#include "indexer/api_cost.h"
#include "tests/indexer/php_reader.h"
#include "tests/indexer/sample_index.h"

// What an answer of version 2 says beyond its rows: totals, cursors, costs.
namespace anchord {
namespace {

using Json = nlohmann::ordered_json;

class ApiPagesTest : public testing::Test {
 protected:
  ApiPagesTest() {
    std::vector<SampleLink> links;
    for (int i = 0; i < 7; ++i) {
      for (int j = 0; j <= i / 2; ++j) {
        links.push_back({.to = i % 2 == 0 ? "/x" : "http://b.example/",
                         .anchor = "anchor " + std::to_string(i)});
      }
    }
    index_.visit("http://a.example/", day(0), links);
    index_.visit("http://a.example/two", day(0), {{"/x", "anchor 6"}});
  }

  std::string text(const std::string& query) {
    const auto answer = answer_api(index_.db(), parse_form(query), ReportLimits{});
    std::string body;
    for (auto piece = answer->next_piece(); !piece->empty(); piece = answer->next_piece()) {
      body += *piece;
    }
    return body;
  }
  std::string anchors(const std::string& more) {
    return text("from=linked_anchors&target=a.example&mode=domain&" + more);
  }
  Json json(const std::string& from, const std::string& more) {
    return Json::parse(text("from=" + from + "&target=a.example&mode=domain&" + more));
  }
  // All rows by pages of `limit`.
  Json by_pages(const std::string& from, const std::string& more, int limit) {
    Json rows = Json::array();
    std::string cursor = "start";
    while (true) {
      const Json page = json(from, more + "&limit=" + std::to_string(limit) + "&cursor=" + cursor);
      for (const Json& row : page[from == "links" ? "links" : "anchors"]) rows.push_back(row);
      if (page["next"]["cursor"].is_null()) return rows;
      cursor = page["next"]["cursor"];
    }
  }

  SampleIndex index_;
};

TEST_F(ApiPagesTest, PagesTogetherAreTheWhole) {
  for (const char* more : {"", "order_by=links_external:desc,anchor:desc", "where=links_internal=1",
                           "having=links_external<3&select=links_external,anchor"}) {
    const Json whole = json("linked_anchors", more)["anchors"];
    ASSERT_GT(whole.size(), 2U);
    for (const int limit : {1, 2, 3, 100}) {
      EXPECT_EQ(by_pages("linked_anchors", more, limit), whole) << more << " by " << limit;
    }
  }
  for (const char* more : {"", "where=links_external=1", "select=anchor"}) {
    const Json whole = json("links", more)["links"];
    for (const int limit : {1, 4, 100}) {
      EXPECT_EQ(by_pages("links", more, limit), whole) << more << " by " << limit;
    }
  }
}

TEST_F(ApiPagesTest, AGroupThatStaysInItsPlaceIsNeitherRepeatedNorLeftOut) {
  const Json first = json("linked_anchors", "order_by=anchor&limit=3&cursor=start");
  // Before the cursor and behind it; and the group that the cursor names goes.
  index_.visit("http://a.example/three", day(1), {{"/x", "a first"}, {"/x", "anchor 3b"}});
  index_.visit("http://a.example/", day(1), {{"/x", "anchor 4"}, {"/x", "anchor 5"}});
  const Json next = json("linked_anchors", "order_by=anchor&limit=100&select=anchor&cursor=" +
                                               first["next"]["cursor"].get<std::string>());
  EXPECT_EQ(next["anchors"].dump(),
            R"([{"anchor":"anchor 3b"},{"anchor":"anchor 4"},{"anchor":"anchor 5"},)"
            R"({"anchor":"anchor 6"}])");
}

TEST_F(ApiPagesTest, RefusesCursorsOfOtherRequests) {
  const std::string cursor = json("linked_anchors", "limit=2&cursor=start")["next"]["cursor"];
  EXPECT_TRUE(json("linked_anchors", "limit=5&cursor=" + cursor).contains("anchors"));
  const std::vector<std::string> refused = {"cursor=" + cursor + "&order_by=anchor",
                                            "cursor=" + cursor.substr(2),
                                            "cursor=x",
                                            "cursor=" + cursor + "00",
                                            "cursor=start&offset=1",
                                            "cursor=start&output=csv",
                                            "where=nofollow=true&cursor=" + cursor};
  for (const std::string& more : refused) {
    EXPECT_EQ(json("linked_anchors", more)["code"], "bad_cursor") << more;
  }
}

TEST_F(ApiPagesTest, CountsShownAndAll) {
  EXPECT_EQ(anchors("stats=true&limit=0"),
            "{\"anchors\":[],\n\"stats\":{\"anchors\":7,\"links_internal\":11,\"links_external\":6,"
            "\"all_anchors\":7,\"all_links_internal\":11,\"all_links_external\":6}}\n");
  EXPECT_EQ(anchors("stats=true&limit=1&where=links_external=1&having=links_external>1"),
            "{\"anchors\":[{\"anchor\":\"anchor 5\",\"links_internal\":0,\"links_external\":3}],\n"
            "\"stats\":{\"anchors\":2,\"links_internal\":0,\"links_external\":5,"
            "\"all_anchors\":7,\"all_links_internal\":11,\"all_links_external\":6}}\n");
  EXPECT_EQ(json("linked_anchors", "stats=true&output=csv")["code"], "bad_stats");
}

TEST_F(ApiPagesTest, EveryFormatThatNestsHasThemAll) {
  const std::string more = "limit=1&stats=true&cursor=start&output=";
  const Json as_json = Json::parse(anchors(more + "json"));
  const std::string xml = anchors(more + "xml");
  EXPECT_NE(xml.find("</anchor>\n</anchors><stats>"), xml.npos) << xml;
  EXPECT_NE(xml.find("<all_links_external>6</all_links_external></stats><next><cursor>"), xml.npos)
      << xml;
  EXPECT_EQ(PhpReader::read(anchors(more + "php")), as_json);
}

TEST_F(ApiPagesTest, TellsTheCost) {
  struct {
    const char* more;
    const char* want;
  } const cases[] = {
      {"", R"([{"request":1,"row":1,"rows":7,"total":8}])"},
      {"limit=3", R"([{"request":1,"row":1,"rows":3,"total":4}])"},
      {"where=nofollow=true", R"([{"request":6,"row":1,"rows":0,"total":6}])"},
      {"where=links_external=1&having=links_external>1",
       R"([{"request":11,"row":1,"rows":2,"total":13}])"},
  };
  for (const auto& c : cases) {
    const std::string more = std::string(c.more) + "&dry_run=true";
    EXPECT_EQ(json("linked_anchors", more)["costs"].dump(), c.want) << c.more;
  }
  EXPECT_EQ(json("links", "dry_run=true&limit=4")["costs"][0]["total"], 5);
}

TEST(ApiCostTest, AtLeastTheMinimumInUnits) {
  EXPECT_EQ(price_of_units(3).of(0), 50U);
  EXPECT_EQ(price_of_units(3).of(16), 50U);
  EXPECT_EQ(price_of_units(3).of(17), 51U);
}

}  // namespace
}  // namespace anchord
