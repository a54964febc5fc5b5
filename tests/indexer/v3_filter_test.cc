#include "indexer/v3_filter.h"

#include <gtest/gtest.h>

#include "indexer/link_scan.h"
#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

class V3FilterTest : public testing::Test {
 protected:
  V3FilterTest() {
    index_.visit("http://www.a.example/", day(0),
                 {{.to = "https://b.example/Docs", .anchor = "Big Docs", .text_pre = "see the"},
                  {.to = "/x", .anchor = "docs", .rel = kRelUgc, .position = Position::kNav},
                  {.to = "http://c.example:81/", .alt = "pic"}},
                 {.http_status = 200, .encoding = "utf8", .title = "Home"});
  }

  // The targets of the links that fulfil the filter.
  std::string found(const std::string& filter) {
    auto parsed = parse_v3_filter(filter, false);
    if (!parsed) return "error: " + parsed.error().message;
    const auto target = Target::parse("a.example", TargetMode::kSubdomains);
    LinkScan scan(index_.db(), *target, LinkScan::Which::kLive);
    std::string names;
    while (const LinkRow* row = scan.next()) {
      if (!parsed->where.matches(*row)) continue;
      names.append(names.empty() ? "" : " ").append(row->links->target(*row->link));
    }
    return names;
  }
  static std::string wrong(const std::string& filter) {
    const auto parsed = parse_v3_filter(filter, true);
    return parsed ? "" : parsed.error().message;
  }

  SampleIndex index_;
  const std::string b_ = "https://b.example/Docs";
  const std::string x_ = "http://www.a.example/x";
  const std::string c_ = "http://c.example:81/";
};

TEST_F(V3FilterTest, EveryConditionOfEachType) {
  const std::string all = b_ + " " + x_ + " " + c_;
  const struct {
    std::string filter;
    std::string want;
  } cases[] = {
      {"", all},
      {R"({"field":"anchor","is":["eq","docs"]})", x_},
      {R"({"field":"anchor","is":["neq","docs"]})", b_ + " " + c_},
      {R"({"field":"anchor","is":["substring","docs"]})", x_},
      {R"({"field":"anchor","is":["isubstring","DOCS"]})", b_ + " " + x_},
      {R"({"field":"anchor","is":["phrase_match","Docs"]})", b_},
      {R"({"field":"anchor","is":["phrase_match","Doc"]})", ""},
      {R"({"field":"anchor","is":["iphrase_match","big docs"]})", b_},
      {R"({"field":"url_to","is":["prefix","https:"]})", b_},
      {R"({"field":"url_to","is":["suffix","/"]})", c_},
      {R"({"field":"url_to","is":["regex","example(:[0-9]+)/$"]})", c_},
      {R"({"field":"anchor","is":["gt","big"]})", x_},
      {R"({"field":"anchor","is":"empty"})", c_},
      {R"({"field":"anchor","is":"is_null"})", ""},
      {R"({"field":"positions","is":"is_null"})", all},
      {R"({"field":"positions","is":["gte",0]})", ""},
      {R"({"field":"port_target","is":["gt",80]})", b_ + " " + c_},
      {R"({"field":"port_target","is":["lte","81"]})", x_ + " " + c_},
      {R"({"field":"port_source","is":["eq",80.0]})", all},
      {R"({"field":"is_ugc","is":["eq",true]})", x_},
      {R"({"field":"is_dofollow","is":["neq",true]})", x_},
      {R"({"field":"is_content","is":["eq",false]})", x_},
      {R"({"field":"link_type","is":["eq","image"]})", c_},
      {R"({"field":"domain","is":["eq","a.example"]})", all},
      {R"({"field":"title","is":["eq","Home"]})", all},
      {R"({"field":"snippet_left","is":["suffix","the"]})", b_},
      {R"({"field":"languages","list_is":{"any":{"not":["eq","en"]}}})", ""},
      {R"({"field":"languages","list_is":{"all":["eq","en"]}})", all},
      {R"({"field":"url_redirect_with_target","list_is":{"any":{"or":[["eq",")" + b_ +
           R"("],["substring","/x"]]}}})",
       b_ + " " + x_},
  };
  for (const auto& one : cases) EXPECT_EQ(found(one.filter), one.want) << one.filter;
}

