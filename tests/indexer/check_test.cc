#include "indexer/check.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

constexpr const char* kPage = "http://www.a.example/";

// A small index that is as it should be: two sites, lost links, a gone page, waiting URLs.
void fill(SampleIndex& index) {
  index.found(kPage, day(-1), 0);
  index.visit(kPage, day(0),
              {{"/x", "ex"},
               {"http://b.example/?q=1", "bee"},
               {"/lost", "lost"},
               {"/r", "", LinkType::kRedirect, "", "", "", 0, 302}});
  index.visit(kPage, day(1), {{"/x", "ex"}, {"http://b.example/?q=1", "bee"}});
  index.visit(kPage, day(2), {{"/lost", "lost"}, {"/x", "ex"}, {"http://b.example/?q=1", "bee"}});
  index.visit("https://b.example/", day(0), {{"/", "home"}});
  index.gone("https://b.example/", day(1));
  index.visit("http://www.a.example/empty", day(0), {});
  index.found("http://www.a.example/x", day(0));
  index.found("http://b.example/?q=1", day(0), 3);
  HostRecord host;
  host.robots_status = 404;
  index.put(Family::kHosts, host_key(*Url::parse(kPage)), encode(host));
  index.put(Family::kHosts, host_key(*Url::parse("https://a.example:80/")), encode(host));
  index.put(Family::kMeta, std::string(kTargetPrefix) + SampleIndex::key_of(kPage),
            encode(TargetRecord{}));
}

// All that the check names, a line each.
std::string violations(SampleIndex& index) {
  const auto report = check_index(index.db());
  if (!report) return report.error().message;
  std::string text;
  for (const std::string& violation : report->named) text += violation + "\n";
  EXPECT_EQ(report->violations, report->named.size());
  return text;
}

UrlRecord url_record(SampleIndex& index, std::string_view href) {
  return decode_url_record(index.get(Family::kUrls, SampleIndex::key_of(href))).value();
}
LinkBlock link_block(SampleIndex& index) {
  return decode_link_block(index.get(Family::kLinks, SampleIndex::key_of(kPage))).value();
}
void put_url(SampleIndex& index, std::string_view href, const UrlRecord& record) {
  index.put(Family::kUrls, SampleIndex::key_of(href), encode(record));
}
void put_links(SampleIndex& index, const LinkBlock& block) {
  index.put(Family::kLinks, SampleIndex::key_of(kPage), encode(block));
}
// Changes the links and the fingerprint with them, so that nothing else is wrong.
void put_links_with_fingerprint(SampleIndex& index, const LinkBlock& block) {
  put_links(index, block);
  const std::string key = SampleIndex::key_of(kPage);
  PageRecord page = decode_page_record(index.get(Family::kPages, key)).value();
  LinkSet live = block.links;
  live.links.resize(block.live);
  page.link_set = link_set_fingerprint(live);
  index.put(Family::kPages, key, encode(page));
}
std::string host_anchor(std::string_view anchor) {
  return anchor_key(AnchorScope::kHost, host_key(*Url::parse(kPage)), anchor);
}

TEST(CheckTest, AnIndexAsItShouldBeIsClean) {
  SampleIndex index;
  EXPECT_EQ(violations(index), "");
  fill(index);
  EXPECT_EQ(violations(index), "");
  const CheckReport report = check_index(index.db()).value();
  EXPECT_EQ(report.urls, 5U);
  EXPECT_EQ(report.links, 5U);
}

struct Break {
  const char* name;
  std::function<void(SampleIndex&)> apply;
  const char* want;  // lines that the check names, no others
};

