#include "tests/indexer/check_testing.h"

// What hangs together with a page: its links, their counts, the frontier.
namespace anchord {
namespace {

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

TEST(CheckTest, WhatIsBrokenInLinksCountsAndTheFrontierIsNamedAndNothingElse) {
  expect_named(breaks_of_links());
  expect_named(breaks_of_counts());
  expect_named(breaks_of_frontier());
}

}  // namespace
}  // namespace anchord
