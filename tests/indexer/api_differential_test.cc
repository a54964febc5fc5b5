#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "indexer/api_answer.h"
#include "tests/indexer/sample_index.h"

// Random requests that follow the grammar, answered by the report and by a naive reading of the
// same grammar over the rows of from=links: the rows must be equal.
namespace anchord {
namespace {

using Json = nlohmann::ordered_json;
using Holds = std::function<bool(const Json& row)>;

constexpr int kRequests = 10'000;
constexpr std::uint32_t kSeed = 8642;

// A condition as text, and what it means.
struct Drawn {
  std::string text;
  Holds holds;
};

// The vocabulary has no letters beyond ASCII but this one.
std::string lowered(std::string text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] >= 'A' && text[i] <= 'Z') text[i] = static_cast<char>(text[i] + 'a' - 'A');
    if (text.compare(i, 2, "\xC3\x89") == 0) text[i + 1] = '\xA9';
  }
  return text;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  bool in_word = false;
  for (const char c : lowered(text)) {
    const bool is_part = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
    if (is_part && !in_word) words.emplace_back();
    if (is_part) words.back().push_back(c);
    in_word = is_part;
  }
  return words;
}

std::string host_of(const std::string& text) {
  const std::size_t scheme = text.find("://");
  const std::string rest = scheme == std::string::npos ? text : text.substr(scheme + 3);
  return lowered(rest.substr(0, rest.find_first_of("/?#:")));
}

template <class T>
bool compares(const std::string& op, const T& a, const T& b) {
  if (op == "=") return a == b;
  if (op == "<>") return a != b;
  if (op == "<") return a < b;
  if (op == "<=") return a <= b;
  if (op == ">") return a > b;
  return a >= b;
}

// Dates are text in ISO 8601, where the order of time is the order of bytes.
bool date_compares(const std::string& op, const Json& value, const std::string& date) {
  if (value.is_null()) return op == "<>";
  const auto text = value.get<std::string>();
  if (date.size() > 10) return compares(op, text, date);
  if (op == "<" || op == ">" || op == ">=") return compares(op, text, date + "T00:00:00Z");
  return compares(op, text.substr(0, 10), date);
}

class Requests {
 public:
  explicit Requests(const Json& rows) : rows_(rows) {}

  // conditions := either ("," either)*, and so on: see indexer/condition.h.
  Drawn conditions(Clause clause, int depth) { return joined(clause, depth, 0); }

  std::size_t below(std::size_t end) { return random_() % end; }
  bool chance(unsigned percent) { return random_() % 100 < percent; }
  template <class List>
  const auto& one_of(const List& list) {
    return list[below(list.size())];
  }
  const Column& column_for(Clause clause) {
    std::vector<const Column*> may;
    for (const Column& column : columns()) {
      if (column.may_stand_in(clause)) may.push_back(&column);
    }
    return *one_of(may);
  }

 private:
  Drawn joined(Clause clause, int depth, std::size_t level) {
    static constexpr std::array<const char*, 3> kJoints = {",", " or ", " and "};
    if (level == kJoints.size()) return single(clause, depth);
    Drawn all = joined(clause, depth, level + 1);
    while (chance(depth > 0 ? 25 : 8)) {
      const Drawn next = joined(clause, depth, level + 1);
      const bool is_or = level == 1;
      all.holds = [a = all.holds, b = next.holds, is_or](const Json& row) {
        return is_or ? a(row) || b(row) : a(row) && b(row);
      };
      all.text += kJoints[level] + next.text;
    }
    return all;
  }

  Drawn single(Clause clause, int depth) {
    if (depth > 0 && chance(15)) {
      Drawn inner = single(clause, depth - 1);
      return {"not " + inner.text, [a = inner.holds](const Json& row) { return !a(row); }};
    }
    if (depth > 0 && chance(20)) {
      Drawn inner = conditions(clause, depth - 1);
      return {"(" + inner.text + ")", inner.holds};
    }
    return leaf(clause);
  }