const std::vector<Break>& breaks_of_bytes() {
  static const std::vector<Break> kBreaks = {
      {"a URL key",
       [](SampleIndex& index) {
         index.put(Family::kUrls, "example\x01/a b" + std::string(1, '\0') + "h", "");
       },
       "\"http://example/a b\": a key that is no canonical URL\n"},
      {"a URL record", [](SampleIndex& index) { put_url(index, "http://c.example/", {}); },
       "http://c.example/: waits, but the frontier has no entry for it\n"},
      {"an anchors key",
       [](SampleIndex& index) {
         index.put(Family::kAnchors, "x", encode(AnchorCounts{0, 1}));
       },
       "anchors: a key that does not decode\n"},
      {"an anchors value",
       [](SampleIndex& index) { index.put(Family::kAnchors, host_anchor("ex"), "\x02"); },
       "anchors of host www.a.example, \"ex\": anchor counts does not decode\n"},
      {"a frontier key", [](SampleIndex& index) { index.put(Family::kFrontier, "example", ""); },
       "frontier: a key that does not decode\n"},
      {"a host key",
       [](SampleIndex& index) { index.put(Family::kHosts, "a b", encode(HostRecord{})); },
       "host a b: a key that is no host\n"},
      {"a meta key", [](SampleIndex& index) { index.put(Family::kMeta, "colour", "red"); },
       "meta \"colour\": unknown, or does not decode\n"},
  };
  return kBreaks;
}

const std::vector<Break>& breaks_of_pages() {
  static const std::vector<Break> kBreaks = {
      {"a visited URL without its page record",
       [](SampleIndex& index) {
         index.remove(Family::kPages, SampleIndex::key_of("http://www.a.example/empty"));
       },
       "http://www.a.example/empty: visited, but has no page record\n"},
      {"a page record without a visit",
       [](SampleIndex& index) {
         index.put(Family::kPages, SampleIndex::key_of("http://www.a.example/x"),
                   encode(PageRecord{}));
       },
       "http://www.a.example/x: never visited, but has a page record\n"},
      {"a page without its URL record",
       [](SampleIndex& index) {
         index.remove(Family::kUrls, SampleIndex::key_of("http://www.a.example/empty"));
       },
       "http://www.a.example/empty: has a page record or links, but no URL record\n"},
      {"links of a URL that was never visited",
       [](SampleIndex& index) {
         LinkBlock block = link_block(index);
         block.live = 0;
         block.links.links.resize(1);
         block.histories.assign(1, {.first_seen = day(0), .last_seen = day(0)});
         index.put(Family::kLinks, SampleIndex::key_of("http://www.a.example/x"), encode(block));
       },
       "http://www.a.example/x: has links, but no page record\n"},
      {"visits out of order",
       [](SampleIndex& index) {
         UrlRecord record = url_record(index, "http://www.a.example/empty");
         record.prev_visited = record.last_visited + std::chrono::seconds(1);
         put_url(index, "http://www.a.example/empty", record);
       },
       "http://www.a.example/empty: the visit before the last is out of order\n"},
      {"a first visit after the last",
       [](SampleIndex& index) {
         UrlRecord record = url_record(index, "http://www.a.example/empty");
         record.first_visited += std::chrono::seconds(1);
         put_url(index, "http://www.a.example/empty", record);
       },
       "http://www.a.example/empty: first and last visit are out of order\n"},
      {"a visited state whose last attempt was none",
       [](SampleIndex& index) {
         UrlRecord record = url_record(index, kPage);
         record.last_attempt += std::chrono::seconds(1);
         put_url(index, kPage, record);
       },
       "http://www.a.example/: visited, yet its last attempt was no visit\n"},
      {"a gone page with live links",
       [](SampleIndex& index) {
         UrlRecord record = url_record(index, kPage);
         record.state = FetchState::kGone;
         put_url(index, kPage, record);
       },
       "http://www.a.example/: is gone, but has live links\n"},
  };
  return kBreaks;
}

