#include <functional>

#include "crawler/crawl.h"
#include "crawler/seed_fates.h"
#include "crawler/target_planner.h"
#include "storage/format.h"
#include "tests/crawler/crawl_testing.h"

// Whole crawls from seeds that redirect.
namespace anchord {
namespace {

class CrawlRedirectsTest : public CrawlTest {
 protected:
  CrawlRedirectsTest() { config_.crawler.scope = TargetMode::kDomain; }

  // Of what is asked for when a crawl begins with `seed`, as written, the pages alone.
  std::string pages_from(const std::string& seed, bool recrawl = false) {
    CrawlPlan plan{.seeds = {}, .once = true, .recrawl = recrawl};
    if (!seed.empty()) plan.seeds.push_back(parse_seed(seed).value());
    web_.asked.clear();
    auto crawl = std::move(Crawl::start(*db_, web_, clock_, config_, plan).value());
    while (!crawl->is_done()) std::this_thread::yield();
    EXPECT_TRUE(crawl->stop().has_value());
    indexed_ = crawl->stats().pages_indexed;
    const CheckReport report = check_index(*db_).value();
    EXPECT_EQ(report.violations, 0U) << (report.named.empty() ? "" : report.named.front());
    std::sort(web_.asked.begin(), web_.asked.end());
    std::string text;
    for (const std::string& href : web_.asked) {
      if (href.ends_with("/robots.txt") || href.ends_with("/sitemap.xml")) continue;
      text += (text.empty() ? "" : " ") + href;
    }
    return text;
  }

  // A new index and an empty web.
  void start_anew() {
    db_.reset();
    env_.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
    DatabaseOptions options;
    options.env = env_.get();
    db_ = std::move(Database::open("/crawl", options).value());
    web_.site.clear();
  }

  std::string redirect_hosts_of(std::string_view seed) const {
    const auto bytes = db_->get(Family::kMeta, target_key(page_key(*Url::parse(seed)))).value();
    if (!bytes) return "no target";
    std::string text;
    const TargetRecord record = decode_target_record(*bytes).value();
    for (const std::string& host : record.redirect_hosts) {
      text += (text.empty() ? "" : " ") + host_text_of_key(host);
    }
    return text;
  }

  std::string fate() const { return seed_fates(*db_, to_seconds(clock_.now())).value().at(0); }

