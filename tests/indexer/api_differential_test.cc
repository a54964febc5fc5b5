#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "indexer/api_answer.h"
#include "tests/indexer/random_conditions.h"
#include "tests/indexer/sample_index.h"

// Random requests that follow the grammar, answered by the report and by a naive reading of the
// same grammar over the rows of from=links: the rows must be equal.
namespace anchord {
namespace {

constexpr int kRequests = 10'000;
constexpr std::uint32_t kSeed = 8642;

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
  RandomConditions requests(targets[0].links, kSeed);
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
