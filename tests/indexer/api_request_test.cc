#include "indexer/api_request.h"

#include <gtest/gtest.h>

namespace anchord {
namespace {

// A request for linked_anchors, with more parameters as a query has them.
ApiResult<ApiRequest> request(const std::string& more) {
  return parse_api_request(
      parse_form("from=linked_anchors&target=example.com&mode=domain&token=secret&" + more));
}

std::string error_of(const ApiResult<ApiRequest>& parsed) {
  if (parsed) return "ok";
  return std::to_string(parsed.error().status) + " " + parsed.error().code + ": " +
         parsed.error().message;
}

std::string text_of(const std::vector<ApiParameter>& parameters) {
  std::string text;
  for (const ApiParameter& one : parameters) text += one.name + "[" + one.value + "]";
  return text;
}

TEST(ParseFormTest, TakesApartWhatClientsSend) {
  const struct {
    const char* form;
    const char* want;
  } cases[] = {
      {"", ""},
      {"a=b", "a[b]"},
      {"a=b&c=d", "a[b]c[d]"},
      {"where=nofollow=true", "where[nofollow=true]"},
      {"where=ahrefs_rank%3E10%2Cahrefs_rank%3C%3D25", "where[ahrefs_rank>10,ahrefs_rank<=25]"},
      {"a=b+c%20d", "a[b c d]"},
      {"a=%zz%4&b=%", "a[%zz%4]b[%]"},
      {"a&b=&=c&&", "a[]b[]"},
      {"%61=%c3%A4", "a[ä]"},
  };
  for (const auto& c : cases) EXPECT_EQ(text_of(parse_form(c.form)), c.want) << c.form;
}

TEST(ApiRequestTest, HasTheDefaultsOfTheApi) {
  const auto parsed = request("");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->report, ApiReport::kLinkedAnchors);
  EXPECT_EQ(parsed->output, ApiOutput::kJson);
  EXPECT_EQ(parsed->limit, 1000U);
  EXPECT_EQ(parsed->offset, 0U);
  EXPECT_TRUE(parsed->where.empty());
  EXPECT_TRUE(parsed->having.empty());
  EXPECT_TRUE(parsed->order_by.empty());
  ASSERT_EQ(parsed->select.size(), 3U);
  EXPECT_EQ(parsed->select[0]->name, "anchor");
  EXPECT_EQ(error_of(request("where=&having=&order_by=&select=&limit=&offset=&output=")), "ok");
}

TEST(ApiRequestTest, ReadsEveryParameter) {
  const auto parsed = request(
      "select=links_external,anchor&where=links_internal%3E0&having=word(anchor,%22link%22)"
      "&order_by=links_external:desc,anchor&limit=10&offset=5&output=php");
  ASSERT_TRUE(parsed.has_value()) << error_of(parsed);
  EXPECT_EQ(parsed->target->mode(), TargetMode::kDomain);
  EXPECT_EQ(parsed->target->url().host(), "example.com");
  ASSERT_EQ(parsed->select.size(), 2U);
  EXPECT_EQ(parsed->select[0]->name, "links_external");
  EXPECT_FALSE(parsed->where.empty());
  EXPECT_FALSE(parsed->having.empty());
  ASSERT_EQ(parsed->order_by.size(), 2U);
  EXPECT_TRUE(parsed->order_by[0].descending);
  EXPECT_FALSE(parsed->order_by[1].descending);
  EXPECT_EQ(parsed->limit, 10U);
  EXPECT_EQ(parsed->offset, 5U);
  EXPECT_EQ(parsed->output, ApiOutput::kPhp);
}

// What clients of the API are known to send.
TEST(ApiRequestTest, TakesTheRequestsOfClients) {
  for (const char* more : {
           "where=ahrefs_rank%3E10%2Csubstring(url_from%2C%22test%22)",
           "where=ahrefs_rank%3E10%2Cahrefs_rank%3C%3D25",
           "where=substring(text_pre,\"This \\'quoted\\' text\")",
           "where=anchor=\"This \\\"quoted\\\" text\"",
           "where=ahrefs_rank%3E%223%22",
           "where=first_seen%3E%222018-01-01%22",
           "where=subdomain(url_to,'dev')&output=json",
           "where=nofollow%3Dtrue,link_type%3D%22href%22",
           "order_by=links_external%3Adesc&limit=30&offset=60&output=json",
           "having=word(anchor,\"link\"),links_external%3E=1&limit=10&offset=5",
           "limit=5000000",
           "limit=0",
           "target=example.com",
       }) {
    EXPECT_EQ(error_of(request(more)), "ok") << more;
  }
}

TEST(ApiRequestTest, NamesWhatIsWrong) {
  const struct {
    const char* more;
    const char* want;
  } cases[] = {
      {"wher=1",
       "400 unknown_parameter: unknown parameter \"wher\": want some of token, from, target, mode, "
       "select, where, having, order_by, limit, offset, lost, stats, cursor, dry_run, output"},
      {"limit=1&limit=2",
       "400 repeated_parameter: limit: stands there twice, with different values"},
      {"output=yaml", "400 bad_output: output: \"yaml\": want one of json, xml, php, csv, ndjson"},
      {"lost=true",
       "400 unknown_parameter: lost: linked_anchors takes token, from, target, mode, select, "
       "where, "
       "having, order_by, limit, offset, stats, cursor, dry_run, output"},
      {"select=url_from",
       "400 bad_select: linked_anchors: select: column \"url_from\" cannot stand there: select "
       "takes "
       "anchor, links_internal, links_external"},
      {"select=colour",
       "400 bad_select: linked_anchors: select: unknown column \"colour\": select takes anchor, "
       "links_internal, links_external"},
      {"where=title",
       "400 bad_where: linked_anchors: where, byte 6: want an operator: = <> < <= > >="},
      {"having=nofollow=true",
       "400 bad_having: linked_anchors: having, byte 1: column \"nofollow\" cannot stand there: "
       "having takes anchor, links_internal, links_external"},
      {"order_by=url_to",
       "400 bad_order_by: linked_anchors: order_by: column \"url_to\" cannot stand there: order_by "
       "takes anchor, links_internal, links_external"},
      {"order_by=anchor:up",
       "400 bad_order_by: linked_anchors: order_by: \"anchor:up\": want :asc or :desc"},
      {"limit=-1", "400 bad_limit: limit: \"-1\": want a whole number from 0 to 5000000"},
      {"limit=5000001", "400 bad_limit: limit: \"5000001\": want a whole number from 0 to 5000000"},
      {"limit=99999999999999999999",
       "400 bad_limit: limit: \"99999999999999999999\": want a whole number from 0 to 5000000"},
      {"offset=x", "400 bad_offset: offset: \"x\": want a whole number of at most 18 digits"},
  };
  for (const auto& c : cases) EXPECT_EQ(error_of(request(c.more)), c.want) << c.more;
}

TEST(ApiRequestTest, NamesWhatIsMissing) {
  const struct {
    const char* query;
    const char* want;
  } cases[] = {
      {"",
       "400 missing_parameter: from: want one of linked_anchors, links, describe, "
       "subscription_info"},
      {"from=backlinks&target=a.example&mode=domain",
       "404 unknown_report: from: table \"backlinks\" not found: want one of linked_anchors, "
       "links, describe, subscription_info"},
      {"from=linked_anchors&mode=domain",
       "400 missing_parameter: target: want a host, a host with a path, or an http(s) URL"},
      {"from=linked_anchors&target=a.example",
       "400 missing_parameter: mode: want one of exact, prefix, domain, subdomains"},
      {"from=linked_anchors&target=a.example&mode=host",
       "400 bad_mode: mode \"host\": want one of exact, prefix, domain, subdomains"},
      {"from=linked_anchors&target=ftp://a.example&mode=exact",
       "400 bad_target: target \"ftp://a.example\": want a host, a host with a path, or an http(s) "
       "URL"},
      {"from=describe&target=a.example",
       "400 unknown_parameter: target: describe takes token, from, output"},
      {"from=links&target=a.example&mode=exact&having=anchor=\"\"",
       "400 unknown_parameter: having: links takes token, from, target, mode, select, where, "
       "limit, "
       "offset, lost, cursor, dry_run, output"},
      {"from=links&target=a.example&mode=exact&lost=yes",
       "400 bad_lost: lost: \"yes\": want true or false"},
      {"from=links&target=a.example&mode=exact&lost=true&select=url_from,ugc", "ok"},
      {"from=describe", "ok"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(error_of(parse_api_request(parse_form(c.query))), c.want) << c.query;
  }
}

TEST(ApiRequestTest, ATokenIsNeverRepeated) {
  const auto twice = request("token=other");
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().message.find("secret"), std::string::npos);
  EXPECT_EQ(twice.error().message.find("other"), std::string::npos);
}

}  // namespace
}  // namespace anchord
