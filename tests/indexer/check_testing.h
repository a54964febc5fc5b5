#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/check.h"
#include "tests/indexer/sample_index.h"

// An index as it should be, and ways to break it.
namespace anchord {

inline constexpr const char* kPage = "http://www.a.example/";

// A small index that is as it should be: two sites, lost links, a gone page, waiting URLs.
inline void fill(SampleIndex& index) {
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
inline std::string violations(SampleIndex& index) {
  const auto report = check_index(index.db());
  if (!report) return report.error().message;
  std::string text;
  for (const std::string& violation : report->named) text += violation + "\n";
  EXPECT_EQ(report->violations, report->named.size());
  return text;
}

inline UrlRecord url_record(SampleIndex& index, std::string_view href) {
  return decode_url_record(index.get(Family::kUrls, SampleIndex::key_of(href))).value();
}
inline LinkBlock link_block(SampleIndex& index) {
  return decode_link_block(index.get(Family::kLinks, SampleIndex::key_of(kPage))).value();
}
inline void put_url(SampleIndex& index, std::string_view href, const UrlRecord& record) {
  index.put(Family::kUrls, SampleIndex::key_of(href), encode(record));
}
inline void put_links(SampleIndex& index, const LinkBlock& block) {
  index.put(Family::kLinks, SampleIndex::key_of(kPage), encode(block));
}
// Changes the links and the fingerprint with them, so that nothing else is wrong.
inline void put_links_with_fingerprint(SampleIndex& index, const LinkBlock& block) {
  put_links(index, block);
  const std::string key = SampleIndex::key_of(kPage);
  PageRecord page = decode_page_record(index.get(Family::kPages, key)).value();
  LinkSet live = block.links;
  live.links.resize(block.live);
  page.link_set = link_set_fingerprint(live);
  index.put(Family::kPages, key, encode(page));
}
inline std::string host_anchor(std::string_view anchor) {
  return anchor_key(AnchorScope::kHost, host_key(*Url::parse(kPage)), anchor);
}

struct Break {
  const char* name;
  std::function<void(SampleIndex&)> apply;
  const char* want;  // lines that the check names, no others
};

// Breaks an index in each of these ways: what the check names is `want`.
inline void expect_named(const std::vector<Break>& breaks) {
  for (const Break& broken : breaks) {
    SampleIndex index;
    fill(index);
    broken.apply(index);
    EXPECT_EQ(violations(index), broken.want) << broken.name;
  }
}

}  // namespace anchord
