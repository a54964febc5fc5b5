#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/indexer/extraction.h"

// Pages written in different ways that mean the same: they have the same links.
namespace anchord {
namespace {

struct Piece {
  enum class Kind { kStart, kEnd, kText };
  Kind kind;
  std::string name;  // or the text
  std::vector<std::pair<std::string, std::string>> attributes{};
};
using Document = std::vector<Piece>;

// How a document is written down.
struct Style {
  std::string comment;       // between any two pieces
  std::string space;         // where a block begins or ends
  bool upper_case = false;   // names of tags and attributes
  char quote = '"';          // 0: none where none is needed
  bool as_numbers = false;   // letters of attribute values as character references
  std::string before_close;  // white space before the ">" of a tag
};

constexpr std::string_view kBlocks[] = {"div", "p", "ul", "li", "section", "nav", "h1"};
constexpr std::string_view kInlines[] = {"a", "b", "span", "font", "i", "svg"};
constexpr std::string_view kOthers[] = {"table", "tr", "td", "form", "button", "label", "frameset"};

template <class Table>
std::string_view pick(std::mt19937& random, const Table& table) {
  return table[random() % std::size(table)];
}

bool is_block_name(std::string_view name) {
  return std::find(std::begin(kBlocks), std::end(kBlocks), name) != std::end(kBlocks);
}

Piece start_tag(std::mt19937& random, std::string_view name) {
  Piece piece{Piece::Kind::kStart, std::string(name)};
  const std::string number = std::to_string(random() % 5);
  if (name == "a") piece.attributes.emplace_back("href", "/to?a=" + number + "&b=<c>");
  if (name == "form") piece.attributes.emplace_back("action", "/act" + number);
  if (random() % 4 == 0) piece.attributes.emplace_back("rel", "nofollow ugc");
  if (random() % 4 == 0) piece.attributes.emplace_back("title", "it's \"" + number + "\"");
  return piece;
}

Piece void_tag(std::mt19937& random) {
  switch (random() % 4) {
    case 0:
      return {Piece::Kind::kStart, "img", {{"alt", "picture"}}};
    case 1:
      return {Piece::Kind::kStart, "area", {{"href", "/area"}, {"alt", "part"}}};
    case 2:
      return {Piece::Kind::kStart, "link", {{"rel", "canonical"}, {"href", "/c"}}};
    default:
      return {Piece::Kind::kStart, "br"};
  }
}

// Tags in any order.
Document tag_soup(std::mt19937& random) {
  Document document;
  const std::size_t size = 5 + random() % 40;
  while (document.size() < size) {
    const std::string_view name = random() % 3 == 0   ? pick(random, kBlocks)
                                  : random() % 3 == 0 ? pick(random, kOthers)
                                                      : pick(random, kInlines);
    switch (random() % 6) {
      case 0:
        document.push_back({Piece::Kind::kText, "word "});
        break;
      case 1:
        document.push_back({Piece::Kind::kText, "\xC3\xA4&amp;x"});
        break;
      case 2:
        document.push_back({Piece::Kind::kEnd, std::string(name)});
        break;
      case 3:
        document.push_back(void_tag(random));
        break;
      default:
        document.push_back(start_tag(random, name));
    }
  }
  return document;
}

// Elements that nest: each block has text and links, or blocks.
void add_tree(std::mt19937& random, int depth, Document& document) {
  const std::string_view name = depth == 0 ? "div" : "section";
  document.push_back({Piece::Kind::kStart, std::string(name)});
  for (std::size_t i = 1 + random() % 3; i > 0; --i) {
    if (depth < 4 && random() % 2 == 0) {
      add_tree(random, depth + 1, document);
      continue;
    }
    document.push_back({Piece::Kind::kText, "some words "});
    document.push_back(start_tag(random, "a"));
    document.push_back({Piece::Kind::kText, "link"});
    document.push_back({Piece::Kind::kEnd, "a"});
  }
  document.push_back({Piece::Kind::kEnd, std::string(name)});
}

std::string value_text(const std::string& value, const Style& style) {
  std::string text;
  for (const char c : value) {
    const bool is_special = c == '&' || c == '"' || c == '\'' || c == '<';
    const bool is_letter = c >= 'a' && c <= 'z';
    if (is_special || (style.as_numbers && is_letter)) {
      text.append("&#").append(std::to_string(static_cast<int>(c))).append(";");
    } else {
      text += c;
    }
  }
  return text;
}

std::string written_name(std::string name, const Style& style) {
  if (!style.upper_case) return name;
  for (char& c : name) c = static_cast<char>(std::toupper(c));
  return name;
}

std::string start_tag_text(const Piece& piece, const Style& style) {
  std::string text = "<" + written_name(piece.name, style);
  for (const auto& [name, value] : piece.attributes) {
    const std::string written = value_text(value, style);
    const bool needs_quote = written.find_first_of(" >=`") != std::string::npos;
    const std::string quote(1, style.quote == 0 ? '\'' : style.quote);
    text += " " + written_name(name, style) + "=";
    text += style.quote == 0 && !needs_quote ? written : quote + written + quote;
  }
  return text + style.before_close + ">";
}

std::string written(const Document& document, const Style& style) {
  std::string html = "<!DOCTYPE html><title>t</title><body>";
  for (const Piece& piece : document) {
    html += style.comment;
    const bool is_block = piece.kind != Piece::Kind::kText && is_block_name(piece.name);
    if (is_block && piece.kind == Piece::Kind::kEnd) html += style.space;
    switch (piece.kind) {
      case Piece::Kind::kStart:
        html += start_tag_text(piece, style);
        break;
      case Piece::Kind::kEnd:
        html += "</" + written_name(piece.name, style) + style.before_close + ">";
        break;
      case Piece::Kind::kText:
        html += piece.name;
        break;
    }
    if (is_block && piece.kind == Piece::Kind::kStart) html += style.space;
  }
  return html;
}

// In there Gumbo takes an end tag with white space before its ">" for another element's.
bool has_svg(const Document& document) {
  return std::any_of(document.begin(), document.end(),
                     [](const Piece& piece) { return piece.name == "svg"; });
}

constexpr int kDocuments = 500;

TEST(MetamorphicTest, TagSoupWrittenInAnotherWayHasTheSameLinks) {
  const Style styles[] = {{.comment = "<!-- <a href=/no>no</a> -->"},
                          {.comment = "<!---->"},
                          {.upper_case = true},
                          {.quote = '\''},
                          {.quote = 0},
                          {.as_numbers = true},
                          {.before_close = " \n"},
                          {.comment = "<!--x-->", .upper_case = true, .quote = 0}};
  std::mt19937 random(23);
  std::size_t links = 0;
  for (int i = 0; i < kDocuments; ++i) {
    const Document document = tag_soup(random);
    const std::string plain = written(document, {});
    const std::string want = links_of(plain);
    links += extract_html(plain).links.links.size();
    for (const Style& style : styles) {
      if (!style.before_close.empty() && has_svg(document)) continue;
      const std::string other = written(document, style);
      ASSERT_EQ(links_of(other), want) << plain << "\n" << other;
    }
  }
  EXPECT_GT(links, std::size_t{kDocuments});
}

TEST(MetamorphicTest, WhiteSpaceWhereBlocksBeginAndEndChangesNothing) {
  std::mt19937 random(42);
  for (int i = 0; i < kDocuments; ++i) {
    Document document;
    add_tree(random, 0, document);
    const std::string want = links_of(written(document, {}));
    ASSERT_FALSE(want.empty());
    for (const char* space : {" ", "\n\t", "\r\n\r\n", "<!-- x --> <!-- y -->"}) {
      const std::string other = written(document, {.space = space});
      ASSERT_EQ(links_of(other), want) << other;
    }
  }
}

}  // namespace
}  // namespace anchord
