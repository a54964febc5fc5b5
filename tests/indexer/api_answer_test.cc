#include "indexer/api_answer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/indexer/php_reader.h"
#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

using Json = nlohmann::ordered_json;

struct Body {
  int status = 0;
  std::string type;
  std::string text;
};

Body read_all(ApiAnswer& answer) {
  Body body{answer.status(), std::string(answer.content_type()), {}};
  while (true) {
    const auto piece = answer.next_piece();
    if (!piece) return {body.status, body.type, body.text + "!" + piece.error().message};
    if (piece->empty()) return body;
    body.text += *piece;
  }
}

class ApiAnswerTest : public testing::Test {
 protected:
  ApiAnswerTest() {
    index_.visit("http://a.example/", day(0),
                 {{"/x", "ex"},
                  {"/x", "ex"},
                  {.to = "http://b.example/", .anchor = kOdd, .alt = "a picture", .rel = kRelUgc},
                  {"/lost", "lost"}},
                 {.http_status = 200, .ip = "192.0.2.1", .encoding = "utf8", .title = "Title"});
    index_.visit("http://a.example/", day(1),
                 {{"/x", "ex"},
                  {"/x", "ex"},
                  {.to = "http://b.example/", .anchor = kOdd, .alt = "a picture", .rel = kRelUgc}},
                 {.http_status = 200, .ip = "192.0.2.1", .encoding = "utf8", .title = "Title"});
  }

  Body ask(const std::string& query, const ReportLimits& limits = {}) {
    const auto answer = answer_api(index_.db(), parse_form(query), limits);
    return read_all(*answer);
  }
  Body anchors(const std::string& more) {
    return ask("from=linked_anchors&target=a.example&mode=domain&" + more);
  }
  Body links(const std::string& more) {
    return ask("from=links&target=a.example&mode=domain&" + more);
  }

  static constexpr const char* kOdd = "a,\"<b>\" & 'c'\\ \xC3\xA4";
  SampleIndex index_;
};

TEST_F(ApiAnswerTest, Json) {
  const Body body = anchors("");
  EXPECT_EQ(body.status, 200);
  EXPECT_EQ(body.type, "application/json");
  EXPECT_EQ(Json::parse(body.text),
            Json({{"anchors",
                   {{{"anchor", "ex"}, {"links_internal", 2}, {"links_external", 0}},
                    {{"anchor", kOdd}, {"links_internal", 0}, {"links_external", 1}}}}}));
  EXPECT_EQ(Json::parse(anchors("where=redirect=1").text), Json({{"anchors", Json::array()}}));
}

TEST_F(ApiAnswerTest, Xml) {
  const Body body = anchors("output=xml");
  EXPECT_EQ(body.status, 200);
  EXPECT_EQ(body.type, "application/xml; charset=utf-8");
  EXPECT_EQ(body.text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<AhrefsApiResponse><anchors>"
            "<anchor><anchor>ex</anchor><links_internal>2</links_internal>"
            "<links_external>0</links_external></anchor>\n"
            "<anchor><anchor>a,\"&lt;b&gt;\" &amp; 'c'\\ \xC3\xA4</anchor>"
            "<links_internal>0</links_internal><links_external>1</links_external></anchor>\n"
            "</anchors></AhrefsApiResponse>\n");
}

TEST_F(ApiAnswerTest, PhpIsTheStructureOfJson) {
  for (const char* const query :
       {"", "where=redirect=1", "limit=1&select=links_external", "having=links_external%3E0"}) {
    const Body body = anchors(std::string("output=php&") + query);
    EXPECT_EQ(body.status, 200);
    EXPECT_EQ(PhpReader::read(body.text), Json::parse(anchors(query).text)) << body.text;
  }
  EXPECT_EQ(PhpReader::read(links("output=php").text), Json::parse(links("").text));
  EXPECT_EQ(PhpReader::read(ask("from=describe&output=php").text),
            Json::parse(ask("from=describe").text));
}