const std::vector<Break>& breaks_of_links() {
  static const std::vector<Break> kBreaks = {
      {"the fingerprint",
       [](SampleIndex& index) {
         LinkBlock block = link_block(index);
         block.links.links[1].rel = kRelUgc;
         put_links(index, block);
       },
       "http://www.a.example/: the fingerprint of its links is not that of its live links\n"},
      {"a target",
       [](SampleIndex& index) {
         LinkBlock block = link_block(index);
         block.links.links[1].target = block.links.add_target("http://www.a.example");
         put_links_with_fingerprint(index, block);
       },
       "http://www.a.example/: link 2 to http://www.a.example: no canonical URL in stored form\n"},
      {"a target with a fragment",
       [](SampleIndex& index) {
         LinkBlock block = link_block(index);
         block.links.links[1].target = block.links.add_target("http://www.a.example/#a");
         put_links_with_fingerprint(index, block);
       },
       "http://www.a.example/: link 2 to http://www.a.example/#a: no canonical URL in stored "
       "form\n"},
      {"the internal flag of a lost link",
       [](SampleIndex& index) {
         LinkBlock block = link_block(index);
         block.links.links.back().internal = false;
         put_links(index, block);
       },
       "http://www.a.example/: link 4 to http://www.a.example/r: marked as external, but is "
       "not\n"},
      {"a redirect status of an href",
       [](SampleIndex& index) {
         LinkBlock block = link_block(index);
         block.links.links[0].redirect = 301;
         put_links_with_fingerprint(index, block);
       },
       "http://www.a.example/: link 1 to http://www.a.example/lost: has a redirect status, but "
       "is no redirect\n"},
      {"a first_seen after the last visit",
       [](SampleIndex& index) {
         LinkBlock block = link_block(index);
         block.histories[1].first_seen = day(9);
         put_links(index, block);
       },
       "http://www.a.example/: link 2 to http://www.a.example/x: its dates are not within the "
       "page's visits\n"},
  };
  return kBreaks;
}

const std::vector<Break>& breaks_of_counts() {
  static const std::vector<Break> kBreaks = {
      {"a host's count",
       [](SampleIndex& index) {
         index.put(Family::kAnchors, host_anchor("ex"), encode(AnchorCounts{2, 0}));
       },
       "anchors of host www.a.example, \"ex\": stored 2 internal, 0 external; counted 1 internal, "
       "0 external\n"},
      {"a domain's count",
       [](SampleIndex& index) {
         index.put(Family::kAnchors,
                   anchor_key(AnchorScope::kDomain, labels_key("a.example"), "bee"),
                   encode(AnchorCounts{0, -1}));
       },
       "anchors of domain a.example, \"bee\": stored 0 internal, -1 external; counted 0 internal, "
       "1 external\n"},
      {"a count that lacks",
       [](SampleIndex& index) { index.remove(Family::kAnchors, host_anchor("ex")); },
       "anchors of host www.a.example, \"ex\": not stored; counted 1 internal, 0 external\n"},
      {"a count of a host without pages",
       [](SampleIndex& index) {
         index.put(Family::kAnchors, anchor_key(AnchorScope::kHost, labels_key("c.example"), "sea"),
                   encode(AnchorCounts{0, 1}));
       },
       "anchors of host c.example, \"sea\": stored 0 internal, 1 external; counted 0 internal, 0 "
       "external\n"},
      {"all counts of a host",
       [](SampleIndex& index) {
         for (const char* anchor : {"ex", "bee", "lost", ""}) {
           index.remove(Family::kAnchors, host_anchor(anchor));
         }
       },
       "anchors of host www.a.example, \"\": none stored, but there are links\n"},
  };
  return kBreaks;
}

