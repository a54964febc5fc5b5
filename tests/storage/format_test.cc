#include "storage/format.h"

#include <gtest/gtest.h>

#include <random>

namespace anchord {
namespace {

using std::chrono::seconds;

Time at(std::int64_t second) { return Time(seconds(second)); }

std::string hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F && c != '\'' && !std::isdigit(byte)) {
      out.append(1, c);
    } else {
      out.append(1, '\'').append(1, kDigits[byte >> 4U]).append(1, kDigits[byte & 15U]);
    }
  }
  return out;
}

// The page of the example in format.h.
LinkBlock example() {
  LinkBlock block;
  Link link;
  link.target = block.links.add_target("http://b.example/x");
  link.anchor = block.links.add_text("bee");
  block.links.links = {link};
  block.histories = {{.first_seen = at(16)}};
  block.live = 1;
  return block;
}

// A block with links of every kind: live, returned, seen again, unreached, lost once, lost after
// two visits.
LinkBlock every_kind() {
  LinkBlock block;
  LinkSet& links = block.links;
  links.text = "before one two after a picture";
  const LinkAttributes named{.aria_label = {7, 3}, .title = {21, 9}};
  const LinkAttributes translated{.hreflang = {11, 2}, .media_type = {0, 6}};
  const std::uint32_t one = links.add_target("https://example.com/one?q=1");
  const std::uint32_t two = links.add_target("https://example.com/two");
  Link plain{.target = one, .anchor = {7, 3}, .text_pre = {0, 6}, .text_post = {11, 9}};
  Link nofollow{.rel = kRelNofollow | kRelUgc,
                .internal = true,
                .position = Position::kAside,
                .target = two,
                .attributes = links.add_attributes(named),
                .anchor = {11, 3},
                .text_pre = {0, 10},
                .text_post = {15, 5}};
  Link picture{.position = Position::kAside,
               .image = HoldsImage::kYes,
               .target = one,
               .attributes = links.add_attributes(translated),
               .alt = {21, 9},
               .text_pre = {0, 20}};
  Link redirect{.type = LinkType::kRedirect, .redirect = 301, .target = two};
  Link unknown = plain;
  unknown.image = HoldsImage::kUnknown;
  links.links = {plain, nofollow, picture, unknown, redirect, plain};
  block.histories = {{.first_seen = at(1000)},
                     {.first_seen = at(500),
                      .present_since = at(2000),
                      .last_seen = at(700),
                      .nofollow_since = at(800),
                      .gaps_unknown = true},
                     {.first_seen = at(600),
                      .present_since = at(1200),
                      .seen_since = at(2100),
                      .last_seen = at(1900)},
                     {.first_seen = at(2000),
                      .last_seen = at(2200),
                      .prev_seen = at(2100),
                      .unreached = true,
                      .original_unknown = true,
                      .page_nofollow = true},
                     {.first_seen = at(600), .last_seen = at(600)},
                     {.first_seen = at(600),
                      .last_seen = at(900),
                      .prev_seen = at(600),
                      .lost_at = at(950),
                      .loss = LossReason::kPageGone,
                      .page_nofollow = true}};
  block.histories[1].earlier = block.add_earlier({{kNever, at(550)}, {at(600), at(700)}});
  block.histories[2].earlier = block.add_earlier({{at(600), at(650)}});
  block.live = 4;
  return block;
}

std::string describe(const LinkBlock& block) {
  std::string out;
  for (std::size_t i = 0; i < block.links.links.size(); ++i) {
    const Link& link = block.links.links[i];
    const LinkHistory& history = block.histories[i];
    out += i < block.live ? "live " : "lost ";
    out.append(name_of(link.type)).append(" ").append(block.links.target(link));
    for (const Span span : {link.anchor, link.alt, link.text_pre, link.text_post}) {
      out.append(" '").append(block.links.view(span)).append("'");
    }
    const LinkAttributes attributes = block.links.attributes(link);
    for (const Span LinkAttributes::*which : kLinkAttributes) {
      out.append(" '").append(block.links.view(attributes.*which)).append("'");
    }
    out.append(" ").append(name_of(link.position));
    for (const std::int64_t number :
         {std::int64_t{link.rel}, std::int64_t{link.internal}, std::int64_t{link.redirect},
          static_cast<std::int64_t>(link.image), static_cast<std::int64_t>(history.loss),
          std::int64_t{history.unreached}, std::int64_t{history.original_unknown},
          std::int64_t{history.page_nofollow}, std::int64_t{history.gaps_unknown}}) {
      out.append(" ").append(std::to_string(number));
    }
    for (const Time time :
         {history.first_seen, history.present_since, history.seen_since, history.last_seen,
          history.prev_seen, history.lost_at, history.nofollow_since}) {
      out.append(" ").append(std::to_string(time.time_since_epoch().count()));
    }
    for (const Presence& presence : block.earlier(history)) {
      out.append(" ").append(std::to_string(presence.from.time_since_epoch().count()));
      out.append("-").append(std::to_string(presence.to.time_since_epoch().count()));
    }
    out += "\n";
  }
  return out;
}

