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

  // With a condition for each T and F.
  static std::string expanded(std::string_view pattern) {
    std::string where;
    for (const char c : pattern) {
      if (c == 'T' || c == 'F') where += c == 'T' ? "redirect=0" : "redirect=1";
      if (c != 'T' && c != 'F') where.push_back(c);
    }
    return where;
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

TEST_F(ConditionTest, FindsWordsInSequenceWhateverTheirCase) {
  const Case cases[] = {
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
  for (const Case& c : cases) EXPECT_EQ(matches(c.where), c.want) << c.where;
}

TEST_F(ConditionTest, FindsSubdomainsAtALabel) {
  const Case cases[] = {
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
  for (const Case& c : cases) EXPECT_EQ(matches(c.where), c.want) << c.where;
}

// T and F stand for conditions that hold, and that do not.
TEST_F(ConditionTest, JoinsConditions) {
  const Case cases[] = {
      {"T or F", "yes"},
      {"F or F", "no"},
      {"F or T", "yes"},
      {"T and F", "no"},
      {"not F", "yes"},
      {"not T", "no"},
      {"not not T", "yes"},
      {"not F and F", "no"},
      {"not (F and F)", "yes"},
      {"T or F and F", "yes"},
      {"(T or F) and F", "no"},
      {"F and F or T", "yes"},
      {"F and (F or T)", "no"},
      {"T or T,F", "no"},
      {"F,T or T", "no"},
      {"T,F or T,not F", "yes"},
      {"not (T or F)", "no"},
      {"not (F or not T) and not (T and F)", "yes"},
      {"((((T))))", "yes"},
      {"not(not(not(T)))", "no"},
      {"(T,F)or(T,T)", "yes"},
      {"not prev_visited>\"1970-01-01\"", "yes"},
      {"(page_size=1)or substring(alt,\")\")", "no"},
  };
  for (const Case& c : cases) EXPECT_EQ(matches(expanded(c.where)), c.want) << c.where;
}

// Every expression of three conditions against C++'s own operators.
TEST_F(ConditionTest, JoinsAsLogicDoes) {
  for (int bits = 0; bits < 1 << 8; ++bits) {
    const auto bit = [bits](int i) { return (bits >> i & 1) != 0; };
    const bool a = bit(0);
    const bool b = bit(1);
    const bool c = bit(2);
    const auto text = [](bool value) { return std::string(value ? "T" : "F"); };
    const auto joined = [](bool both, bool left, bool right) {
      return both ? left && right : left || right;
    };
    const std::string first = bit(3) ? " and " : " or ";
    const std::string second = bit(4) ? " and " : " or ";
    const std::string outer = bit(5) ? "not " : "";
    const std::string inner = bit(6) ? "not " : "";
    const bool inside = bit(6) != joined(bit(4), b, c);
    const bool want = bit(5) != joined(bit(3), a, inside);
    std::string where =
        outer + "(" + text(a) + first + inner + "(" + text(b) + second + text(c) + "))";
    if (bit(7)) where = "T, " + where;
    EXPECT_EQ(matches(expanded(where)), want ? "yes" : "no") << where;
  }
}

TEST_F(ConditionTest, BoundsWhatItTakes) {
  const auto repeated = [](const std::string& text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
  };
  const std::string depth = std::to_string(kConditionDepthMax);
  const std::string deep =
      repeated("(", kConditionDepthMax) + "redirect=0" + repeated(")", kConditionDepthMax);
  EXPECT_EQ(matches(deep), "yes");
  EXPECT_EQ(matches("(" + deep + ")"),
            "where, byte 101: more than " + depth + " parentheses and nots inside one another");
  EXPECT_EQ(matches(repeated("not ", 60000 / 4) + "redirect=0"),
            "where, byte 401: more than " + depth + " parentheses and nots inside one another");
  EXPECT_EQ(matches(repeated("not redirect=1,", kConditionDepthMax + 1) + "redirect=0"), "yes");
  const std::string many = repeated("redirect=1 or ", kConditionTermsMax - 1);
  EXPECT_EQ(matches(many + "redirect=0"), "yes");
  EXPECT_EQ(matches(many + "redirect=1 or redirect=0"),
            "where, byte 14001: more than 1000 conditions");
}

TEST_F(ConditionTest, RefusesNamingWhatWhereAndWhatIsAllowed) {
  const Case cases[] = {
      {"page_size", "where, byte 10: want an operator: = <> < <= > >="},
      {"page_size=", "where, byte 11: want a value"},
      {"page_size=1,", "where, byte 13: want a condition: column, operator, value"},
      {"page_size=1 2", "where, byte 13: want and, or, a comma or the end after a condition"},
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
      {"(redirect=0", "where, byte 1: the parenthesis is not closed"},
      {"redirect=0)", "where, byte 11: the parenthesis was not opened"},
      {"redirect=0 or", "where, byte 14: want a condition: column, operator, value"},
      {"redirect=0 xor redirect=0",
       "where, byte 12: want and, or, a comma or the end after a condition"},
      {"()", "where, byte 2: want a condition: column, operator, value"},
      {"not", "where, byte 4: want a condition: column, operator, value"},
      {"regex(anchor,\"1\")",
       "where, byte 1: unknown function \"regex\": want substring, word or subdomain"},
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
      "substring(anchor,\"a\\\"b\"),page_size>=10.50,first_seen<>'2024-01-01',nofollow=true or not "
      "(word(alt,\"a\") and subdomain(url_to,\"b\"))";
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    EXPECT_NE(matches(whole.substr(0, size)), "") << size;
  }
}

}  // namespace
}  // namespace anchord