TEST_F(ApiAnswerTest, CsvAndNdjson) {
  EXPECT_EQ(anchors("output=csv&order_by=anchor:desc").text,
            "anchor,links_internal,links_external\r\nex,2,0\r\n"
            "\"a,\"\"<b>\"\" & 'c'\\ \xC3\xA4\",0,1\r\n");
  EXPECT_EQ(anchors("output=ndjson&limit=1").text,
            "{\"anchor\":\"ex\",\"links_internal\":2,\"links_external\":0}\n");
  EXPECT_EQ(anchors("output=ndjson&limit=0").text, "");
}

TEST_F(ApiAnswerTest, LinksHaveEveryColumnWithItsTypeAndDates) {
  const Json rows = Json::parse(links("limit=1&offset=2").text)["links"];
  ASSERT_EQ(rows.size(), 1U);
  const Json& row = rows[0];
  std::size_t at = 0;
  for (const auto& [name, value] : row.items()) EXPECT_EQ(name, columns()[at++].name);
  EXPECT_EQ(at, kColumns);
  EXPECT_EQ(row["anchor"], kOdd);
  EXPECT_EQ(row["links_external"], 1);
  EXPECT_EQ(row["first_seen"], "2024-01-01T00:00:00Z");
  EXPECT_EQ(row["last_visited"], "2024-01-02T00:00:00Z");
  EXPECT_EQ(row["ugc"], true);
  EXPECT_EQ(Json::parse(links("lost=true&select=anchor").text),
            Json({{"links", {{{"anchor", "lost"}}}}}));
}

TEST_F(ApiAnswerTest, DescribesTheTableOfColumns) {
  const Json rows = Json::parse(ask("from=describe").text)["columns"];
  ASSERT_EQ(rows.size(), 2 * kColumns);
  EXPECT_EQ(rows[0].dump(),
            R"({"report":"linked_anchors","column":"anchor","type":"text","select":true,)"
            R"("where":true,"having":true,"order_by":true,"description":")" +
                std::string(columns()[0].description) + "\"}");
  for (const Json& row : rows) {
    const std::string column = row["column"];
    const std::string report = row["report"];
    const std::string base = "from=" + report + "&target=a.example&mode=exact&";
    const auto is_taken = [&](const std::string& more) { return ask(base + more).status == 200; };
    EXPECT_EQ(row["select"], is_taken("select=" + column)) << report << " " << column;
    EXPECT_EQ(row["order_by"], is_taken("order_by=" + column)) << report << " " << column;
  }
}

// Every column in every clause where it may stand, with each operator and function of its type;
// and its refusal, by name, elsewhere.
TEST_F(ApiAnswerTest, EveryColumnStandsWhereTheApiHasIt) {
  const auto is_grouped = [](std::string_view name) {
    return name == "anchor" || name == "links_internal" || name == "links_external";
  };
  for (const Column& column : columns()) {
    const std::string name(column.name);
    const char* const literal = column.type == ColumnType::kText      ? "\"x\""
                                : column.type == ColumnType::kInteger ? "1"
                                : column.type == ColumnType::kDate    ? "\"2024-01-01\""
                                                                      : "true";
    for (const char* const op : {"=", "<>", "<", "<=", ">", ">="}) {
      const bool fits = column.type != ColumnType::kBoolean || op[0] == '=' || op[1] == '>';
      const std::string condition = name + op + literal;
      EXPECT_EQ(anchors("where=" + condition).status, fits ? 200 : 400) << condition;
      EXPECT_EQ(links("where=" + condition).status, fits ? 200 : 400) << condition;
      const Body having = anchors("having=" + condition);
      EXPECT_EQ(having.status, is_grouped(name) ? 200 : 400) << condition;
      if (!is_grouped(name)) {
        EXPECT_EQ(Json::parse(having.text)["error"],
                  "linked_anchors: having, byte 1: column \"" + name +
                      "\" cannot stand there: having takes anchor, links_internal, links_external");
      }
    }
    for (const char* const function : {"substring", "word", "subdomain"}) {
      const std::string condition = std::string(function) + "(" + name + ",\"x\")";
      const bool fits = column.type == ColumnType::kText;
      EXPECT_EQ(anchors("where=" + condition).status, fits ? 200 : 400) << condition;
    }
    for (const char* const clause : {"select", "order_by"}) {
      const Body body = anchors(clause + ("=" + name));
      EXPECT_EQ(body.status, is_grouped(name) ? 200 : 400) << clause << " " << name;
    }
    EXPECT_EQ(links("select=" + name).status, 200) << name;
  }
}

