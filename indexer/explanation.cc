#include "indexer/explanation.h"

#include <algorithm>
#include <optional>

#include "indexer/dates.h"
#include "indexer/host_holds.h"
#include "indexer/host_robots.h"
#include "indexer/record_reader.h"
#include "indexer/scope.h"
#include "indexer/session_id.h"
#include "indexer/trap_rules.h"
#include "indexer/url_template.h"
#include "storage/format.h"

namespace anchord {
namespace {

// Puts the value of a result into `out`; false where it failed, and that into `failure`.
template <class Value>
bool take(Result<Value> result, Value& out, std::optional<Error>& failure) {
  if (!result) {
    failure = std::move(result.error());
    return false;
  }
  out = *std::move(result);
  return true;
}

// All that the index has on one URL.
struct Known {
  std::string key;
  std::string_view path;
  std::optional<UrlRecord> record;
  std::optional<HostRecord> host;
  std::optional<PaceRecord> pace;
  std::optional<TrapLimits> limits;
};

std::string state_of(const std::optional<UrlRecord>& record) {
  if (!record) return "not known";
  const std::string depth = ", at depth " + std::to_string(record->depth);
  const std::string at = iso8601(record->last_attempt);
  if (record->state == FetchState::kWaiting) return "waiting, found " + at + depth;
  std::string text = std::string(name_of(record->state)) + ", last asked " + at + depth;
  if (record->http_status != 0) text += ", HTTP " + std::to_string(record->http_status);
  if (record->failure) text += ", " + std::string(name_of(*record->failure));
  if (record->failures > 0) text += ", " + std::to_string(record->failures) + " failures in a row";
  return text + ", due " + iso8601(record->due);
}

std::string in_words(const Scope::Entry& entry) {
  const TargetRecord& record = entry.record;
  std::string text = href_of_key(entry.page) + " (" + std::string(name_of(record.mode));
  if (record.max_pages > 0) text += ", max_pages=" + std::to_string(record.max_pages);
  if (record.max_depth != kAnyDepth) text += ", max_depth=" + std::to_string(record.max_depth);
  if (record.recrawl.count() > 0) text += ", recrawl=" + std::to_string(record.recrawl.count());
  if (record.delay) text += ", delay=" + std::to_string(record.delay->count());
  if (record.priority != kPriorityDefault) text += ", priority=" + std::to_string(record.priority);
  if (record.paused) text += ", paused";
  for (const std::string& host : record.redirect_hosts) text += ", and " + host_text_of_key(host);
  for (const std::string& pattern : record.include) text += ", include=" + pattern;
  for (const std::string& pattern : record.exclude) text += ", exclude=" + pattern;
  return text + ")";
}

std::string scope_of(const Scope::Place& place) {
  switch (place.fit) {
    case Scope::Fit::kOutside:
      return "outside of every target";
    case Scope::Fit::kPattern:
      return "left out by the patterns of " + in_words(*place.entry);
    case Scope::Fit::kTooDeep:
      return "too many links from a seed for " + in_words(*place.entry);
    case Scope::Fit::kWithin:
      break;
  }
  return "within " + in_words(*place.entry);
}

// The rules that look at the other URLs of the host.
Result<std::optional<Refusal>> trap_among_others(const Database& db, const Known& known,
                                                 const TrapLimits& limits) {
  const std::string form = template_of(known.path);
  const auto bare = without_session(known.path);
  const KeyRange pages = pages_of_host(host_of_key(known.key));
  std::uint64_t alike = 0;
  Cursor cursor = db.scan(Family::kUrls, pages.begin, pages.end, false);
  for (; cursor.valid(); cursor.next()) {
    const std::string_view path = path_of_key(cursor.key());
    if (bare && (path == *bare || without_session(path) == bare)) return Refusal::kSession;
    if (template_of(path) == form) ++alike;
  }
  if (auto status = cursor.status(); !status) return tl::unexpected(status.error());
  if (alike >= limits.template_urls_max) return Refusal::kTemplate;
  return std::nullopt;
}

Result<std::optional<Refusal>> trap_of_url(const Database& db, const Known& known, Time now) {
  const TrapLimits limits = known.limits.value_or(TrapLimits{});
  const std::uint8_t depth = known.record ? known.record->depth : 0;
  const auto trap = trap_of(known.path, depth, limits, now);
  if (trap || known.record) return trap;
  return trap_among_others(db, known, limits);
}

struct RobotsWord {
  bool allowed = true;
  std::string text;
};

RobotsWord robots_of(const Known& known, std::string_view product_token, Time now) {
  if (!known.host) return {true, "not asked for yet"};
  const HostRecord& host = *known.host;
  std::string since = "; asked for " + iso8601(host.robots_fetched) + ", again after " +
                      iso8601(host.robots_expires);
  if (host.robots_failing_since != kNever) {
    since += ", in vain since " + iso8601(host.robots_failing_since);
  }
  const auto rules = rules_of(host, product_token, now);
  if (!rules) return {false, "not known, so nothing is asked of the host" + since};
  const RobotsRules::Decision decision = rules->decide(known.path);
  std::string text = decision.allowed ? "allowed" : "disallowed";
  if (decision.pattern != nullptr) {
    text += decision.allowed ? " by Allow: " : " by Disallow: ";
    text += decision.pattern->text();
  } else if (host.robots_status / 100 == 2) {
    text += ", no rule matches";
  } else {
    text += ", HTTP " + std::to_string(host.robots_status);
  }
  return {decision.allowed, text + since};
}

std::string host_of(const std::optional<PaceRecord>& pace) {
  const bool is_held = pace && pace->not_before != kNever;
  std::string text = is_held ? "not before " + iso8601(pace->not_before) : "not held back";
  if (pace && pace->failures > 0)
    text += ", " + std::to_string(pace->failures) + " failures in a row";
  return text;
}

// What keeps a known URL from being asked for; a budget keeps only one that never was.
Result<Hold> hold_of(const Database& db, const Scope& scope, const Known& known) {
  if (!known.record) return Hold::kNone;
  const auto holds = HostHolds::load(db, scope);
  if (!holds) return tl::unexpected(holds.error());
  const auto hold = holds->of_url(known.key, known.record->depth);
  const bool is_budget = hold && (*hold == Hold::kTargetPages || *hold == Hold::kDomainPages);
  return is_budget && known.record->state != FetchState::kWaiting ? Hold::kNone : hold;
}

std::string sum_of(const Known& known, const Scope::Place& place,
                   const std::optional<Refusal>& trap, Hold hold, bool is_allowed, Time now) {
  if (!known.record) {
    if (place.fit != Scope::Fit::kWithin) return "never fetched: links to it are only indexed";
    if (trap)
      return "not fetched: the rule " + std::string(name_of(*trap)) + " takes it for a trap";
    return "not found: no page read so far links to it, or it did not allow to follow";
  }
  if (hold != Hold::kNone) return "deferred: " + std::string(name_of(hold));
  Time from = std::max(known.record->due, now);
  if (known.pace) from = std::max(from, known.pace->not_before);
  const std::string when = from > now ? "after " + iso8601(from) : "as soon as it is its turn";
  return is_allowed ? "asked for " + when
                    : "looked at again " + when + ", not asked for until allowed";
}

}  // namespace

Result<std::vector<Fact>> explain_url(const Database& db, const Url& url,
                                      std::string_view product_token, Time now) {
  Known known;
  known.key = page_key(url);
  known.path = path_of_key(known.key);
  const std::string_view host = host_of_key(known.key);
  std::optional<Error> failure;
  std::optional<Refusal> trap;
  const bool is_read =
      take(read_record(db, Family::kUrls, known.key, decode_url_record), known.record, failure) &&
      take(read_record(db, Family::kHosts, host, decode_host_record), known.host, failure) &&
      take(read_record(db, Family::kPaces, host, decode_pace_record), known.pace, failure) &&
      take(read_record(db, Family::kMeta, kTrapLimitsKey, decode_trap_limits), known.limits,
           failure) &&
      take(trap_of_url(db, known, now), trap, failure);
  if (!is_read) return tl::unexpected(*failure);
  const auto scope = Scope::load(db);
  if (!scope) return tl::unexpected(scope.error());
  const Scope::Place place = scope->place_of(known.key, known.record ? known.record->depth : 0);
  const auto hold = hold_of(db, *scope, known);
  if (!hold) return tl::unexpected(hold.error());
  const RobotsWord robots = robots_of(known, product_token, now);
  return std::vector<Fact>{{"state", state_of(known.record)},
                           {"scope", scope_of(place)},
                           {"traps", trap ? std::string(name_of(*trap)) : "none"},
                           {"robots.txt", robots.text},
                           {"host", host_of(known.pace)},
                           {"so", sum_of(known, place, trap, *hold, robots.allowed, now)}};
}

}  // namespace anchord