const std::vector<Break>& breaks_of_frontier() {
  static const std::vector<Break> kBreaks = {
      {"a waiting URL without its entry",
       [](SampleIndex& index) {
         index.remove(Family::kFrontier,
                      frontier_key(SampleIndex::key_of("http://www.a.example/x"), 1, 0, day(0)));
       },
       "http://www.a.example/x: waits, but the frontier has no entry for it\n"
       "tallies: hosts with URLs that wait, and that have none\n"},
      {"an entry of a visited URL",
       [](SampleIndex& index) {
         index.put(Family::kFrontier, frontier_key(SampleIndex::key_of(kPage), 0, 0, day(2)), "");
       },
       "frontier entry of http://www.a.example/: the URL does not wait, it is visited\n"
       "tally of host www.a.example: not as many URLs as wait\n"
       "tallies: hosts with URLs that wait, and that have none\n"},
      {"a second entry",
       [](SampleIndex& index) {
         index.put(Family::kFrontier,
                   frontier_key(SampleIndex::key_of("http://www.a.example/x"), 2, 0, day(0)), "");
       },
       "frontier entry of http://www.a.example/x: not at the place of the URL's depth and "
       "discovery\n"
       "tally of host www.a.example: not as many URLs as wait\n"
       "tallies: hosts with URLs that wait, and that have none\n"},
      {"an entry of an unknown URL",
       [](SampleIndex& index) {
         index.put(Family::kFrontier,
                   frontier_key(SampleIndex::key_of("http://c.example/"), 1, 0, day(0)), "");
       },
       "frontier entry of http://c.example/: there is no URL record\n"
       "tally of host c.example: not as many URLs as wait\n"
       "tallies: hosts with URLs that wait, and that have none\n"},
      {"a waiting URL that was visited",
       [](SampleIndex& index) {
         UrlRecord record = url_record(index, "http://www.a.example/empty");
         record.state = FetchState::kWaiting;
         put_url(index, "http://www.a.example/empty", record);
         index.put(Family::kFrontier,
                   frontier_key(SampleIndex::key_of("http://www.a.example/empty"), record.depth, 0,
                                record.last_attempt),
                   "");
       },
       "http://www.a.example/empty: waits to be asked for, yet was visited\n"
       "tally of host www.a.example: not as many URLs as wait\n"
       "tallies: hosts with URLs that wait, and that have none\n"},
  };
  return kBreaks;
}

TEST(CheckTest, EveryBrokenPromiseIsNamedAndNoOther) {
  for (const auto* breaks : {&breaks_of_bytes(), &breaks_of_pages(), &breaks_of_links(),
                             &breaks_of_counts(), &breaks_of_frontier()}) {
    for (const Break& broken : *breaks) {
      SampleIndex index;
      fill(index);
      broken.apply(index);
      EXPECT_EQ(violations(index), broken.want) << broken.name;
    }
  }
}

// The text of a decoding failure is the codec's; here it counts that the thing is named.
TEST(CheckTest, BytesThatDoNotDecodeAreNamed) {
  struct {
    Family family;
    std::string key;
    const char* want;
  } const cases[] = {
      {Family::kUrls, SampleIndex::key_of(kPage), "http://www.a.example/: URL record: "},
      {Family::kPages, SampleIndex::key_of(kPage), "http://www.a.example/: page record: "},
      {Family::kLinks, SampleIndex::key_of(kPage), "http://www.a.example/: links: "},
      {Family::kHosts, host_key(*Url::parse(kPage)), "host www.a.example: "},
  };
  for (const auto& c : cases) {
    SampleIndex index;
    fill(index);
    index.put(c.family, c.key, "\xff");
    const std::string found = violations(index);
    EXPECT_NE(found.find(c.want), std::string::npos) << c.want << " in " << found;
  }
}

TEST(CheckTest, CountsAllAndNamesTheFirst) {
  SampleIndex index;
  for (int i = 0; i < 150; ++i) {
    put_url(index, "http://a.example/" + std::to_string(i), {.last_attempt = day(0)});
  }
  const CheckReport report = check_index(index.db()).value();
  EXPECT_EQ(report.violations, 150U);
  EXPECT_EQ(report.named.size(), kViolationsNamedMax);
}

}  // namespace
}  // namespace anchord