TEST_F(ApiAnswerTest, ErrorsSpeakTheLanguageOfTheAnswer) {
  const Body json = anchors("where=\"\x01&output=csv");
  EXPECT_EQ(json.status, 400);
  EXPECT_EQ(json.type, "application/json");
  EXPECT_EQ(json.text,
            "{\"error\":\"linked_anchors: where, byte 1: want a condition: column, operator, "
            "value\",\"code\":\"bad_where\"}\n");
  EXPECT_EQ(anchors("limit=<\xff&output=xml").text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<AhrefsApiResponse><error>limit: \""
            "&lt;\xEF\xBF\xBD\": want a whole number from 0 to 5000000</error>"
            "<code>bad_limit</code></AhrefsApiResponse>\n");
  EXPECT_EQ(PhpReader::read(anchors("limit=\"&output=php").text),
            Json({{"error", "limit: \"\"\": want a whole number from 0 to 5000000"},
                  {"code", "bad_limit"}}));
}

TEST_F(ApiAnswerTest, LimitsAreAnswers) {
  const ReportLimits late{.deadline = Deadline(std::chrono::steady_clock::time_point::min())};
  for (const char* const report : {"linked_anchors", "links"}) {
    const Body body = ask("target=a.example&mode=domain&from=" + std::string(report), late);
    EXPECT_EQ(body.status, 503);
    EXPECT_EQ(Json::parse(body.text)["code"], "limit_reached");
  }
}

TEST_F(ApiAnswerTest, DamageIsNotDescribed) {
  index_.put(Family::kLinks, SampleIndex::key_of("http://a.example/"), "\xff");
  const Body body = links("");
  EXPECT_EQ(body.status, 500);
  EXPECT_EQ(body.text,
            "{\"error\":\"the index could not be read\",\"code\":\"index_unreadable\"}\n");
}

// A long answer comes in pieces, all from the moment of its beginning.
TEST_F(ApiAnswerTest, AStreamIsOfOneMoment) {
  std::vector<SampleLink> many(2000, {"/to", std::string(100, 'x')});
  index_.visit("http://long.example/", day(0), many);
  index_.visit("http://long.example/z", day(0), many);
  for (const char* const output : {"json", "ndjson", "csv", "xml", "php"}) {
    const std::string query =
        std::string("from=links&target=long.example&mode=domain&limit=5000&output=") + output;
    const std::string whole = ask(query).text;
    const auto answer = answer_api(index_.db(), parse_form(query), {});
    std::string text = answer->next_piece().value();
    EXPECT_LT(text.size(), 2 * kAnswerPieceBytes);
    index_.gone("http://long.example/z", day(1));
    text += read_all(*answer).text;
    EXPECT_EQ(text, whole) << output;
    EXPECT_LT(ask(query).text.size(), whole.size());
    index_.visit("http://long.example/z", day(0), many);
  }
}

TEST_F(ApiAnswerTest, AStreamIsCutShortByDamage) {
  std::vector<SampleLink> many(2000, {"/to", std::string(100, 'x')});
  index_.visit("http://long.example/", day(0), many);
  index_.visit("http://long.example/z", day(0), {{"/to"}});
  index_.put(Family::kLinks, SampleIndex::key_of("http://long.example/z"), "\xff");
  const Body body = ask("from=links&target=long.example&mode=domain&limit=5000");
  EXPECT_EQ(body.status, 200);
  EXPECT_NE(body.text.find("!links of http://long.example/z"), std::string::npos);
  EXPECT_FALSE(Json::accept(body.text.substr(0, body.text.find('!'))));
}

}  // namespace
}  // namespace anchord