  Drawn leaf(Clause clause) {
    const Column& column = column_for(clause);
    const std::string name(column.name);
    // Values that occur, so that conditions are true now and then.
    const Json value = clause == Clause::kHaving && column.type == ColumnType::kInteger
                           ? Json(below(12))
                           : one_of(rows_)[name];
    switch (column.type) {
      case ColumnType::kInteger:
        return number(name, value.get<int>() + static_cast<int>(below(3)) - 1);
      case ColumnType::kBoolean: {
        const bool wanted = chance(50);
        const bool equal = chance(70);
        return {name + (equal ? "=" : "<>") + (wanted ? "true" : "false"),
                [=](const Json& row) { return (row[name].get<bool>() == wanted) == equal; }};
      }
      case ColumnType::kDate:
        return date(name, value);
      case ColumnType::kText:
        break;
    }
    return chance(60) ? function(name, value.get<std::string>())
                      : text(name, value.get<std::string>());
  }

  Drawn number(const std::string& name, int value) {
    const std::string op = one_of(kOperators);
    const bool has_half = chance(15);
    const double wanted = value + (has_half ? 0.5 : 0);
    // -1 + 0.5 is not "-1.5".
    if (wanted < 0 && has_half) return number(name, 0);
    std::string literal = std::to_string(value) + (has_half ? ".5" : "");
    if (chance(20)) literal = quoted(literal);
    return {name + spaces() + op + spaces() + literal,
            [=](const Json& row) { return compares(op, row[name].get<double>(), wanted); }};
  }

  Drawn date(const std::string& name, const Json& value) {
    const std::string op = one_of(kOperators);
    std::string wanted = value.is_null() ? "2024-01-02T00:00:00Z" : value.get<std::string>();
    if (chance(60)) wanted.resize(10);
    return {name + op + quoted(wanted),
            [=](const Json& row) { return date_compares(op, row[name], wanted); }};
  }

  Drawn text(const std::string& name, const std::string& value) {
    const std::string op = one_of(kOperators);
    return {name + op + quoted(value),
            [=](const Json& row) { return compares(op, row[name].get<std::string>(), value); }};
  }

  Drawn function(const std::string& name, const std::string& value) {
    const std::size_t kind = below(3);
    const std::vector<std::string> words = words_of(value);
    if (kind == 0 && !words.empty()) {
      const std::size_t begin = below(words.size());
      const std::size_t count = 1 + below(std::min<std::size_t>(3, words.size() - begin));
      const std::vector<std::string> wanted(
          words.begin() + static_cast<std::ptrdiff_t>(begin),
          words.begin() + static_cast<std::ptrdiff_t>(begin + count));
      std::string said;
      for (const std::string& word : wanted) said += (said.empty() ? "" : "-") + word;
      return {call("word", name, said), [=](const Json& row) {
                const auto have = words_of(row[name].get<std::string>());
                return std::search(have.begin(), have.end(), wanted.begin(), wanted.end()) !=
                       have.end();
              }};
    }
    if (kind == 1 && !host_of(value).empty() && host_of(value).find(' ') == std::string::npos) {
      std::string domain = host_of(value);
      if (domain.find('.') != std::string::npos && chance(60))
        domain.erase(0, domain.find('.') + 1);
      if (domain.empty() || (domain.find('\xC3') != std::string::npos)) return text(name, value);
      return {call("subdomain", name, domain), [=](const Json& row) {
                const std::string host = host_of(row[name].get<std::string>());
                return host == domain || host.ends_with("." + domain);
              }};
    }
    const std::size_t begin = value.empty() ? 0 : ascii_start(value, below(value.size()));
    const std::string part = value.substr(begin, value.empty() ? 0 : ascii_length(value, begin));
    return {call("substring", name, part), [=](const Json& row) {
              return lowered(row[name].get<std::string>()).find(lowered(part)) != std::string::npos;
            }};
  }

  static bool is_inside(const std::string& text, std::size_t at) {
    return at < text.size() && (text[at] & 0xC0) == 0x80;
  }
  static std::size_t ascii_start(const std::string& text, std::size_t at) {
    return is_inside(text, at) ? at - 1 : at;
  }
  std::size_t ascii_length(const std::string& text, std::size_t begin) {
    const std::size_t length = 1 + below(6);
    return is_inside(text, begin + length) ? length + 1 : length;
  }

  std::string call(const char* function, const std::string& name, const std::string& value) {
    return std::string(function) + "(" + spaces() + name + spaces() + "," + spaces() +
           quoted(value) + ")";
  }
  std::string quoted(const std::string& value) {
    const char quote = chance(70) ? '"' : '\'';
    std::string text(1, quote);
    for (const char c : value) {
      if (c == quote || c == '\\' || (c == '\'' && chance(50))) text.push_back('\\');
      text.push_back(c);
    }
    return text + quote;
  }
  std::string spaces() { return chance(15) ? " " : ""; }

