#include "indexer/v3_answer.h"

#include <gtest/gtest.h>

#include "indexer/api_service.h"
#include "indexer/secret_token.h"
#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

class V3AnswerTest : public testing::Test {
 protected:
  V3AnswerTest() {
    index_.visit("http://a.example/", day(0),
                 {{.to = "http://b.example/1", .anchor = "bee"},
                  {.to = "http://www.b.example/2", .anchor = "bee", .rel = kRelNofollow},
                  {.to = "/x", .anchor = "ex"}});
    index_.visit("https://a.example/s", day(1),
                 {{.to = "http://b.example/1", .anchor = "bee"},
                  {.to = "http://c.example/", .anchor = "sea"}});
  }

  std::unique_ptr<ApiAnswer> answer(const std::string& query, bool is_internal = false,
                                    ApiLedger* ledger = nullptr, const std::string& key = "") {
    const ApiService service(index_.db(), ledger);
    return service.answer(
        {is_internal ? ApiEndpoint::kAnchorsInternal3 : ApiEndpoint::kAnchorsExternal3,
         parse_form(query), key},
        {});
  }
  std::string body(const std::string& query, bool is_internal = false) {
    return answer(query, is_internal)->next_piece().value();
  }

  static constexpr const char* kAll =
      "target=a.example&select=anchor,links_from_target,dofollow_links,linked_pages,"
      "linked_domains,first_seen";

  SampleIndex index_;
};

TEST_F(V3AnswerTest, CountsLinksPagesAndDomainsByAnchor) {
  EXPECT_EQ(body(kAll),
            "{\"linkedanchors\":["
            "{\"anchor\":\"bee\",\"links_from_target\":3,\"dofollow_links\":2,\"linked_pages\":2,"
            "\"linked_domains\":1,\"first_seen\":\"2024-01-01T00:00:00Z\"},\n"
            "{\"anchor\":\"sea\",\"links_from_target\":1,\"dofollow_links\":1,\"linked_pages\":1,"
            "\"linked_domains\":1,\"first_seen\":\"2024-01-02T00:00:00Z\"}]}\n");
  EXPECT_EQ(body("target=a.example&select=anchor,linked_pages", true),
            "{\"linkedanchors\":[{\"anchor\":\"ex\",\"linked_pages\":1}]}\n");
}

TEST_F(V3AnswerTest, FiltersOrdersAndPages) {
  const std::string anchors = "target=a.example&output=csv&select=anchor";
  EXPECT_EQ(body(anchors), "anchor\r\nbee\r\nsea\r\n");
  EXPECT_EQ(body(anchors + "&order_by=links_from_target:asc"), "anchor\r\nsea\r\nbee\r\n");
  EXPECT_EQ(body(anchors + "&order_by=anchor:desc&limit=1"), "anchor\r\nsea\r\n");
  EXPECT_EQ(body(anchors + "&offset=1"), "anchor\r\nsea\r\n");
  EXPECT_EQ(body(anchors + "&where={\"field\":\"linked_domains\",\"is\":[\"eq\",1]}"),
            "anchor\r\nbee\r\nsea\r\n");
  EXPECT_EQ(body(anchors + "&where={\"field\":\"links_from_target\",\"is\":[\"gt\",1]}"),
            "anchor\r\nbee\r\n");
  EXPECT_EQ(body(anchors + "&where={\"field\":\"first_seen\",\"is\":[\"gt\",\"2024-01-01\"]}"),
            "anchor\r\nsea\r\n");
  EXPECT_EQ(body(anchors + "&where={\"field\":\"url_to\",\"is\":[\"suffix\",\"/2\"]}"),
            "anchor\r\nbee\r\n");
}

TEST_F(V3AnswerTest, ProtocolRulesWhateverTheTargetNames) {
  const std::string links = "select=links_from_target&output=csv&mode=domain";
  EXPECT_EQ(body(links + "&target=https://a.example/"), "links_from_target\r\n3\r\n1\r\n");
  EXPECT_EQ(body(links + "&target=https://a.example/&protocol=http"), "links_from_target\r\n2\r\n");
  EXPECT_EQ(body(links + "&target=a.example&protocol=https"), "links_from_target\r\n1\r\n1\r\n");
}

