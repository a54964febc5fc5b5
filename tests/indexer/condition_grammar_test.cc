#include "tests/indexer/condition_testing.h"

// How conditions are joined, and what is refused.
namespace anchord {
namespace {

// T and F stand for conditions that hold, and that do not.
TEST_F(ConditionTest, JoinsConditions) {
  const ConditionCase cases[] = {
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
  for (const ConditionCase& c : cases) EXPECT_EQ(matches(expanded(c.where)), c.want) << c.where;
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
  const ConditionCase cases[] = {
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
  for (const ConditionCase& c : cases) EXPECT_EQ(matches(c.where), c.want) << c.where;
}

TEST_F(ConditionTest, RefusesTooLongATextAsAWhole) {
  EXPECT_EQ(matches("anchor=\"" + std::string(kConditionBytesMax, 'a') + "\""),
            "where: longer than 65536 bytes");
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
