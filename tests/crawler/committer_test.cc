#include "crawler/committer.h"

#include <gtest/gtest.h>

#include "indexer/check.h"
#include "tests/crawler/fake_transport.h"
#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

class CommitterTest : public testing::Test {
 protected:
  // Once the index holds what it shall know.
  void start() {
    frontier_ = std::move(Frontier::load(index_.db(), {}, kNever, std::nullopt).value());
    committer_.emplace(index_.db(), *frontier_, *scope_, stats_, Config{});
  }

  // The answer to a URL as it stands in the index, staged.
  void stage(std::string_view href, Time at, FetchOutcome outcome) {
    const Url url = *Url::parse(href);
    Lease lease(host_key(url), url);
    lease.key = page_key(url);
    lease.before = record_of(href);
    const std::string page = index_.get(Family::kPages, lease.key);
    lease.page_before = decode_page_record(page).value();
    Settlement settlement = settle({std::move(lease), std::move(outcome), at}, extractor_, {});
    ASSERT_TRUE(committer_->stage(std::move(settlement)).has_value());
  }
  // Visited on day 1, and due in half a year.
  void visit(std::string_view href) {
    index_.visit(href, day(1), {});
    UrlRecord record = record_of(href);
    record.due = day(183);
    index_.put(Family::kUrls, SampleIndex::key_of(href), encode(record));
  }
  UrlRecord record_of(std::string_view href) {
    return decode_url_record(index_.get(Family::kUrls, SampleIndex::key_of(href))).value();
  }

  SampleIndex index_;
  Result<Scope> scope_ = Scope::load(index_.db());
  std::unique_ptr<Frontier> frontier_;
  CrawlStats stats_;
  Extractor extractor_{ParseLimits{}, "anchord"};
  std::optional<Committer> committer_;
};

// The database does not know yet of the visits that the group holds.
TEST_F(CommitterTest, ALastmodDoesNotUndoAVisitOfTheSameGroup) {
  const char* kPages[] = {"http://a.example/before", "http://a.example/after"};
  for (const char* href : kPages) visit(href);
  index_.visit("http://a.example/map", day(1), {});
  start();
  stage(kPages[0], day(10), html("x"));
  stage("http://a.example/map", day(10),
        typed("text/xml",
              "<urlset>"
              "<url><loc>/before</loc><lastmod>2024-01-05</lastmod></url>"
              "<url><loc>/after</loc><lastmod>2024-01-05</lastmod></url>"
              "</urlset>"));
  stage(kPages[1], day(10), html("x"));
  ASSERT_TRUE(committer_->commit().has_value());
  for (const char* href : kPages) {
    EXPECT_EQ(record_of(href).last_visited, day(10)) << href;
    EXPECT_GT(record_of(href).due, day(11)) << href;
  }
  const CheckReport report = check_index(index_.db()).value();
  EXPECT_EQ(report.violations, 0U) << report.named.front();
}

}  // namespace
}  // namespace anchord
