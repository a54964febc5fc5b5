#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "indexer/api_answer.h"
#include "tests/indexer/php_reader.h"
#include "tests/indexer/sample_index.h"

// The column table of the API's own documentation, row by row and clause by clause.
namespace anchord {
namespace {

using Json = nlohmann::ordered_json;

struct Documented {
  const char* name;
  ColumnType type;
  bool having;  // and so select and order_by
  // A condition of each operator of its type that the one link of the index fulfils.
  std::array<const char*, 4> fulfilled;
};
constexpr ColumnType kText = ColumnType::kText;
constexpr ColumnType kInteger = ColumnType::kInteger;
constexpr ColumnType kBoolean = ColumnType::kBoolean;
constexpr ColumnType kDate = ColumnType::kDate;
constexpr std::array<Documented, 25> kDocumented = {{
    {"anchor", kText, true, {"=\"Read the docs\"", "<>\"read\"", ">=\"Read\"", "<\"S\""}},
    {"links_internal", kInteger, true, {"=0", "<>1", "<1", "<=0"}},
    {"links_external", kInteger, true, {"=1", ">\"0\"", ">=1", "<=1.5"}},
    {"url_from", kText, false, {"=\"http://a.example/\"", "<>\"\"", ">\"http\"", "<=\"i\""}},
    {"url_to", kText, false, {"=\"https://docs.b.example/x\"", "<>\"\"", ">\"https\"", "<\"i\""}},
    {"ahrefs_rank", kInteger, false, {"=0", "<>1", ">=0", "<=100"}},
    {"domain_rating", kInteger, false, {"=0", "<>1", ">=0", "<=100"}},
    {"ip", kText, false, {"=\"192.0.2.1\"", "<>\"192.0.2.2\"", ">\"1\"", "<\"2\""}},
    {"page_size", kInteger, false, {"=4096", "<>0", ">4095", "<=4096"}},
    {"encoding", kText, false, {"=\"utf8\"", "<>\"raw\"", ">\"u\"", "<\"v\""}},
    {"title", kText, false, {"=\"Home page\"", "<>\"\"", ">\"Home\"", "<\"I\""}},
    {"first_seen",
     kDate,
     false,
     {"=\"2024-01-01\"", "<>\"2024-01-02\"", ">=\"2024-01-01\"", "<=\"2024-01-01\""}},
    {"last_visited",
     kDate,
     false,
     {"=\"2024-01-03\"", ">\"2024-01-02\"", "<\"2024-01-04\"", "=\"2024-01-03T00:00:00Z\""}},
    {"prev_visited",
     kDate,
     false,
     {"=\"2024-01-02\"", ">\"2024-01-01\"", "<\"2024-01-03\"", ">=\"2024-01-02\""}},
    {"original", kBoolean, false, {"=true", "<>false", "=true", "<>false"}},
    {"link_type", kText, false, {"=\"href\"", "<>\"redirect\"", ">\"form\"", "<\"rss\""}},
    {"redirect", kInteger, false, {"=0", "<>301", "<300", ">=0"}},
    {"nofollow", kBoolean, false, {"=true", "<>false", "=true", "<>false"}},
    {"alt", kText, false, {"=\"a picture\"", "<>\"\"", ">\"a\"", "<\"b\""}},
    {"text_pre", kText, false, {"=\"Please\"", "<>\"\"", ">\"P\"", "<\"Q\""}},
    {"text_post", kText, false, {"=\"of it\"", "<>\"\"", ">\"o\"", "<\"p\""}},
    // Not of the API: ours.
    {"ugc", kBoolean, false, {"=true", "<>false", "=true", "<>false"}},
    {"sponsored", kBoolean, false, {"=false", "<>true", "=false", "<>true"}},
    {"position", kText, false, {"=\"nav\"", "<>\"main\"", ">\"n\"", "<\"o\""}},
    {"hreflang", kText, false, {"=\"de\"", "<>\"\"", ">\"d\"", "<\"e\""}},
}};

class ApiConformanceTest : public testing::Test {
 protected:
  ApiConformanceTest() {
    for (int visit = 0; visit < 3; ++visit) {
      index_.visit("http://a.example/", day(visit),
                   {{.to = "https://docs.b.example/x",
                     .anchor = "Read the docs",
                     .alt = "a picture",
                     .text_pre = "Please",
                     .text_post = "of it",
                     .rel = kRelUgc,
                     .position = Position::kNav,
                     .attributes = {"", "", "de", ""}}},
                   {.http_status = 200,
                    .ip = "192.0.2.1",
                    .size = 4096,
                    .encoding = "utf8",
                    .title = "Home page"});
    }
  }