  static constexpr std::array<const char*, 6> kOperators = {"=", "<>", "<", "<=", ">", ">="};
  const Json& rows_;
  std::mt19937 random_{kSeed};
};

// Pages that differ in every column, some links lost, some back again.
void fill(SampleIndex& index) {
  std::mt19937 random(kSeed);
  const std::array<std::string, 12> words = {"Anchor", "anchor", "b\xC3\xA9", "B\xC3\x89",
                                             "it's",   "x\\y",   "docs",      "\"quoted\"",
                                             "a,b",    "Web",    "web2",      "the"};
  const auto phrase = [&](std::size_t most) {
    std::string text;
    for (std::size_t i = random() % (most + 1); i > 0; --i) {
      text += (text.empty() ? "" : " ") + words[random() % words.size()];
    }
    return text;
  };
  const std::array<std::string, 4> hosts = {"a.example", "www.a.example", "docs.a.example",
                                            "b.example"};
  for (int page = 0; page < 40; ++page) {
    const std::string href =
        "http://" + hosts[random() % 3] + "/docs/page" + std::to_string(page) + ".html";
    for (int visit = 0; visit < 3; ++visit) {
      std::vector<SampleLink> links;
      for (std::size_t i = random() % 12; i > 0; --i) {
        const bool is_href = random() % 5 != 0;
        links.push_back(
            {.to = "https://" + hosts[random() % 4] + "/to" + std::to_string(random() % 9),
             .anchor = is_href ? phrase(2) : "",
             .type = is_href ? LinkType::kHref : static_cast<LinkType>(random() % kLinkTypes),
             .alt = phrase(1),
             .text_pre = phrase(6),
             .text_post = phrase(6),
             .rel = static_cast<std::uint8_t>(random() % 8),
             .redirect = static_cast<std::uint16_t>(random() % 4 == 0 ? 301 : 0),
             .position = static_cast<Position>(random() % kPositions),
             .attributes = {phrase(1), phrase(1), random() % 2 ? "de" : "", "text/css"}});
      }
      index.visit(href, day(visit) + std::chrono::hours(random() % 20), links,
                  {.http_status = 200,
                   .ip = "192.0.2." + std::to_string(random() % 3),
                   .size = random() % 5000,
                   .encoding = random() % 2 ? "utf8" : "iso-8859-2",
                   .title = phrase(3),
                   .nofollow = random() % 4 == 0});
    }
  }
}

class ApiDifferentialTest : public testing::Test {
 protected:
  ApiDifferentialTest() { fill(index_); }

  std::string ask(const std::vector<ApiParameter>& parameters) {
    const auto answer = answer_api(index_.db(), parameters, ReportLimits{});
    std::string body;
    for (auto piece = answer->next_piece(); !piece->empty(); piece = answer->next_piece()) {
      body += *piece;
    }
    return body;
  }
  // What the naive evaluation starts from.
  Json link_rows(const std::string& target, const std::string& mode) {
    const std::string lines = ask({{"from", "links"},
                                   {"target", target},
                                   {"mode", mode},
                                   {"limit", "5000000"},
                                   {"output", "ndjson"}});
    Json rows = Json::array();
    for (std::size_t at = 0; at < lines.size();) {
      const std::size_t end = lines.find('\n', at);
      rows.push_back(Json::parse(lines.substr(at, end - at)));
      at = end + 1;
    }
    return rows;
  }

  SampleIndex index_;
};

struct Order {
  std::string column;
  bool descending;
};

