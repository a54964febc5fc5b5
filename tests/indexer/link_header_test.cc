#include "indexer/link_header.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "indexer/ascii.h"
#include "tests/testdata.h"

namespace anchord {
namespace {

std::string drawn(std::string_view value) {
  const std::vector<char> block(value.begin(), value.end());
  std::string text;
  for (const HeaderLink& link : parse_link_header({block.data(), block.size()})) {
    text += "<" + link.target + ">";
    for (const auto& [name, parameter] : link.parameters)
      text += " " + name + "=[" + parameter + "]";
    text += "; ";
  }
  return text;
}

TEST(LinkHeaderTest, Values) {
  struct Case {
    const char* value;
    const char* want;
  };
  const std::vector<Case> cases = {
      {"<a>; rel=b", "<a> rel=[b]; "},
      {"<a>", "<a>; "},
      {"< a >;REL = \"b c\" ; x", "<a> rel=[b c] x=[]; "},
      {"<a>; rel=b, <c>; rel=d", "<a> rel=[b]; <c> rel=[d]; "},
      {",, <a>; rel=b,,<c>,", "<a> rel=[b]; <c>; "},
      {"<a,b;c>; t=\"x\\\"y, <z>\"; rel=b", "<a,b;c> t=[x\"y, <z>] rel=[b]; "},
      {"<a>; rel=\"b", "<a> rel=[b]; "},
      {"<a>; rel=\"b\\", "<a> rel=[b]; "},
      {"<a>; ; rel=b", "<a> rel=[b]; "},
      {"<a> x; rel=b, <c>", "<a>; <c>; "},
      {"<a>; rel=b, c, <d>", "<a> rel=[b]; "},
      {"<a", ""},
      {"", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(drawn(c.value), c.want) << c.value;
}

// "target rel" for each relation of each link.
std::string relations(std::string_view value) {
  std::string text;
  for (const HeaderLink& link : parse_link_header(value)) {
    const std::string* const rel = link.parameter("rel");
    for_each_piece(rel == nullptr ? "" : *rel, kHtmlSpaces, [&](std::string_view relation) {
      text += link.target + " " + ascii_lowered(relation) + "; ";
    });
  }
  return text;
}

std::string wanted_relations(const nlohmann::json& c) {
  std::string text;
  const auto add = [&](const std::string& target, const std::string& list) {
    for_each_piece(list, kHtmlSpaces, [&](std::string_view relation) {
      text += target + " " + ascii_lowered(relation) + "; ";
    });
  };
  if (c.contains("links")) {
    for (const auto& link : c["links"]) add(link["uri"], link.value("rel", ""));
    return text;
  }
  const auto& parameters = c["expect"]["link_parameters"];
  if (!parameters.contains("rel")) return text;
  const std::string header = c["header"];  // of a single link, in all of these cases
  add(header.substr(1, header.find('>') - 1), parameters["rel"][0]);
  return text;
}

TEST(LinkHeaderTest, ConformanceCases) {
  std::ifstream file(testdata() / "redirects" / "link_header.json");
  if (!file) GTEST_SKIP() << "absent: redirects/link_header.json";
  for (const auto& c : nlohmann::json::parse(file)) {
    // Folding within a word: RFC 9110, 5.5, has a space there, and so two words.
    if (c["name"].get<std::string>().starts_with("Folded header")) continue;
    EXPECT_EQ(relations(c["header"].get<std::string>()), wanted_relations(c)) << c.dump();
  }
}

}  // namespace
}  // namespace anchord
