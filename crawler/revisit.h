#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "crawler/config.h"
#include "crawler/retry_ladder.h"
#include "storage/records.h"

// When a URL is asked for again. Pure: what it goes by is the URL's own record and what the last
// attempt found; the time is an argument.
//
// A page that answers is visited at an interval of its own, between revisit.min_h and max_h. It
// starts at revisit.interval_h. A visit that finds the links unchanged makes it a fifth longer; one
// that finds them changed takes it halfway to the minimum, on a scale of ratios, so that the
// interval comes to be about the root of the time between changes, not that time itself. That is
// what a fixed number of visits is best spent by: following the changes in proportion (as
// AdaptiveFetchSchedule of Nutch does) is worse for the average freshness than visiting every page
// equally often (Cho and Garcia-Molina, "Effective page refresh policies for Web crawlers", TODS
// 2003). tests/crawler/revisit_simulation_test.cc holds it against a fixed interval.
//
// Every delay is shortened by up to a tenth, by a hash of the URL, so that pages found together do
// not stay due together.
namespace anchord {

// The first look at a page that is gone follows after revisit.gone_interval_h; each doubles it, up
// to this.
inline constexpr std::chrono::hours kGoneIntervalMax{8784};

// An attempt on a URL that has just ended.
struct Attempt {
  std::string_view key;                 // page key
  const UrlRecord& before;              // as leased
  Time at;                              // now
  bool changed = false;                 // a visit: its links, or what it lists, are not as before
  std::optional<FailureCause> failure;  // of a URL that was refused or unreachable
  std::chrono::hours recrawl{0};        // its target's interval, in place of its own; 0: its own
};

// `after`, the record that `attempt` leaves in its state, with the time it is due again, which is
// later than attempt.at, and what that goes by. A gone page that returns starts as a new one.
UrlRecord scheduled(UrlRecord after, const Attempt& attempt, const Config::Revisit& policy);

// When a URL falls due because a sitemap says that it changed at `lastmod`; nullopt where that is
// no news, or no sooner than it is due anyway. News is what lies after the last attempt on a page
// that was visited or gone, and not in the future. It is heeded revisit.min_h after that attempt at
// the earliest; once a visit it led to found nothing changed, after half the interval, then three
// quarters, seven eighths, and so on, until one finds a change. So a sitemap that says "now" every
// day gains next to nothing.
std::optional<Time> due_by_lastmod(const UrlRecord& record, Time lastmod, Time now,
                                   const Config::Revisit& policy);

// Whether a page is asked for with its validators, so that the answer may be 304. Every
// revisit.full_fetch_every-th time it is not: some servers say 304 whatever has changed.
bool is_asked_conditionally(const UrlRecord& before, const std::optional<PageRecord>& page_before,
                            const Config::Revisit& policy);

}  // namespace anchord
