#include "indexer/condition.h"

#include <gtest/gtest.h>

#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

// Conditions get their text in a block of its exact size, so that reading past it is seen.
Result<Condition> parse(std::string_view text, Clause clause) {
  const std::vector<char> exact(text.begin(), text.end());
  return Condition::parse({exact.data(), exact.size()}, clause);
}

// One link with something in every column.
class ConditionTest : public testing::Test {
 protected:
  ConditionTest() {
    const Url from = *Url::parse("http://www.example.com/docs/test?a=1");
    links_ = SampleIndex::link_set(from, {{.to = "https://other.example/Path",
                                           .anchor = "Grüße aus KÖLN, \"hier\" it's \\ Straße",
                                           .type = LinkType::kHref,
                                           .alt = "A picture",
                                           .text_pre = "before",
                                           .text_post = "after",
                                           .rel = kRelUgc | kRelSponsored}});
    page_.ip = "192.0.2.7";
    page_.size = 12345;
    page_.encoding = "utf8";
    page_.title = "Title";
    href_ = from.href();
    row_ = {.url_from = href_, .page = &page_, .links = &links_, .link = links_.links.data()};
    row_.dates = LinkDates{.first_seen = day(0) + std::chrono::hours(12),
                           .last_visited = day(10),
                           .prev_visited = kNever,
                           .original = true};
  }

  std::string matches(std::string_view where) const {
    auto condition = parse(where, Clause::kWhere);
    if (!condition) return condition.error().message;
    return condition->matches(row_) ? "yes" : "no";
  }

  PageRecord page_;
  LinkSet links_;
  std::string href_;
  LinkRow row_;
};

struct Case {
  const char* where;
  const char* want;
};

TEST_F(ConditionTest, ComparesByType) {
  const Case cases[] = {
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
  for (const Case& c : cases) EXPECT_EQ(matches(c.where), c.want) << c.where;
}

// A day equals all of its seconds; < and > compare with its midnight; <= and >= include all of it.
TEST_F(ConditionTest, ComparesDates) {
  const Case cases[] = {
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
  for (const Case& c : cases) EXPECT_EQ(matches(c.where), c.want) << c.where;
}

TEST_F(ConditionTest, FindsSubstringsWhateverTheirCase) {
  const Case cases[] = {
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
  for (const Case& c : cases) EXPECT_EQ(matches(c.where), c.want) << c.where;
}

TEST_F(ConditionTest, RefusesNamingWhatWhereAndWhatIsAllowed) {
  const Case cases[] = {
      {"page_size", "where, byte 10: want an operator: = <> < <= > >="},
      {"page_size=", "where, byte 11: want a value"},
      {"page_size=1,", "where, byte 13: want a condition: column, operator, value"},
      {"page_size=1 2", "where, byte 13: want a comma or the end after a condition"},
      {",", "where, byte 1: want a condition: column, operator, value"},
      {"page_size=x", "where, byte 11: \"page_size\" wants a number of at most 18 digits"},
      {"page_size=1.", "where, byte 11: \"page_size\" wants a number of at most 18 digits"},
      {"page_size>1234567890123456789",
       "where, byte 11: \"page_size\" wants a number of at most 18 digits"},
      {"anchor=bee", "where, byte 8: \"anchor\" wants a text in quotes"},
      {"anchor=\"bee", "where, byte 8: the quote is not closed"},
      {"anchor=\"bee\\", "where, byte 8: the quote is not closed"},
      {"nofollow=1", "where, byte 10: \"nofollow\" wants true or false"},
      {"nofollow=\"true\"", "where, byte 10: \"nofollow\" wants true or false"},
      {"nofollow<true", "where, byte 10: \"nofollow\" wants the operator = or <>"},
      {"first_seen>2024-01-01",
       "where, byte 12: \"first_seen\" wants a date in quotes: \"2024-05-31\" or "
       "\"2024-05-31T12:00:00Z\""},
      {"first_seen>\"2024-02-30\"",
       "where, byte 12: \"first_seen\" wants a date in quotes: \"2024-05-31\" or "
       "\"2024-05-31T12:00:00Z\""},
      {"substring(page_size,\"1\")",
       "where, byte 11: substring wants a column of text, \"page_size\" is integer"},
      {"substring(anchor \"1\")", "where, byte 18: want a comma after the column"},
      {"substring(anchor,1)", "where, byte 18: want a text in quotes"},
      {"substring(anchor,\"1\"", "where, byte 21: want a closing parenthesis"},
      {"regex(anchor,\"1\")", "where, byte 1: unknown function \"regex\": want substring"},
  };
  for (const Case& c : cases) EXPECT_EQ(matches(c.where), c.want) << c.where;
}

TEST_F(ConditionTest, RefusesTooLongATextAsAWhole) {
  EXPECT_EQ(matches("anchor=\"" + std::string(kConditionBytesMax, 'a') + "\""),
            "where: longer than 65536 bytes");
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
  const Case cases[] = {
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
  for (const Case& c : cases) {
    auto having = parse(c.where, Clause::kHaving);
    const std::string got = !having                  ? having.error().message
                            : having->matches(group) ? "yes"
                                                     : "no";
    EXPECT_EQ(got, c.want) << c.where;
  }
}

// Every beginning of a valid text is valid or refused, and read no further than its end.
TEST_F(ConditionTest, EveryTruncationIsHandled) {
  const std::string whole =
      "substring(anchor,\"a\\\"b\"),page_size>=10.50,first_seen<>'2024-01-01',nofollow=true";
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    EXPECT_NE(matches(whole.substr(0, size)), "") << size;
  }
}

}  // namespace
}  // namespace anchord
