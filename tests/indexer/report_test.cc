#include "indexer/report.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

AnchorsQuery query(std::string_view target, TargetMode mode = TargetMode::kSubdomains) {
  return {.target = Target::parse(target, mode).value()};
}

// "anchor internal external" of every row, with slashes between them.
std::string text_of(const Result<std::vector<AnchorGroup>>& groups) {
  if (!groups) return groups.error().message;
  std::string text;
  for (const AnchorGroup& group : *groups) {
    text.append(text.empty() ? "" : " / ")
        .append(group.anchor)
        .append(" " + std::to_string(group.internal) + " " + std::to_string(group.external));
  }
  return text;
}

class ReportTest : public testing::Test {
 protected:
  ReportTest() {
    index_.visit("http://a.example/", day(0),
                 {{"/x", "ex"}, {"/x", "ex"}, {"http://b.example/", "bee"}, {"/y", "why"}});
    index_.visit("http://www.a.example/", day(0),
                 {{"http://b.example/", "ex"}, {"/z", ""}, {"/z2", "", LinkType::kCanonical}});
    index_.visit("http://b.example/", day(0), {{"http://a.example/", "ay"}});
  }

  std::string report(const AnchorsQuery& asked) {
    return text_of(linked_anchors(index_.db(), asked));
  }

  SampleIndex index_;
};

TEST_F(ReportTest, GroupsByAnchorMostLinksFirstThenByAnchor) {
  EXPECT_EQ(report(query("a.example")), "ex 2 1 /  2 0 / bee 0 1 / why 1 0");
  EXPECT_EQ(report(query("a.example", TargetMode::kDomain)), "ex 2 0 / bee 0 1 / why 1 0");
  EXPECT_EQ(report(query("a.example/", TargetMode::kExact)), "ex 2 0 / bee 0 1 / why 1 0");
  EXPECT_EQ(report(query("www.a.example")), " 2 0 / ex 0 1");
  EXPECT_EQ(report(query("nowhere.example")), "");
}

TEST_F(ReportTest, LimitAndOffsetCutTheOrderedRows) {
  AnchorsQuery asked = query("a.example");
  asked.offset = 1;
  asked.limit = 2;
  EXPECT_EQ(report(asked), " 2 0 / bee 0 1");
  asked.offset = 9;
  EXPECT_EQ(report(asked), "");
  asked = query("a.example");
  asked.limit = 0;
  EXPECT_EQ(report(asked), "");
}

TEST_F(ReportTest, OrdersByTheColumnsAskedForAndAtLastByAnchor) {
  struct {
    const char* order_by;
    const char* want;
  } const cases[] = {
      {"anchor", " 2 0 / bee 0 1 / ex 2 1 / why 1 0"},
      {"anchor:desc", "why 1 0 / ex 2 1 / bee 0 1 /  2 0"},
      {"links_internal", "bee 0 1 / why 1 0 /  2 0 / ex 2 1"},
      {"links_internal:desc,links_external:desc", "ex 2 1 /  2 0 / why 1 0 / bee 0 1"},
      {"links_external:desc, anchor:desc", "ex 2 1 / bee 0 1 / why 1 0 /  2 0"},
  };
  for (const auto& c : cases) {
    AnchorsQuery asked = query("a.example");
    asked.order_by = parse_order_by(c.order_by).value();
    EXPECT_EQ(report(asked), c.want) << c.order_by;
  }
}

// `where` sees the link's own 0 or 1, `having` the group's sums.
TEST_F(ReportTest, WhereFiltersLinksAndHavingGroups) {
  struct {
    const char* where;
    const char* having;
    const char* want;
  } const cases[] = {
      {"links_external>0", "", "bee 0 1 / ex 0 1"},
      {"", "links_external>0", "ex 2 1 / bee 0 1"},
      {"links_internal=1", "links_internal>=2", " 2 0 / ex 2 0"},
      {"link_type=\"canonical\"", "", " 1 0"},
      {"substring(url_to,\"/Z\")", "anchor=\"\"", " 2 0"},
      {"url_from=\"http://a.example/\"", "links_internal=0", "bee 0 1"},
      {"page_size>0", "", ""},
  };
  for (const auto& c : cases) {
    AnchorsQuery asked = query("a.example");
    asked.where = Condition::parse(c.where, Clause::kWhere).value();
    asked.having = Condition::parse(c.having, Clause::kHaving).value();
    EXPECT_EQ(report(asked), c.want) << c.where << " having " << c.having;
  }
}

TEST_F(ReportTest, IsOfTheMomentOfItsSnapshot) {
  const Snapshot before(index_.db());
  index_.visit("http://a.example/new", day(1), {{"/x", "new"}});
  index_.gone("http://www.a.example/", day(1));
  const char* const want = "ex 2 1 /  2 0 / bee 0 1 / why 1 0";
  EXPECT_EQ(text_of(linked_anchors(before, query("a.example"))), want);
  EXPECT_EQ(text_of(linked_anchors_from_links(before, query("a.example"))), want);
  EXPECT_EQ(report(query("a.example")), "ex 2 0 / bee 0 1 / new 1 0 / why 1 0");
}