Json grouped(const Json& links, const Holds& where, const Holds& having,
             const std::vector<Order>& order_by) {
  std::map<std::string, Json> groups;
  for (const Json& link : links) {
    if (!where(link)) continue;
    Json& group = groups[link["anchor"].get<std::string>()];
    if (group.is_null()) {
      group = {{"anchor", link["anchor"]}, {"links_internal", 0}, {"links_external", 0}};
    }
    for (const char* count : {"links_internal", "links_external"}) {
      group[count] = group[count].get<int>() + link[count].get<int>();
    }
  }
  std::vector<Json> rows;
  for (const auto& [anchor, group] : groups) {
    if (having(group)) rows.push_back(group);
  }
  // The map has them in the order of their anchors, which ends every tie.
  std::stable_sort(rows.begin(), rows.end(), [&](const Json& a, const Json& b) {
    for (const Order& order : order_by) {
      if (a[order.column] != b[order.column]) {
        return (a[order.column] < b[order.column]) != order.descending;
      }
    }
    const auto total = [](const Json& row) {
      return row["links_internal"].get<int>() + row["links_external"].get<int>();
    };
    return order_by.empty() && total(a) > total(b);
  });
  return rows;
}

Json cut(const Json& rows, std::size_t offset, std::size_t limit,
         const std::vector<std::string>& select) {
  Json shown = Json::array();
  for (std::size_t i = offset; i < rows.size() && shown.size() < limit; ++i) {
    Json row = Json::object();
    for (const std::string& column : select) row[column] = rows[i][column];
    shown.push_back(std::move(row));
  }
  return shown;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

TEST_F(ApiDifferentialTest, ReportEqualsANaiveEvaluation) {
  struct Covered {
    const char* target;
    const char* mode;
    Json links;
  };
  std::vector<Covered> targets = {{"a.example", "subdomains", {}},
                                  {"www.a.example", "domain", {}},
                                  {"http://docs.a.example/docs/page1", "prefix", {}}};
  for (Covered& covered : targets) covered.links = link_rows(covered.target, covered.mode);
  ASSERT_GT(targets[0].links.size(), 150U);
  Requests requests(targets[0].links);
  const Holds everything = [](const Json&) { return true; };
  int with_rows = 0;
  for (int i = 0; i < kRequests; ++i) {
    const Covered& covered = targets[requests.chance(70) ? 0 : requests.below(targets.size())];
    const bool of_links = requests.chance(20);
    const Drawn where =
        requests.chance(85) ? requests.conditions(Clause::kWhere, 3) : Drawn{"", everything};
    const Drawn having = !of_links && requests.chance(40) ? requests.conditions(Clause::kHaving, 2)
                                                          : Drawn{"", everything};
    const Clause select_clause = of_links ? Clause::kLinkSelect : Clause::kSelect;
    std::vector<std::string> select;
    std::vector<Order> order_by;
    std::string order_text;
    while (select.empty() || requests.chance(50)) {
      const std::string name(requests.column_for(select_clause).name);
      if (std::find(select.begin(), select.end(), name) == select.end()) select.push_back(name);
    }
    while (!of_links && order_by.size() < 3 && requests.chance(40)) {
      const std::string name(requests.column_for(Clause::kOrderBy).name);
      if (order_text.find(name) != std::string::npos) break;
      order_by.push_back({name, requests.chance(50)});
      order_text += (order_text.empty() ? "" : ",") + name;
      if (order_by.back().descending || requests.chance(50)) {
        order_text += order_by.back().descending ? ":desc" : ":asc";
      }
    }
    const std::size_t limit = requests.chance(50) ? 1000 : requests.below(20);
    const std::size_t offset = requests.chance(70) ? 0 : requests.below(20);
    const std::string text = ask({{"from", of_links ? "links" : "linked_anchors"},
                                  {"target", covered.target},
                                  {"mode", covered.mode},
                                  {"select", listed(select)},
                                  {"where", where.text},
                                  {"having", having.text},
                                  {"order_by", order_text},
                                  {"limit", std::to_string(limit)},
                                  {"offset", std::to_string(offset)}});
    const Json answer = Json::parse(text, nullptr, false);
    Json rows = Json::array();
    if (of_links) {
      for (const Json& link : covered.links) {
        if (where.holds(link)) rows.push_back(link);
      }
    } else {
      rows = grouped(covered.links, where.holds, having.holds, order_by);
    }
    const Json want = {{of_links ? "links" : "anchors", cut(rows, offset, limit, select)}};
    ASSERT_EQ(answer, want) << "request " << i << "\nwhere " << where.text << "\nhaving "
                            << having.text << "\norder_by " << order_text << "\n"
                            << text.substr(0, 500);
    if (!rows.empty()) ++with_rows;
  }
  // A test of empty answers would prove little.
  EXPECT_GT(with_rows, kRequests / 2);
}

}  // namespace
}  // namespace anchord