  std::string ask(std::vector<ApiParameter> parameters) {
    for (const auto& [name, value] :
         {std::pair("from", "linked_anchors"), {"target", "a.example"}, {"mode", "domain"}}) {
      parameters.push_back({name, value});
    }
    const auto answer = answer_api(index_.db(), parameters, ReportLimits{});
    std::string body;
    for (auto piece = answer->next_piece(); !piece->empty(); piece = answer->next_piece()) {
      body += *piece;
    }
    return body;
  }
  // "1 row", or the code and text of the error.
  std::string outcome(const std::string& clause, const std::string& value) {
    const Json body = Json::parse(ask({{clause, value}}));
    if (body.contains("anchors")) return std::to_string(body["anchors"].size()) + " row";
    return body["code"].get<std::string>() + " " + body["error"].get<std::string>();
  }
  void expect_refused(const Documented& column, const std::string& clause,
                      const std::string& value) {
    const std::string error = outcome(clause, value);
    for (const std::string& part :
         {"bad_" + clause, std::string(column.name), std::string("linked_anchors"),
          std::string("takes anchor, links_internal, links_external")}) {
      EXPECT_NE(error.find(part), error.npos) << part << " in: " << error;
    }
  }

  SampleIndex index_;
};

TEST_F(ApiConformanceTest, EveryColumnInWhereWithEveryOperatorOfItsType) {
  for (const Documented& column : kDocumented) {
    const std::string name = column.name;
    for (const char* condition : column.fulfilled) {
      EXPECT_EQ(outcome("where", name + condition), "1 row") << name << condition;
      EXPECT_EQ(outcome("where", "not " + name + condition), "0 row") << name << condition;
    }
    const auto found = column_in_clause(name, Clause::kWhere);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ((*found)->type, column.type) << name;
    for (const char* function : {"substring", "word", "subdomain"}) {
      const std::string called = std::string(function) + "(" + name + ",\"x\")";
      const bool is_taken = outcome("where", called).ends_with(" row");
      EXPECT_EQ(is_taken, column.type == kText) << called;
    }
    if (column.type == kBoolean) {
      EXPECT_NE(outcome("where", name + ">true").find("= or <>"), std::string::npos);
    }
  }
  EXPECT_EQ(outcome("where", "substring(text_pre,\"LEAS\")"), "1 row");
  EXPECT_EQ(outcome("where", "word(anchor,\"THE\")"), "1 row");
  EXPECT_EQ(outcome("where", "word(anchor,\"th\")"), "0 row");
  EXPECT_EQ(outcome("where", "subdomain(url_to,\"b.example\")"), "1 row");
  EXPECT_EQ(outcome("where", "subdomain(url_to,\"cs.b.example\")"), "0 row");
}

TEST_F(ApiConformanceTest, EveryColumnStandsWhereItMayAndIsRefusedByNameElsewhere) {
  for (const Documented& column : kDocumented) {
    const std::string name = column.name;
    if (!column.having) {
      expect_refused(column, "having", name + column.fulfilled[0]);
      expect_refused(column, "select", name);
      expect_refused(column, "order_by", name + ":desc");
      continue;
    }
    for (const char* condition : column.fulfilled) {
      EXPECT_EQ(outcome("having", name + condition), "1 row") << name << condition;
    }
    EXPECT_EQ(outcome("select", name), "1 row");
    for (const char* way : {"", ":asc", ":desc"}) {
      EXPECT_EQ(outcome("order_by", name + way), "1 row") << name;
    }
  }
}

TEST_F(ApiConformanceTest, EveryOutputSaysTheSame) {
  const Json want = Json::parse(ask({}));
  EXPECT_EQ(PhpReader::read(ask({{"output", "php"}})), want);
  EXPECT_EQ(Json::parse(ask({{"output", "ndjson"}})), want["anchors"][0]);
  EXPECT_EQ(ask({{"output", "csv"}}),
            "anchor,links_internal,links_external\r\nRead the docs,0,1\r\n");
  EXPECT_EQ(ask({{"output", "xml"}}),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<AhrefsApiResponse><anchors><anchor>"
            "<anchor>Read the docs</anchor><links_internal>0</links_internal>"
            "<links_external>1</links_external></anchor>\n</anchors></AhrefsApiResponse>\n");
}

}  // namespace
}  // namespace anchord
