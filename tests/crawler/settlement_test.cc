#include "crawler/settlement.h"

#include <gtest/gtest.h>

#include "crawler/revisit.h"
#include "tests/crawler/fake_transport.h"

namespace anchord {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class SettlementTest : public testing::Test {
 protected:
  static Time at(int hour) { return Time(hours(500'000 + hour)); }

  // `href` as leased after the settlements so far.
  Lease lease(std::string_view href = "http://a.example/") {
    const Url url = *Url::parse(href);
    Lease leased(host_key(url), url);
    leased.key = page_key(url);
    leased.before = record_;
    leased.page_before = page_;
    return leased;
  }

  SettlementTest() { policy_.retry_min = minutes(1); }

  // Settles an outcome, and remembers what the disk would. "visited 200, failures 0, due after 168
  // h, links changed"; the jitter of the URL is taken out.
  std::string settle_at(int hour, std::optional<FetchOutcome> outcome) {
    settled_ = settle({lease(), std::move(outcome), at(hour)}, extractor_, policy_);
    static constexpr const char* kKinds[] = {"visited", "gone", "failed", "host"};
    const UrlRecord& after = settled_.after;
    std::string text = std::string(kKinds[static_cast<std::size_t>(settled_.kind)]) + " " +
                       std::string(name_of(after.state)) + " " + std::to_string(after.http_status) +
                       ", failures " + std::to_string(after.failures) + ", due after " +
                       std::to_string(unjittered(after.due - at(hour)).count()) + " min";
    if (settled_.links_changed) text += ", links changed";
    record_ = after;
    if (settled_.kind == Settlement::Kind::kVisited) page_ = settled_.visit.page;
    return text;
  }

  // Every delay of one URL is shortened by the same part, that of its first.
  minutes unjittered(std::chrono::seconds delay) const {
    const UrlRecord first =
        scheduled({.state = FetchState::kVisited},
                  {.key = settled_.visit.key, .before = {}, .at = at(0)}, policy_);
    const std::chrono::duration<double> part = first.due - at(0);
    return std::chrono::round<minutes>(delay * (policy_.interval / part));
  }

  Config::Revisit policy_;
  UrlRecord record_;
  std::optional<PageRecord> page_;
  Extractor extractor_{ParseLimits{}, "anchord"};
  Settlement settled_ = settle({lease(), std::nullopt, at(0)}, extractor_, {});
};

Answer with_etag(Answer answer) {
  answer.etag = "\"1\"";
  return answer;
}

constexpr const char* kAgain = "visited visited 200, failures 0, due after 10080 min";
constexpr const char* kChanged =
    "visited visited 200, failures 0, due after 3810 min, links changed";

TEST_F(SettlementTest, EveryOutcomeOfAFirstAttempt) {
  const struct {
    std::optional<FetchOutcome> outcome;
    const char* want;
  } cases[] = {
      {html("<a href=/x>x</a>"),
       "visited visited 200, failures 0, due after 10080 min, links changed"},
      {html(""), "visited visited 200, failures 0, due after 10080 min, links changed"},
      {Answer{.status = 204},
       "visited visited 204, failures 0, due after 10080 min, links changed"},
      {redirect_to("/x"), "visited visited 301, failures 0, due after 10080 min, links changed"},
      {redirect_to(""), "visited visited 301, failures 0, due after 10080 min, links changed"},
      {Answer{.status = 304}, "failed refused 304, failures 1, due after 1440 min"},
      {Answer{.status = 404}, "gone gone 404, failures 0, due after 10080 min"},
      {Answer{.status = 410}, "gone gone 410, failures 0, due after 10080 min"},
      {Answer{.status = 403}, "failed refused 403, failures 1, due after 1440 min"},
      {Answer{.status = 429}, "failed refused 429, failures 1, due after 10 min"},
      {Answer{.status = 500}, "failed refused 500, failures 1, due after 30 min"},
      {Answer{.status = 999}, "failed refused 999, failures 1, due after 1440 min"},
      {Unreachable{UnreachableReason::kDns, ""},
       "failed unreachable 0, failures 1, due after 60 min"},
      {Unreachable{UnreachableReason::kNoName, ""},
       "failed unreachable 0, failures 1, due after 1440 min"},
      {std::nullopt, "failed disallowed 0, failures 1, due after 10080 min"},
  };
  for (const auto& c : cases) {
    record_ = {};
    page_.reset();
    EXPECT_EQ(settle_at(0, c.outcome), c.want);
  }
}

TEST_F(SettlementTest, FailuresInARowAreTriedLessAndLessOften) {
  settle_at(0, html("x"));
  int failures = 0;
  for (const int want : {10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440}) {
    ++failures;
    EXPECT_EQ(settle_at(failures, Answer{.status = 503}),
              "failed refused 503, failures " + std::to_string(failures) + ", due after " +
                  std::to_string(want) + " min");
  }
  EXPECT_EQ(settle_at(100, html("x")), kAgain);
}

TEST_F(SettlementTest, AFailureLeavesTheVisitsAsTheyWere) {
  settle_at(0, html("x"));
  settle_at(1, html("x"));
  for (const auto& failure :
       {std::optional<FetchOutcome>(Answer{.status = 500}),
        std::optional<FetchOutcome>(Answer{.status = 404}),
        std::optional<FetchOutcome>(Unreachable{}), std::optional<FetchOutcome>(std::nullopt)}) {
    settle_at(2, failure);
    EXPECT_EQ(record_.first_visited, at(0));
    EXPECT_EQ(record_.last_visited, at(1));
    EXPECT_EQ(record_.prev_visited, at(0));
    EXPECT_EQ(record_.last_attempt, at(2));
  }
}

TEST_F(SettlementTest, TheSameBytesAreNotParsedAgain) {
  settle_at(0, html("<a href=/x>x</a>"));
  EXPECT_EQ(settle_at(1, html("<a href=/x>x</a>")), kAgain);
  EXPECT_TRUE(settled_.visit.links.links.empty());
  EXPECT_EQ(record_.last_visited, at(1));
  EXPECT_EQ(record_.prev_visited, at(0));
}

TEST_F(SettlementTest, OtherBytesWithTheSameLinksChangeNoLink) {
  settle_at(0, html("<a href=/x>x</a>"));
  EXPECT_EQ(settle_at(1, html("<title>t</title><a href=/x>x</a>")), kAgain);
  EXPECT_EQ(page_->title, "t");
}

TEST_F(SettlementTest, NotModifiedIsAVisitThatKeepsThePage) {
  settle_at(0, with_etag(html("<a href=/x>x</a>")));
  const PageRecord before = *page_;
  EXPECT_EQ(settle_at(1, Answer{.status = 304}), kAgain);
  EXPECT_EQ(*page_, before);
}

TEST_F(SettlementTest, NotModifiedWithoutBeingAskedIsNoVisit) {
  settle_at(0, html("<a href=/x>x</a>"));
  const char* refused = "failed refused 304, failures 1, due after 1440 min";
  EXPECT_EQ(settle_at(1, Answer{.status = 304}), refused);
  record_ = {};
  page_.reset();
  settle_at(0, with_etag(html("<a href=/x>x</a>")));
  for (int i = 1; i < policy_.full_fetch_every; ++i) {
    EXPECT_EQ(settle_at(i, Answer{.status = 304}), kAgain) << i;
  }
  EXPECT_EQ(settle_at(10, Answer{.status = 304}), refused) << "it was asked for in full";
  EXPECT_EQ(settle_at(11, with_etag(html("<a href=/y>y</a>"))), kChanged);
  EXPECT_EQ(settle_at(12, Answer{.status = 304}),
            "visited visited 200, failures 0, due after 3810 min");
}

TEST_F(SettlementTest, ASitemapChangesWithWhatItLists) {
  const auto listing = [](const std::string& path) {
    return typed("application/xml",
                 "<urlset><url><loc>http://a.example" + path + "</loc></url></urlset>");
  };
  EXPECT_EQ(settle_at(0, listing("/x")),
            "visited visited 200, failures 0, due after 10080 min, links changed");
  EXPECT_EQ(settle_at(1, listing("/x")), kAgain);
  EXPECT_EQ(settle_at(2, listing("/y")), "visited visited 200, failures 0, due after 3810 min");
}

TEST_F(SettlementTest, AHeaderThatBearsOnLinksIsPartOfTheContent) {
  const auto change = [](void (*make)(Answer&)) {
    Answer answer = html("<a href=/x>x</a>");
    make(answer);
    return answer;
  };
  const Answer others[] = {
      change([](Answer& a) { a.headers.link = {"</c>; rel=canonical"}; }),
      change([](Answer& a) { a.headers.refresh = "0; url=/r"; }),
      change([](Answer& a) { a.headers.content_type = "text/plain"; }),
  };
  for (const Answer& other : others) {
    record_ = {};
    page_.reset();
    settle_at(0, html("<a href=/x>x</a>"));
    EXPECT_EQ(settle_at(1, other), kChanged);
  }
  settle_at(2, html("<a href=/x>x</a>"));
  settle_at(3, change([](Answer& a) { a.headers.robots_tag = {"nofollow"}; }));
  EXPECT_TRUE(page_->nofollow);
}

TEST_F(SettlementTest, APageThatBecomesARedirectChanges) {
  settle_at(0, html("<a href=/x>x</a>"));
  EXPECT_EQ(settle_at(1, redirect_to("/x", 302)),
            "visited visited 302, failures 0, due after 3810 min, links changed");
  ASSERT_EQ(settled_.visit.links.links.size(), 1U);
  EXPECT_EQ(settled_.visit.links.links[0].redirect, 302);
}

TEST_F(SettlementTest, ThePageTakesWhatTheAnswerSays) {
  Answer answer = html("<title>Title</title>");
  answer.ip = "192.0.2.7";
  answer.etag = "\"1\"";
  answer.last_modified = "Mon, 01 Jan 2024 00:00:00 GMT";
  answer.truncated = true;
  settle_at(0, answer);
  EXPECT_EQ(page_->ip, "192.0.2.7");
  EXPECT_EQ(page_->title, "Title");
  EXPECT_EQ(page_->encoding, "utf8");
  EXPECT_EQ(page_->size, 20U);
  EXPECT_EQ(page_->partial, kPartialBody);
  EXPECT_EQ(page_->etag, "") << "the next visit is to parse the page";
  EXPECT_EQ(page_->last_modified, "");
  answer.truncated = false;
  settle_at(1, answer);
  EXPECT_EQ(page_->partial, 0);
  EXPECT_EQ(page_->etag, "\"1\"");
  EXPECT_EQ(page_->last_modified, "Mon, 01 Jan 2024 00:00:00 GMT");
}

TEST_F(SettlementTest, APartialVisitLetsNoVisitDoWithoutParsing) {
  Answer answer = html("<a href=/x>x</a>");
  EXPECT_EQ(settle_at(0, answer),
            "visited visited 200, failures 0, due after 10080 min, links changed");
  answer.truncated = true;
  settle_at(1, answer);
  EXPECT_TRUE(settled_.links_changed) << "the same bytes, but what follows them is unknown";
  EXPECT_EQ(page_->content, Fingerprint{});
  EXPECT_EQ(page_->link_set, Fingerprint{});
  EXPECT_EQ(page_->last_complete, at(0));
  settle_at(2, answer);
  EXPECT_TRUE(settled_.links_changed);
  EXPECT_EQ(page_->last_complete, at(0));
}

TEST_F(SettlementTest, TooManyLinksAndTooComplexAMarkupAreCausesToo) {
  std::string many;
  for (std::size_t i = 0; i <= kLinksPerPageMax; ++i)
    many += "<a href=/" + std::to_string(i) + ">x</a>";
  settle_at(0, html(many));
  EXPECT_EQ(page_->partial, kPartialLinks);
  Answer cut = html(many);
  cut.truncated = true;
  settle_at(1, cut);
  EXPECT_EQ(page_->partial, kPartialLinks | kPartialBody);
  EXPECT_EQ(names_of_partial(page_->partial), "body, links");
  settle_at(2, html("<a href=/" + std::string(kUrlBytesMax, 'a') + ">x</a>"));
  EXPECT_EQ(page_->partial, 0) << "a URL that is too long is dropped wherever it stands";
}

TEST_F(SettlementTest, ThePageKeepsSinceWhenItIsNofollowAndWhereItRedirects) {
  const std::string robots = "<meta name=robots content=nofollow>";
  settle_at(0, html("<a href=/x>x</a>"));
  EXPECT_EQ(page_->nofollow_since, kNever);
  settle_at(1, html(robots + "<a href=/x>x</a>"));
  EXPECT_EQ(page_->nofollow_since, at(1));
  settle_at(2, html(robots + "<a href=/y>y</a>"));
  EXPECT_EQ(page_->nofollow_since, at(1));
  settle_at(3, redirect_to("/x#part", 301));
  EXPECT_EQ(page_->nofollow_since, kNever);
  EXPECT_EQ(page_->redirect_to, "http://a.example/x");
  settle_at(4, html("<a href=/y>y</a>"));
  EXPECT_EQ(page_->redirect_to, "");
}

}  // namespace
}  // namespace anchord