template <class Record, class Decode>
void expect_truncations_refused(const Record& record, Decode decode) {
  const std::string whole = encode(record);
  ASSERT_TRUE(decode(whole).has_value());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::vector<char> part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(decode(std::string_view(part.data(), part.size())).has_value()) << size;
  }
  EXPECT_FALSE(decode(whole + '\0').has_value());
}

UrlRecord some_url() {
  return {.state = FetchState::kRefused,
          .depth = 3,
          .http_status = 503,
          .failures = 2,
          .first_visited = at(100),
          .last_visited = at(300),
          .prev_visited = at(200),
          .last_attempt = at(400),
          .due = at(1000),
          .interval = std::chrono::minutes(10'080),
          .not_modified = 9,
          .lastmods_false = kLastmodsFalseMax,
          .lastmod_led = true};
}

PageRecord some_page() {
  PageRecord page;
  page.http_status = 200;
  page.ip = "192.0.2.1";
  page.size = 70'000;
  page.encoding = "windows-1252";
  page.encoding_source = EncodingSource::kMeta;
  page.content_type = "text/html";
  page.title = "Title";
  page.etag = "\"abc\"";
  page.last_modified = "Mon, 23 Nov 2026 00:00:00 GMT";
  page.content = {1, 2};
  page.link_set = {3, UINT64_MAX};
  page.nofollow = true;
  page.nofollow_since = at(50);
  page.partial = kPartialBody | kPartialTooComplex;
  page.last_complete = at(60);
  page.redirect_to = "http://a.example/";
  page.links_dropped = 5;
  page.attributes_dropped = 6;
  return page;
}

TargetRecord some_target() {
  return {.mode = TargetMode::kPrefix,
          .max_pages = 1000,
          .max_depth = 5,
          .include = {"/d*"},
          .exclude = {"/x", "*y$"},
          .recrawl = std::chrono::hours(200),
          .delay = std::chrono::milliseconds(0),
          .priority = 9,
          .paused = true,
          .redirect_hosts = {"example\x03www"}};
}

HostRecord some_host() {
  return {.robots_fetched = at(10),
          .robots_expires = at(20),
          .robots_failing_since = at(15),
          .robots_status = 200,
          .robots_body = "User-agent: *\n"};
}

TEST(Format, TheExampleInTheHeaderIsTrue) {
  const auto url = Url::parse("http://a.example/");
  ASSERT_TRUE(url);
  EXPECT_EQ(page_key(*url), std::string("example\x03"
                                        "a\x01/\0h",
                                        13));
  const std::string want = std::string("\x10\x01\x00\x12", 4) +
                           "http://b.example/x\x03"
                           "bee" +
                           std::string("\x01\x00\x40\x00\x03\x00\x00\x00\x00\x00", 10);
  EXPECT_EQ(hex(encode(example())), hex(want));
  EXPECT_EQ(anchor_key(AnchorScope::kHost, host_key(*url), "bee"), std::string("hexample\x03"
                                                                               "a\0bee",
                                                                               14));
  EXPECT_EQ(hex(encode(AnchorCounts{0, 1})), hex(std::string("\0\2", 2)));
}

TEST(Format, LinkBlocksComeBackAsTheyWere) {
  for (const LinkBlock& block : {LinkBlock{}, example(), every_kind()}) {
    const auto decoded = decode_link_block(encode(block));
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(describe(*decoded), describe(block));
    EXPECT_EQ(encode(*decoded), encode(block));
  }
}

TEST(Format, RecordsComeBackAsTheyWere) {
  EXPECT_EQ(decode_url_record(encode(some_url())).value(), some_url());
  EXPECT_EQ(decode_url_record(encode(UrlRecord{})).value(), UrlRecord{});
  UrlRecord visited_once = some_url();
  visited_once.prev_visited = kNever;
  EXPECT_EQ(decode_url_record(encode(visited_once)).value(), visited_once);
  UrlRecord waiting{.depth = 2,
                    .links_class = 15,
                    .redirects = 3,
                    .last_attempt = at(1'700'000'000),
                    .due = at(1'700'000'000)};
  EXPECT_EQ(decode_url_record(encode(waiting)).value(), waiting);
  EXPECT_EQ(encode(waiting).size(), 11U) << "URLs never asked for are most: keep theirs small";
  EXPECT_EQ(decode_page_record(encode(some_page())).value(), some_page());
  EXPECT_EQ(decode_host_record(encode(some_host())).value(), some_host());
  EXPECT_EQ(decode_pace_record(encode(PaceRecord{.not_before = at(15), .failures = 1})).value(),
            (PaceRecord{.not_before = at(15), .failures = 1}));
  const PaceRecord failed{at(15), 1, FailureCause::kTls, 0, at(14)};
  EXPECT_EQ(decode_pace_record(encode(failed)).value(), failed);
  EXPECT_EQ(decode_agenda_record(encode(AgendaRecord{at(9), 9})).value(), (AgendaRecord{at(9), 9}));
  EXPECT_EQ(decode_tally(encode(Tally{-1, 3})).value(), (Tally{-1, 3}));
  EXPECT_EQ(decode_anchor_counts(encode(AnchorCounts{-5, 1LL << 40})).value(),
            (AnchorCounts{-5, 1LL << 40}));
}

TEST(Format, TheScheduleOfAUrlIsWhereTheHeaderSays) {
  const UrlRecord asked{.state = FetchState::kGone,
                        .depth = 1,
                        .http_status = 10,
                        .last_attempt = at(16),
                        .due = at(20),
                        .interval = std::chrono::minutes(300),
                        .not_modified = 4,
                        .lastmods_false = 3,
                        .lastmod_led = true,
                        .failure = FailureCause::kTls};
  UrlRecord sitemap = asked;
  sitemap.is_sitemap = true;
  EXPECT_EQ(encode(sitemap).front(), encode(asked).front() | 8);
  EXPECT_EQ(decode_url_record(encode(sitemap)).value(), sitemap);
  EXPECT_EQ(hex(encode(asked)), hex(std::string("\2\1\x0a\0\x10\x08\xac\2\4\7\4\0", 12)));
}

TEST(Format, WhatACrawlGoesByComesBackAsItWas) {
  EXPECT_EQ(encode(some_target()),
            std::string("\x01\xe8\x07\x05\x01\x03/d*\x02\x02/x\x03*y$\xc8\x01\x01\x09\x01\x01\x0b"
                        "example\x03www"));
  EXPECT_EQ(decode_target_record(encode(some_target())).value(), some_target());
  EXPECT_EQ(encode(TargetRecord{}), std::string("\x03\x00\xff\x00\x00\x00\x00\x05\x00\x00", 10));
  EXPECT_EQ(decode_target_record(encode(TargetRecord{})).value(), TargetRecord{});
  const TrapLimits limits{255, 254, 4096, 8000, 7999, UINT32_MAX};
  EXPECT_EQ(decode_trap_limits(encode(limits)).value(), limits);
  const RefusalCounts counts{1, 2, 300, 4, 5, 6, 7, 8, UINT64_MAX};
  EXPECT_EQ(decode_refusal_counts(encode(counts)).value(), counts);
  const RefusalCounts first{1, 2};
  EXPECT_EQ(decode_refusal_counts("\x02\x01\x02").value(), first) << "of an anchord with two";
  const UpgradeRecord upgrade{.from = 4, .step = 1, .next = "key"};
  EXPECT_EQ(decode_upgrade_record(encode(upgrade)).value(), upgrade);
  EXPECT_EQ(decode_fingerprint(encode(Fingerprint{1, UINT64_MAX})).value(),
            (Fingerprint{1, UINT64_MAX}));
}

TEST(Format, NumbersAndPatternsOutOfBoundsAreRefused) {
  EXPECT_FALSE(decode_target_record(std::string("\x04\0\xff\0\0\0\0\5\0\0", 10)).has_value());
  EXPECT_FALSE(decode_target_record(std::string("\3\0\xff\0\0\0\0\x0a\0\0", 10)).has_value());
  EXPECT_FALSE(decode_target_record(std::string("\3\0\xff\0\0\0\0\5\2\0", 10)).has_value());
  TargetRecord many;
  many.include.assign(kTargetPatternsMax + 1, "/");
  EXPECT_FALSE(decode_target_record(encode(many)).has_value());
  many.include.clear();
  many.redirect_hosts.assign(kRedirectHostsMax + 1, "example");
  EXPECT_FALSE(decode_target_record(encode(many)).has_value());
  EXPECT_FALSE(decode_trap_limits(std::string("\x80\x02\x01\x01\x01\x01\x01")).has_value())
      << "a depth of 256";
}

TEST(Format, EveryTruncationIsRefused) {
  expect_truncations_refused(some_url(), decode_url_record);
  expect_truncations_refused(every_kind(), decode_link_block);
  expect_truncations_refused(some_page(), decode_page_record);
  expect_truncations_refused(some_host(), decode_host_record);
  expect_truncations_refused(PaceRecord{.not_before = at(15), .failures = 1}, decode_pace_record);
  expect_truncations_refused(AnchorCounts{100, -100}, decode_anchor_counts);
  expect_truncations_refused(some_target(), decode_target_record);
  expect_truncations_refused(TrapLimits{}, decode_trap_limits);
  expect_truncations_refused(RefusalCounts{1, 2, 300}, decode_refusal_counts);
}

TEST(Format, DamagedLinkBlocksAreRefusedOrStayWithinTheirText) {
  std::mt19937 random(7);
  const std::string whole = encode(every_kind());
  for (int i = 0; i < 20'000; ++i) {
    std::vector<char> damaged(whole.begin(), whole.end());
    damaged[random() % damaged.size()] = static_cast<char>(random());
    damaged[random() % damaged.size()] = static_cast<char>(random());
    const auto block = decode_link_block({damaged.data(), damaged.size()});
    if (!block) continue;
    for (const Link& link : block->links.links) {
      EXPECT_LT(link.target, block->links.target_count());
      for (const Span span : {link.anchor, link.alt, link.text_pre, link.text_post}) {
        EXPECT_LE(std::size_t{span.begin} + span.size, block->links.text.size());
      }
      const LinkAttributes attributes = block->links.attributes(link);
      for (const Span LinkAttributes::*which : kLinkAttributes) {
        const Span span = attributes.*which;
        EXPECT_LE(std::size_t{span.begin} + span.size, block->links.text.size());
      }
    }
  }
}

TEST(Format, KeysLeadBackToTheirUrls) {
  for (const std::string_view href :
       {"http://example.com/", "https://www.example.co.uk:8443/a/b?c=d&e",
        "http://127.0.0.1:8080/x", "https://[2001:db8::1]/", "http://localhost/",
        "http://xn--bcher-kva.example/%C3%BC?%FC", "http://example.com/no-dot",
        "http://a.b.c.d.e.f/"}) {
    const auto url = Url::parse(href);
    ASSERT_TRUE(url) << href;
    EXPECT_EQ(href_of_key(page_key(*url)), href);
    const auto parsed = parse_frontier_key(frontier_key(page_key(*url), 7, 0, at(1'800'000'000)));
    ASSERT_TRUE(parsed) << href;
    EXPECT_EQ(parsed->page, page_key(*url));
    EXPECT_EQ(parsed->depth, 7);
    EXPECT_EQ(parsed->found, at(1'800'000'000));
  }
}

// The final dot of a name is that of DNS's root: the page is the same, and is asked for once.
TEST(Format, AFinalDotIsNoPartOfAKey) {
  const auto key = [](std::string_view href) { return page_key(*Url::parse(href)); };
  EXPECT_EQ(key("http://example.com./x"), key("http://example.com/x"));
  EXPECT_EQ(key("https://localhost.:8080/"), key("https://localhost:8080/"));
  EXPECT_EQ(key("http://127.0.0.1./"), key("http://127.0.0.1/"));
  EXPECT_EQ(href_of_key(key("http://www.example.co.uk./a?b")), "http://www.example.co.uk/a?b");
  EXPECT_NE(key("http://example.com../"), key("http://example.com/"));
  EXPECT_EQ(href_of_key(key("http://./")), "http://./");
  EXPECT_EQ(labels_key("a.example."), labels_key("a.example"));
}

TEST(Format, TheFrontierOrdersAHostByDepthThenAge) {
  const std::string first = page_key(*Url::parse("http://example.com/z"));
  const std::string second = page_key(*Url::parse("http://example.com/a"));
  EXPECT_LT(frontier_key(first, 0, 0, at(300)), frontier_key(second, 1, 0, at(200)));
  EXPECT_LT(frontier_key(first, 1, 0, at(200)), frontier_key(second, 1, 0, at(65'536)));
  const std::string sitemap =
      frontier_key(first, {.depth = 1, .is_sitemap = true, .last_attempt = at(100)});
  EXPECT_LT(frontier_key(second, 1, 0, at(200)), sitemap);
  EXPECT_LT(sitemap, frontier_key(second, 2, 0, at(100)));
  EXPECT_TRUE(parse_frontier_key(sitemap)->is_sitemap);
}

}  // namespace
}  // namespace anchord