TEST_F(V3AnswerTest, EachOutput) {
  const std::string query = "target=a.example&select=anchor&limit=1";
  EXPECT_NE(body(query + "&output=xml")
                .find("<AhrefsApiResponse><linkedanchors><linkedanchor><anchor>bee</anchor>"),
            std::string::npos);
  EXPECT_EQ(body(query + "&output=php"),
            "a:1:{s:13:\"linkedanchors\";a:1:{i:0;a:1:{s:6:\"anchor\";s:3:\"bee\";}}}");
  EXPECT_EQ(answer(query + "&output=ndjson")->status(), 400);
}

TEST_F(V3AnswerTest, TellsWhatItCosts) {
  const auto headers_of = [&](const std::string& query) {
    std::string text;
    for (const ApiHeader& header : answer(query)->headers()) {
      text += header.name + ": " + header.value + "\n";
    }
    return text;
  };
  EXPECT_EQ(headers_of("target=a.example&select=anchor&order_by=first_seen&where="
                       "{\"field\":\"anchor\",\"is\":[\"neq\",\"sea\"]}"),
            "x-api-rows: 1\nx-api-units-cost-row: 2\nx-api-units-cost-total: 50\n"
            "x-api-units-cost-total-actual: 50\nx-api-cache: no_cache\n");
  EXPECT_EQ(headers_of("target=a.example&select=anchor&where="
                       "{\"field\":\"traffic_page\",\"is\":\"is_null\"}")
                .substr(0, 38),
            "x-api-rows: 2\nx-api-units-cost-row: 11");
}

TEST_F(V3AnswerTest, IsPaidForByTheKey) {
  const auto ledger = ApiLedger::load(index_.db(), {{"ann", 120, sha256_hex("k")}}, 0, [] {
                        return day(0);
                      }).value();
  const std::string query = "target=a.example&select=anchor&limit=10";
  EXPECT_EQ(answer(query, false, ledger.get())->status(), 401);
  EXPECT_EQ(answer(query, false, ledger.get(), "wrong")->status(), 401);
  const auto left = [&] { return ledger->balance(*ledger->find("k")).rows_left; };
  {
    const auto paid = answer(query, false, ledger.get(), "k");
    EXPECT_EQ(paid->status(), 200);
    EXPECT_EQ(left(), 70U);
    EXPECT_NE(paid->next_piece().value(), "");
  }
  EXPECT_EQ(left(), 70U);
  EXPECT_EQ(answer(query + "&limit=100000", false, ledger.get(), "k")->status(), 400);
  EXPECT_EQ(left(), 70U);
  EXPECT_EQ(answer("target=a.example&select=anchor&limit=71", false, ledger.get(), "k")->status(),
            403);
}

TEST_F(V3AnswerTest, WhatIsWrongIsNamed) {
  const struct {
    std::string query;
    std::string want;  // how the body begins
  } cases[] = {
      {"select=anchor", "{\"error\":\"target: want a host"},
      {"target=a.example", "{\"error\":\"select: want columns"},
      {"target=a.example&select=ip", "{\"error\":\"select: \\\"ip\\\" cannot stand there"},
      {"target=a.example&select=url_to", "{\"error\":\"select: \\\"url_to\\\" cannot stand there"},
      {"target=a.example&select=anchor,anchor", "{\"error\":\"select: \\\"anchor\\\" stands"},
      {"target=a.example&select=anchor&mode=all", "{\"error\":\"mode "},
      {"target=a.example&select=anchor&protocol=ftp", "{\"error\":\"protocol: want both"},
      {"target=ftp://a/&select=anchor", "{\"error\":\"target: want"},
      {"target=a.example&select=anchor&limit=-1", "{\"error\":\"limit: \\\"-1\\\": want"},
      {"target=a.example&select=anchor&order_by=anchor:up", "{\"error\":\"order_by: "},
      {"target=a.example&select=anchor&having=1", "{\"error\":\"unknown parameter"},
      {"target=a.example&select=anchor&where=x", "{\"error\":\"where: not JSON"},
  };
  for (const auto& one : cases) {
    const auto refused = answer(one.query);
    EXPECT_EQ(refused->status(), 400) << one.query;
    EXPECT_EQ(refused->next_piece().value().substr(0, one.want.size()), one.want) << one.query;
  }
  EXPECT_EQ(answer("target=a.example&select=linked_domains", true)->status(), 400);
}

}  // namespace
}  // namespace anchord