  std::uint64_t indexed_ = 0;
};

TEST_F(CrawlRedirectsTest, ARedirectCostsNoLevel) {
  web_.site["http://a.example/"] = redirect_to("/home", 302);
  web_.site["http://a.example/home"] = redirect_to("https://a.example/en/");
  web_.site["https://a.example/en/"] = html("<a href=/1>1</a>");
  web_.site["https://a.example/1"] = html("<a href=/2>2</a>");
  EXPECT_EQ(pages_from("http://a.example/ max_depth=0"),
            "http://a.example/ http://a.example/home https://a.example/en/");
  start_anew();
  web_.site["http://b.example/"] = html("<a href=/old>old</a>");
  web_.site["http://b.example/old"] = redirect_to("/new", 308);
  web_.site["http://b.example/new"] = html("<a href=/below>below</a>");
  EXPECT_EQ(pages_from("http://b.example/ max_depth=1"),
            "http://b.example/ http://b.example/new http://b.example/old");
  start_anew();
  web_.site["http://c.example/"] =
      html("<meta http-equiv=refresh content='0; url=/main'><a href=/x>x</a>");
  web_.site["http://c.example/main"] = html("<a href=/y>y</a>");
  EXPECT_EQ(pages_from("http://c.example/ max_depth=0"), "http://c.example/ http://c.example/main");
}

TEST_F(CrawlRedirectsTest, ASitemapThatRedirectsIsStillOne) {
  web_.site["http://a.example/robots.txt"] = plain("Sitemap: http://a.example/list\n");
  web_.site["http://a.example/list"] = redirect_to("/list2");
  web_.site["http://a.example/list2"] = plain("http://a.example/1\nhttp://a.example/2\n");
  web_.site["http://a.example/"] = html("");
  EXPECT_EQ(pages_from("http://a.example/ max_depth=1"),
            "http://a.example/ http://a.example/1 http://a.example/2 http://a.example/list "
            "http://a.example/list2");
}

// Ten redirects in a row cost nothing, every further one a level.
TEST_F(CrawlRedirectsTest, NoChainIsEndless) {
  for (const bool is_refresh : {false, true}) {
    start_anew();
    for (int i = 0; i < 400; ++i) {
      const std::string next = "/" + std::to_string(i + 1);
      web_.site["http://a.example/" + std::to_string(i)] =
          is_refresh ? html("<meta http-equiv=refresh content='0; url=" + next + "'>")
                     : redirect_to(next);
    }
    pages_from("http://a.example/0 max_depth=3");
    EXPECT_EQ(state_of("http://a.example/13"), is_refresh ? "visited 200" : "visited 301");
    EXPECT_EQ(state_of("http://a.example/14"), "never found");
  }
}

// A page and what it links to, below one host ("http://a.example/d/").
void make_home(FakeTransport& web, const std::string& href) {
  const Url url = *Url::parse(href);
  const std::string root(Url::parse("/", &url)->href());
  web.site[href] = html(
      "<a href=/d/1>1</a><a href=/x>x</a><a href=http://c.a.example/>c</a>"
      "<a href=http://b.example/>b</a><a href=http://www.b.example/>b</a>");
  web.site[root + "d/1"] = html("1");
  web.site[root + "x"] = html("x");
}

TEST_F(CrawlRedirectsTest, ARedirectToTheTwinTakesTheTargetAlong) {
  const struct {
    const char* seed;
    const char* to;
    const char* hosts;  // that its target has then
    const char* want;   // the pages asked for
  } cases[] = {
      {"http://a.example/ scope=domain", "http://www.a.example/", "www.a.example",
       "http://a.example/ http://www.a.example/ http://www.a.example/d/1 http://www.a.example/x"},
      {"http://www.a.example/ scope=domain", "http://a.example/", "a.example",
       "http://a.example/ http://a.example/d/1 http://a.example/x http://www.a.example/"},
      {"http://www.a.example/ scope=subdomains", "https://a.example/", "a.example",
       "http://www.a.example/ https://a.example/ https://a.example/d/1 https://a.example/x"},
      {"http://a.example/d/ scope=prefix", "http://www.a.example/d/", "www.a.example",
       "http://a.example/d/ http://www.a.example/d/ http://www.a.example/d/1"},
      {"https://a.example/d/ scope=exact", "http://www.a.example/d/", "www.a.example",
       "http://www.a.example/d/ https://a.example/d/"},
      {"http://a.example:8080/", "http://www.a.example:8080/", "www.a.example:8080",
       "http://a.example:8080/ http://www.a.example:8080/ http://www.a.example:8080/d/1 "
       "http://www.a.example:8080/x"},
      {"http://a.example/ scope=domain exclude=/x", "http://www.a.example/", "www.a.example",
       "http://a.example/ http://www.a.example/ http://www.a.example/d/1"},
      {"http://a.example/ scope=domain max_pages=3", "http://www.a.example/", "www.a.example",
       "http://a.example/ http://www.a.example/ http://www.a.example/d/1"},
      {"http://a.example/ scope=subdomains", "https://www.a.example/", "",
       "http://a.example/ http://c.a.example/ https://www.a.example/ https://www.a.example/d/1 "
       "https://www.a.example/x"},
      {"http://a.example/ scope=domain", "https://a.example/", "",
       "http://a.example/ https://a.example/ https://a.example/d/1 https://a.example/x"},
  };
  for (const auto& c : cases) {
    start_anew();
    const std::string seed(parse_seed(c.seed)->url.href());
    web_.site[seed] = redirect_to(c.to);
    make_home(web_, c.to);
    for (const std::string& href : {seed, std::string(c.to)}) {
      const Url url = *Url::parse(href);
      web_.site[std::string(Url::parse("/robots.txt", &url)->href())] =
          plain("User-agent: *\nDisallow: /sitemap.xml\n");
    }
    EXPECT_EQ(pages_from(c.seed), c.want) << c.seed;
    EXPECT_EQ(redirect_hosts_of(seed), c.hosts) << c.seed;
    EXPECT_GT(indexed_, 0U) << c.seed;
  }
}

TEST_F(CrawlRedirectsTest, AChainThatBeginsAtTheSeedTakesTheTargetAlong) {
  web_.site["http://a.example/"] = redirect_to("https://a.example/start");
  web_.site["https://a.example/start"] = redirect_to("https://a.example/");
  web_.site["https://a.example/"] = redirect_to("https://www.a.example/");
  make_home(web_, "https://www.a.example/");
  EXPECT_EQ(pages_from("http://a.example/ max_depth=1"),
            "http://a.example/ https://a.example/ https://a.example/start https://www.a.example/ "
            "https://www.a.example/d/1 https://www.a.example/x");
  EXPECT_EQ(redirect_hosts_of("http://a.example/"), "www.a.example");
  start_anew();
  web_.site["http://a.example/"] =
      html("<meta http-equiv=refresh content='0; url=http://www.a.example/'>");
  make_home(web_, "http://www.a.example/");
  EXPECT_EQ(pages_from("http://a.example/ max_depth=0"), "http://a.example/ http://www.a.example/");
}

TEST_F(CrawlRedirectsTest, NothingElseWidensATarget) {
  const struct {
    const char* seed;
    const char* to;
  } cases[] = {
      {"http://a.example/", "http://b.example/"},
      {"http://a.example/", "http://www.b.example/"},
      {"http://a.example/", "http://m.a.example/"},
      {"http://a.example/", "http://example/"},
      {"http://a.example/", "http://www.www.a.example/"},
      {"http://www.a.example/", "http://www.www.a.example/"},
      {"http://a.example/", "http://www.a.example:8080/"},
      {"http://a.example:8080/", "http://www.a.example/"},
      {"http://www.co.uk/", "http://co.uk/"},
      {"http://127.0.0.1/", "http://www.127.0.0.1.example/"},
      {"http://a.example/d/ scope=prefix", "http://www.a.example/"},
      {"http://a.example/d/ scope=prefix", "http://a.example/"},
      {"http://a.example/ scope=exact", "http://www.a.example/home"},
      {"http://a.example/ scope=exact", "https://a.example/home"},
  };
  for (const auto& c : cases) {
    start_anew();
    const std::string seed(parse_seed(c.seed)->url.href());
    web_.site[seed] = redirect_to(c.to);
    make_home(web_, c.to);
    EXPECT_EQ(pages_from(c.seed), seed);
    EXPECT_EQ(redirect_hosts_of(seed), "") << c.seed;
    EXPECT_EQ(fate(), seed + ": redirects to " + c.to +
                          ", out of its target: to crawl that, add the seed " + c.to);
    EXPECT_EQ(indexed_, 0U);
  }
}

// A page that a link led to is no part of the seed's chain, nor is what it redirects to.
TEST_F(CrawlRedirectsTest, OnlyTheSeedsOwnRedirectsWiden) {
  web_.site["http://a.example/"] = html("<a href=/x>x</a><a href=http://www.a.example/y>y</a>");
  web_.site["http://a.example/x"] = redirect_to("http://www.a.example/");
  make_home(web_, "http://www.a.example/");
  EXPECT_EQ(pages_from("http://a.example/"), "http://a.example/ http://a.example/x");
  EXPECT_EQ(redirect_hosts_of("http://a.example/"), "");
}

TEST_F(CrawlRedirectsTest, AWidenedTargetLastsAndGoesWithItsSeed) {
  web_.site["http://a.example/"] = redirect_to("http://www.a.example/");
  make_home(web_, "http://www.a.example/");
  pages_from("http://a.example/");
  web_.site["http://www.a.example/"] = html("<a href=/new>new</a>");
  web_.site["http://www.a.example/new"] = html("new");
  clock_.time += std::chrono::hours(1);
  EXPECT_EQ(pages_from("", true),
            "http://a.example/ http://www.a.example/ http://www.a.example/d/1 "
            "http://www.a.example/new http://www.a.example/x");
  // Given again, it keeps its host; taken away and given again, what is known of it brings it back.
  TargetPlanner planner(*db_, config_.crawler);
  const SeedOrder again{SeedOrder::Kind::kAdd, parse_seed("http://a.example/").value(), true};
  EXPECT_EQ(planner.add(again).value(), "unchanged http://a.example/");
  EXPECT_EQ(planner.add({SeedOrder::Kind::kRemove, again.seed, true}).value(),
            "removed http://a.example/");
  EXPECT_EQ(planner.add(again).value(),
            "added http://a.example/: redirects to http://www.a.example/, which is in its target");
  const TargetPlan plan = planner.take();
  EXPECT_TRUE(plan.changes.empty()) << "all is as it was";
}

TEST_F(CrawlRedirectsTest, ASeedGivenAgainSaysWhereItLeads) {
  web_.site["http://a.example/"] = redirect_to("http://b.example/");
  pages_from("http://a.example/");
  TargetPlanner planner(*db_, config_.crawler);
  const SeedOrder again{SeedOrder::Kind::kAdd, parse_seed("http://a.example/").value(), true};
  EXPECT_EQ(planner.add(again).value(),
            "unchanged http://a.example/: redirects to http://b.example/, out of its target: to "
            "crawl that, add it as a seed");
  EXPECT_EQ(
      planner.add({SeedOrder::Kind::kAdd, parse_seed("http://b.example/").value(), true}).value(),
      "added http://b.example/");
  EXPECT_EQ(planner.add(again).value(), "unchanged http://a.example/");
}

TEST_F(CrawlRedirectsTest, AnotherSeedThatCoversItIsNoWayOut) {
  web_.site["http://a.example/"] = redirect_to("http://b.example/home");
  make_home(web_, "http://b.example/home");
  EXPECT_EQ(crawl({"http://a.example/", "http://b.example/"}).find("out of"), std::string::npos);
  EXPECT_EQ(state_of("http://b.example/home"), "visited 200");
  EXPECT_EQ(fate().find("http://a.example/: redirects to http://b.example/home, and of that: "
                        "visited "),
            0U);
}

TEST_F(CrawlRedirectsTest, WhatCameOfASeedIsSaidInWords) {
  const struct {
    std::function<void(FakeTransport&)> make;
    const char* want;
    const char* options = "";
  } cases[] = {
      {[](auto& web) {
         web.site["http://a.example/robots.txt"] = plain("User-agent:*\nDisallow:/");
       },
       "robots.txt forbids it"},
      {[](auto& web) { web.site["http://a.example/"] = Answer{.status = 410}; }, "answered 410"},
      {[](auto& web) { web.site["http://a.example/"] = Answer{.status = 403}; }, "answered 403"},
      {[](auto& web) {
         web.site["http://a.example/"] = Unreachable{UnreachableReason::kTimeout, ""};
       },
       "no answer in time"},
      {[](auto& web) {
         web.site["http://a.example/robots.txt"] = Unreachable{UnreachableReason::kConnect, ""};
       },
       "not asked for: no usable answer for the robots.txt of its host: could not connect"},
      {[](auto& web) { web.site["http://a.example/robots.txt"] = Answer{.status = 500}; },
       "not asked for: no usable answer for the robots.txt of its host: answered 500"},
      {[](auto& web) {
         web.site["http://a.example/"] = redirect_to("/x");
         web.site["http://a.example/x"] = Answer{.status = 404};
       },
       "redirects to http://a.example/x, and of that: answered 404"},
      {[](auto& web) { web.site["http://a.example/"] = redirect_to("/x"); },
       "redirects to http://a.example/x, which the patterns of its target leave out",
       " exclude=/x"},
      {[](auto& web) { web.site["http://a.example/"] = redirect_to("http://b.example/"); },
       "redirects to http://b.example/, out of its target: to crawl that, add the seed "
       "http://b.example/"},
  };
  for (const auto& c : cases) {
    start_anew();
    c.make(web_);
    pages_from("http://a.example/" + std::string(c.options));
    EXPECT_EQ(fate(), "http://a.example/: " + std::string(c.want));
    EXPECT_EQ(indexed_, 0U) << c.want;
    EXPECT_FALSE(has_pages(*db_).value()) << c.want;
  }
}

}  // namespace
}  // namespace anchord