TEST_F(V3FilterTest, AndOrNotInsideOneAnother) {
  const std::string docs = R"({"field":"anchor","is":["isubstring","docs"]})";
  const std::string nav = R"({"field":"is_content","is":["eq",false]})";
  EXPECT_EQ(found(R"({"and":[)" + docs + "," + nav + "]}"), x_);
  EXPECT_EQ(found(R"({"and":[)" + docs + R"(,{"not":)" + nav + "}]}"), b_);
  EXPECT_EQ(found(R"({"not":{"or":[)" + docs + "," + nav + "]}}"), c_);
  EXPECT_EQ(found(R"({"not":{"not":)" + docs + "}}"), b_ + " " + x_);
  EXPECT_EQ(found(R"({"or":[{"and":[)" + nav + "," + nav + R"(]},{"not":)" + docs + "}]}"),
            x_ + " " + c_);
}

TEST_F(V3FilterTest, GroupsAndLinksAreParted) {
  const std::string link = R"({"field":"is_ugc","is":["eq",true]})";
  const std::string group = R"({"field":"linked_pages","is":["gt",1]})";
  const std::string anchor = R"({"field":"anchor","is":["eq","a"]})";
  const auto both = parse_v3_filter(R"({"and":[)" + link + R"(,{"and":[)" + group + "]}]}", true);
  ASSERT_TRUE(both);
  EXPECT_FALSE(both->where.empty());
  EXPECT_FALSE(both->having.empty());
  const auto either = parse_v3_filter(R"({"or":[)" + anchor + "," + group + "]}", true);
  ASSERT_TRUE(either);
  EXPECT_TRUE(either->where.empty());
  EXPECT_EQ(wrong(R"({"or":[)" + link + "," + group + "]}").substr(0, 40),
            "where: \"or\" and \"not\" cannot join condit");
}

TEST_F(V3FilterTest, WhatIsWrongIsNamed) {
  const auto deep = [](int times) {
    std::string filter = R"({"field":"anchor","is":"empty"})";
    for (int i = 0; i < times; ++i) filter = R"({"not":)" + filter + "}";
    return filter;
  };
  EXPECT_EQ(wrong(deep(100)), "");
  EXPECT_EQ(wrong(deep(101)), "where: more than 100 and, or and not inside one another");
  EXPECT_EQ(wrong(std::string(60'000, '[')), wrong(deep(101)));
  EXPECT_EQ(wrong(std::string(kConditionBytesMax + 1, ' ')), "where: longer than 65536 bytes");
  std::string many;
  for (std::size_t i = 0; i <= kRegexesMax; ++i) {
    many += std::string(i > 0 ? "," : "") + R"({"field":"anchor","is":["regex","a"]})";
  }
  EXPECT_EQ(wrong(R"({"and":[)" + many + "]}"), "where: more than 16 regular expressions");
  const struct {
    std::string filter;
    std::string want;  // how the message begins
  } cases[] = {
      {"{", "where: not JSON"},
      {"[]", "where: want {\"and\":[...]}"},
      {R"({"and":[]})", "where: \"and\" and \"or\" want an array with at least one filter"},
      {R"({"and":{}})", "where: \"and\" and \"or\" want an array"},
      {R"({"field":"anchor"})", "where: want {"},
      {R"({"field":"anchor","is":"empty","modifier":"uppercase"})",
       "where: \"modifier\" is not known"},
      {R"({"field":"ip","is":"empty"})", "where: unknown field \"ip\": want one of anchor, "},
      {R"({"field":"linked_domains","is":["gt",1]})", "where: unknown field \"linked_domains\""},
      {R"({"field":7,"is":"empty"})", "where: unknown field 7"},
      {R"({"field":"anchor","is":["like","a"]})",
       "where: \"anchor\" wants [OPERATOR,VALUE] with one of the operators eq, neq, gt"},
      {R"({"field":"anchor","is":["eq",1]})", "where: \"anchor\" wants a text"},
      {R"({"field":"anchor","is":["regex","("]})", "where: \"anchor\" regular expression: missing"},
      {R"({"field":"is_ugc","is":["gt",true]})", "where: \"is_ugc\" wants the operator eq or neq"},
      {R"({"field":"is_ugc","is":["eq","true"]})", "where: \"is_ugc\" wants true or false"},
      {R"({"field":"linked_pages","is":["prefix","1"]})",
       "where: \"linked_pages\" wants one of the operators eq"},
      {R"({"field":"linked_pages","is":"empty"})", "where: \"linked_pages\" is no text"},
      {R"({"field":"first_seen","is":["gt","soon"]})", "where: \"first_seen\" wants a date"},
      {R"({"field":"languages","is":"empty"})", "where: \"languages\" wants list_is"},
      {R"({"field":"anchor","list_is":{"any":"empty"}})", "where: \"anchor\" wants is"},
      {R"({"field":"languages","list_is":["eq","en"]})", "where: list_is wants {\"any\":...}"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(wrong(one.filter).substr(0, one.want.size()), one.want) << one.filter;
  }
}

}  // namespace
}  // namespace anchord
