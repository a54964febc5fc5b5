#include "indexer/condition.h"

#include "tests/indexer/condition_testing.h"

namespace anchord {
namespace {

TEST_F(ConditionTest, ComparesByType) {
  const ConditionCase cases[] = {
      {"", "yes"},
      {"   ", "yes"},
      {"page_size=12345", "yes"},
      {"page_size<>12345", "no"},
      {"page_size<12345", "no"},
      {"page_size<=12345", "yes"},
      {"page_size>12344", "yes"},
      {"page_size>=12346", "no"},
      {"page_size>\"12344\"", "yes"},
      {"page_size='12345'", "yes"},
      {"page_size=12345.0", "yes"},
      {"page_size=12345.5", "no"},
      {"page_size<>12345.5", "yes"},
      {"page_size<12345.5", "yes"},
      {"page_size>=12344.5", "yes"},
      {"page_size>12345.5", "no"},
      {"redirect>-0.5", "yes"},
      {"redirect<-0.5", "no"},
      {"redirect<=-0.5", "no"},
      {"redirect>=-1", "yes"},
      {"links_external=1,links_internal=0", "yes"},
      {"links_internal>0", "no"},
      {"ahrefs_rank=0,domain_rating=0", "yes"},
      {"nofollow=true", "yes"},
      {"nofollow=false", "no"},
      {"nofollow<>false", "yes"},
      {"original=true", "yes"},
      {"link_type=\"href\"", "yes"},
      {"link_type<>\"redirect\"", "yes"},
      {"encoding='utf8',ip=\"192.0.2.7\",title>=\"Title\"", "yes"},
      {"title=\"title\"", "no"},
      {"title<\"Titlf\"", "yes"},
      {"title>\"Titlf\"", "no"},
      {"title<=\"Title\"", "yes"},
      {"alt<>\"\"", "yes"},
  };
  for (const ConditionCase& c : cases) EXPECT_EQ(matches(c.where), c.want) << c.where;
}

// A day equals all of its seconds; < and > compare with its midnight; <= and >= include all of it.
TEST_F(ConditionTest, ComparesDates) {
  const ConditionCase cases[] = {
      {"first_seen=\"2024-01-01\"", "yes"},
      {"first_seen<>\"2024-01-01\"", "no"},
      {"first_seen>\"2024-01-01\"", "yes"},
      {"first_seen<\"2024-01-01\"", "no"},
      {"first_seen<\"2024-01-02\"", "yes"},
      {"first_seen<=\"2024-01-01\"", "yes"},
      {"first_seen>=\"2024-01-01\"", "yes"},
      {"first_seen>=\"2024-01-02\"", "no"},
      {"first_seen=\"2024-01-01T12:00:00Z\"", "yes"},
      {"first_seen='2024-01-01 12:00:00'", "yes"},
      {"first_seen=\"2024-01-01T12:00:01\"", "no"},
      {"first_seen>\"2024-01-01T12:00:00Z\"", "no"},
      {"first_seen<=\"2024-01-01T12:00:00Z\"", "yes"},
      {"last_visited=\"2024-01-11\"", "yes"},
      {"last_visited>\"2024-01-11\"", "no"},
      {"prev_visited=\"2024-01-01\"", "no"},
      {"prev_visited<\"2030-01-01\"", "no"},
      {"prev_visited>\"1970-01-01\"", "no"},
      {"prev_visited<>\"2024-01-01\"", "yes"},
  };
  for (const ConditionCase& c : cases) EXPECT_EQ(matches(c.where), c.want) << c.where;
}

TEST_F(ConditionTest, FindsSubstringsWhateverTheirCase) {
  const ConditionCase cases[] = {
      {"substring(url_from,\"test\")", "yes"},
      {"substring(url_from,\"TEST\")", "yes"},
      {"substring(url_from,\"rest\")", "no"},
      {"substring(url_to,'path')", "yes"},
      {"substring(anchor,\"köln\")", "yes"},
      {"substring(anchor,\"GRÜSSE\")", "yes"},
      {"substring(anchor,\"STRASSE\")", "yes"},
      {"substring(anchor,\"gruße\")", "no"},
      {"substring(anchor,\"\\\"hier\\\"\")", "yes"},
      {"substring(anchor,\"it\\'s \\\\ s\")", "yes"},
      {"substring(anchor,'it\\'s')", "yes"},
      {"substring(anchor,\"a\\0b\")", "no"},
      {"substring(alt,\"\")", "yes"},
      {" substring ( alt , \"PICTURE\" ) , page_size > 5 ", "yes"},
      {"substring(anchor,\",\"),substring(text_pre,\"nowhere\")", "no"},
  };
  for (const ConditionCase& c : cases) EXPECT_EQ(matches(c.where), c.want) << c.where;
}

TEST_F(ConditionTest, FindsWordsInSequenceWhateverTheirCase) {
  const ConditionCase cases[] = {
      {"word(anchor,\"köln\")", "yes"},
      {"word(anchor,\"Kö\")", "no"},
      {"word(anchor,'grüsse')", "yes"},
      {"word(anchor,\"aus KÖLN hier\")", "yes"},
      {"word(anchor,\"aus, köln!\")", "yes"},
      {"word(anchor,\"köln aus\")", "no"},
      {"word(anchor,\"aus hier\")", "no"},
      {"word(anchor,\"it\")", "yes"},
      {"word(anchor,\"it's\")", "yes"},
      {"word(anchor,\"its\")", "no"},
      {"word(url_from,\"test\")", "yes"},
      {"word(url_from,\"tes\")", "no"},
      {"word(url_from,\"a 1\")", "yes"},
      {"word(alt,\"a\")", "yes"},
      {"word(title,\"anything\")", "no"},
      {"word(anchor,\"...\")", "where, byte 13: word wants a letter or digit"},
      {"word(anchor,\"\")", "where, byte 13: word wants a letter or digit"},
  };
  for (const ConditionCase& c : cases) EXPECT_EQ(matches(c.where), c.want) << c.where;
}

TEST_F(ConditionTest, FindsSubdomainsAtALabel) {
  const ConditionCase cases[] = {
      {"subdomain(url_from,\"example.com\")", "yes"},
      {"subdomain(url_from,\"www.example.com\")", "yes"},
      {"subdomain(url_from,\"EXAMPLE.com\")", "yes"},
      {"subdomain(url_from,\".example.com\")", "yes"},
      {"subdomain(url_from,\"com\")", "yes"},
      {"subdomain(url_from,\"ample.com\")", "no"},
      {"subdomain(url_from,\"docs.www.example.com\")", "no"},
      {"subdomain(url_from,\"test\")", "no"},
      {"subdomain(url_to,'other.example')", "yes"},
      {"subdomain(title,\"title\")", "yes"},
      {"subdomain(url_from,\"köln.example\")", "no"},
      {"subdomain(url_from,\"\")", "where, byte 20: subdomain wants a domain"},
  };
  for (const ConditionCase& c : cases) EXPECT_EQ(matches(c.where), c.want) << c.where;
}

TEST_F(ConditionTest, EveryColumnStandsInWhere) {
  for (const Column& column : columns()) {
    const std::string name(column.name);
    const char* value = column.type == ColumnType::kText      ? "=\"?\""
                        : column.type == ColumnType::kInteger ? "=77"
                        : column.type == ColumnType::kDate    ? "=\"1999-01-01\""
                                                              : "=false";
    EXPECT_EQ(matches(name + value), "no") << name;
  }
}

TEST(HavingTest, SeesTheSumsOfTheGroup) {
  const AnchorGroup group{"Bee", 3, 4};
  const ConditionCase cases[] = {
      {"links_internal=3,links_external>=4", "yes"},
      {"links_external>4", "no"},
      {"substring(anchor,\"BE\")", "yes"},
      {"url_from=\"x\"",
       "having, byte 1: column \"url_from\" cannot stand there: having takes anchor, "
       "links_internal, links_external"},
      {"colour=\"x\"",
       "having, byte 1: unknown column \"colour\": having takes anchor, links_internal, "
       "links_external"},
  };
  for (const ConditionCase& c : cases) {
    auto having = parse(c.where, Clause::kHaving);
    const std::string got = !having                  ? having.error().message
                            : having->matches(group) ? "yes"
                                                     : "no";
    EXPECT_EQ(got, c.want) << c.where;
  }
}

}  // namespace
}  // namespace anchord
