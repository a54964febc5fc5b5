#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "indexer/condition.h"
#include "tests/indexer/sample_index.h"

namespace anchord {

// Conditions get their text in a block of its exact size, so that reading past it is seen.
inline Result<Condition> parse(std::string_view text, Clause clause) {
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

struct ConditionCase {
  const char* where;
  const char* want;
};

}  // namespace anchord