TEST_F(ReportTest, EndsAtItsLimits) {
  const ReportLimits late{.deadline = Deadline(std::chrono::steady_clock::time_point::min())};
  const ReportLimits small{.bytes_max = 30};
  for (const ReportLimits& limits : {late, small}) {
    const auto by_counts = linked_anchors(index_.db(), query("a.example"), limits);
    const auto by_links = linked_anchors_from_links(index_.db(), query("a.example"), limits);
    ASSERT_FALSE(by_counts || by_links);
    EXPECT_EQ(by_counts.error().code, ErrorCode::kLimit);
    EXPECT_EQ(by_links.error().message, by_counts.error().message);
  }
  const std::atomic<bool> stopped = true;
  const Deadline stopping(std::chrono::steady_clock::time_point::max(), &stopped);
  EXPECT_EQ(text_of(linked_anchors(index_.db(), query("a.example"), {.deadline = stopping})),
            "the server is stopping");
}

TEST_F(ReportTest, LostLinksAndGonePagesLeaveTheCounts) {
  index_.visit("http://a.example/", day(1), {{"/x", "ex"}});
  index_.gone("http://www.a.example/", day(1));
  EXPECT_EQ(report(query("a.example")), "ex 1 0");
  index_.visit("http://www.a.example/", day(2), {{"/z", "back"}});
  EXPECT_EQ(report(query("a.example")), "back 1 0 / ex 1 0");
}

TEST(ReportClausesTest, NamesWhatIsWrong) {
  const auto message = [](const auto& result) { return result ? "ok" : result.error().message; };
  EXPECT_EQ(message(parse_select("*")), "ok");
  EXPECT_EQ(message(parse_select("links_external, anchor")), "ok");
  EXPECT_EQ(message(parse_select("anchor,anchor")), "select: \"anchor\" stands there twice");
  EXPECT_EQ(message(parse_order_by("anchor,anchor:desc")),
            "order_by: \"anchor\" stands there twice");
  EXPECT_EQ(message(parse_select("url_from")),
            "select: column \"url_from\" cannot stand there: select takes anchor, "
            "links_internal, links_external");
  EXPECT_EQ(message(parse_select("anchor,")),
            "select: unknown column \"\": select takes anchor, links_internal, links_external");
  EXPECT_EQ(message(parse_order_by("")), "ok");
  EXPECT_EQ(message(parse_order_by("first_seen:desc")),
            "order_by: column \"first_seen\" cannot stand there: order_by takes anchor, "
            "links_internal, links_external");
  EXPECT_EQ(message(parse_order_by("anchor:up")), "order_by: \"anchor:up\": want :asc or :desc");
}

// Fills an index with random visits of hosts that share domains, public suffixes and ports.
class RandomCrawl {
 public:
  explicit RandomCrawl(unsigned seed) : random_(seed) {}

  void fill(SampleIndex& index) {
    for (int visit = 0; visit < 150; ++visit) {
      const std::string page = url();
      if (below(12) == 0 &&
          index.db().get(Family::kPages, SampleIndex::key_of(page))->has_value()) {
        index.gone(page, day(visit));
        continue;
      }
      std::vector<SampleLink> links(below(6));
      for (SampleLink& link : links) {
        link = {.to = url(), .anchor = std::string(below(3), static_cast<char>('a' + below(4)))};
      }
      index.visit(page, day(visit), links);
    }
  }

  std::string host() {
    static const std::vector<std::string> kHosts = {"example.com",
                                                    "www.example.com",
                                                    "a.www.example.com",
                                                    "example.com:8080",
                                                    "notexample.com",
                                                    "github.io",
                                                    "one.github.io",
                                                    "x.one.github.io",
                                                    "amazonaws.com",
                                                    "s3.amazonaws.com",
                                                    "b.s3.amazonaws.com",
                                                    "z.amazonaws.com",
                                                    "127.0.0.1",
                                                    "127.0.0.1:81",
                                                    "[::1]",
                                                    "localhost",
                                                    "example.co.uk",
                                                    "co.uk",
                                                    "com",
                                                    "www.example.com:81"};
    return kHosts[below(kHosts.size())];
  }
  std::string url() {
    static const std::vector<std::string> kPaths = {"/", "/a", "/a/b", "/ab?q=1", "/c"};
    return (below(2) == 0 ? "http://" : "https://") + host() + kPaths[below(kPaths.size())];
  }
  std::size_t below(std::size_t end) { return random_() % end; }

 private:
  std::mt19937 random_;
};

TEST(ReportPropertyTest, StoredCountsEqualTheLinks) {
  int answered_by_counts = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    SampleIndex index;
    RandomCrawl crawl(seed);
    crawl.fill(index);
    for (int i = 0; i < 60; ++i) {
      const std::string target = crawl.below(3) == 0 ? crawl.url() : crawl.host();
      const auto mode = static_cast<TargetMode>(crawl.below(4));
      AnchorsQuery asked = query(target, mode);
      if (crawl.below(3) == 0) {
        asked.having = Condition::parse("links_internal>1", Clause::kHaving).value();
      }
      answered_by_counts += is_answered_by_counts(asked) ? 1 : 0;
      EXPECT_EQ(text_of(linked_anchors(index.db(), asked)),
                text_of(linked_anchors_from_links(index.db(), asked)))
          << "seed " << seed << ", " << target << ", " << name_of(mode);
    }
  }
  EXPECT_GT(answered_by_counts, 100);
}

}  // namespace
}  // namespace anchord
