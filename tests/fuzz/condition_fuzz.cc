#include <string>
#include <string_view>

#include "indexer/condition.h"
#include "tests/fuzz/fuzzing.h"

// The input: a condition. What is accepted is evaluated over one link and one group.
namespace anchord {
namespace {

constexpr std::string_view kText = "Anchor the caf\xC3\xA9 docs";

LinkSet one_link() {
  LinkSet links;
  Link link{.internal = true};
  link.target = links.add_target("https://www.example.com/docs/");
  link.anchor = links.add_text(kText);
  links.links.push_back(link);
  return links;
}

}  // namespace

void check(std::string_view input) {
  auto where = Condition::parse(input, Clause::kWhere);
  if (where) {
    static const LinkSet kLinks = one_link();
    static const PageRecord kPage{.http_status = 200, .encoding = "utf8", .title = "Title"};
    const LinkRow row{"http://example.com/", &kPage, &kLinks, &kLinks.links.front(), LinkDates{}};
    const bool matches = where->matches(row);
    // A page may be passed over only where none of its links matches.
    require(!matches || where->may_match_pieces_of(kLinks.text));
    auto negated = Condition::parse("not (" + std::string(input) + ")", Clause::kWhere);
    require(!negated || where->empty() || negated->matches(row) != matches);
  }
  auto having = Condition::parse(input, Clause::kHaving);
  if (having) having->matches(AnchorGroup{std::string(kText), 3, 4});
}

}  // namespace anchord
