#include "indexer/frontier_report.h"

#include <algorithm>

#include "indexer/dates.h"
#include "indexer/host_holds.h"
#include "indexer/host_robots.h"
#include "indexer/record_reader.h"
#include "storage/codec.h"
#include "storage/format.h"

namespace anchord {
namespace {

struct Queue {
  std::uint64_t waiting;
  std::string host;  // host key
};

bool is_longer(const Queue& a, const Queue& b) {
  return a.waiting != b.waiting ? a.waiting > b.waiting : a.host < b.host;
}

void keep_longest(std::vector<Queue>& longest, Queue queue) {
  longest.insert(std::upper_bound(longest.begin(), longest.end(), queue, is_longer),
                 std::move(queue));
  if (longest.size() > kFrontierHostsShown) longest.pop_back();
}

// Sums over all hosts.
struct Sums {
  std::uint64_t asked = 0;
  HoldCounts waiting{};
  std::vector<Queue> longest;
};

Result<Sums> sums_of(const Database& db, const HostHolds& holds) {
  Sums sums;
  Cursor hosts = db.scan(Family::kTallies, tally_key(TallyScope::kHost, ""),
                         tally_key(TallyScope::kHost, "\x7f"), false);
  for (; hosts.valid(); hosts.next()) {
    const auto tally = decode_tally(hosts.value());
    if (!tally) return tl::unexpected(tally.error());
    sums.asked += static_cast<std::uint64_t>(tally->asked);
    const auto waiting = static_cast<std::uint64_t>(tally->waiting);
    if (waiting == 0) continue;
    const std::string_view host = hosts.key().substr(1);
    const auto counts = holds.of_host(host, waiting);
    if (!counts) return tl::unexpected(counts.error());
    for (std::size_t i = 0; i < kHolds; ++i) sums.waiting[i] += (*counts)[i];
    keep_longest(sums.longest, {waiting, std::string(host)});
  }
  if (auto read = hosts.status(); !read) return tl::unexpected(read.error());
  return sums;
}

Result<std::vector<AgendaKey>> oldest_due(const Database& db, Time now,
                                          std::vector<std::string>& keys) {
  for (std::uint8_t priority = 0; priority <= kPriorityMax; ++priority) {
    const KeyRange band = agenda_band(priority);
    Cursor hosts = db.scan(Family::kAgenda, band.begin, band.end, false);
    for (std::size_t i = 0; hosts.valid() && i < kFrontierHostsShown; ++i, hosts.next()) {
      keys.emplace_back(hosts.key());
    }
    if (auto read = hosts.status(); !read) return tl::unexpected(read.error());
  }
  std::vector<AgendaKey> due;
  for (const std::string& key : keys) {
    const auto parsed = parse_agenda_order_key(key);
    if (!parsed) return corruption("an agenda key");
    if (parsed->record.at <= now) due.push_back(*parsed);
  }
  std::stable_sort(due.begin(), due.end(), [](const AgendaKey& a, const AgendaKey& b) {
    return a.record.at < b.record.at;
  });
  due.resize(std::min(due.size(), kFrontierHostsShown));
  return due;
}

Result<std::uint64_t> in_flight(const Database& db) {
  const auto stored = db.get(Family::kMeta, kInFlightKey);
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return 0;
  Reader reader(**stored);
  return reader.varint();
}

std::string queue_of(const std::optional<Tally>& tally, const HoldCounts& holds) {
  if (!tally) return "none of its URLs is known";
  std::string text = std::to_string(tally->waiting) + " never asked for, " +
                     std::to_string(tally->asked) + " asked for";
  for (std::size_t i = 1; i < kHolds; ++i) {
    if (holds[i] == 0) continue;
    text += ", " + std::to_string(holds[i]) + " deferred by " +
            std::string(name_of(static_cast<Hold>(i)));
  }
  return text;
}

std::string delay_of(const Scope::HostTerms& terms, const std::optional<RobotsRules>& rules) {
  std::string text = "the longest of ";
  text += terms.delay ? std::to_string(terms.delay->count()) + " ms (its target)"
                      : std::string("politeness.delay_ms");
  if (rules && rules->crawl_delay()) {
    text += ", " + std::to_string(rules->crawl_delay()->count()) + " ms (Crawl-delay)";
  }
  return text + " and politeness.delay_factor times its last answer";
}

std::string robots_of(const std::optional<HostRecord>& host, bool has_rules) {
  if (!host) return "not asked for yet";
  std::string text = "HTTP " + std::to_string(host->robots_status) + ", asked for " +
                     iso8601(host->robots_fetched) + ", again after " +
                     iso8601(host->robots_expires);
  if (host->robots_failing_since != kNever) {
    text += ", in vain since " + iso8601(host->robots_failing_since);
  }
  return has_rules ? text : text + "; no rules known, so nothing is asked of the host";
}

std::string pause_of(const std::optional<PaceRecord>& pace, Time now) {
  if (!pace || pace->not_before <= now) return "none";
  return "until " + iso8601(pace->not_before) + ", " + std::to_string(pace->failures) +
         " failures in a row";
}

std::string failure_of(const std::optional<PaceRecord>& pace) {
  if (!pace || !pace->last_failure) return "none";
  std::string text(name_of(*pace->last_failure));
  if (pace->last_failure_status != 0) {
    text += ", HTTP " + std::to_string(pace->last_failure_status);
  }
  return text + ", " + iso8601(pace->last_failure_at);
}

std::string look_of(const std::optional<AgendaRecord>& agenda, Time now) {
  if (!agenda) return "not before a URL of it is found or let pass";
  return (agenda->at <= now ? "now, since " : "at ") + iso8601(agenda->at) + ", priority " +
         std::to_string(agenda->priority);
}

}  // namespace

Result<std::vector<Fact>> describe_frontier(const Database& db, Time now) {
  const auto scope = Scope::load(db);
  if (!scope) return tl::unexpected(scope.error());
  const auto holds = HostHolds::load(db, *scope);
  if (!holds) return tl::unexpected(holds.error());
  const auto sums = sums_of(db, *holds);
  if (!sums) return tl::unexpected(sums.error());
  const auto leased = in_flight(db);
  if (!leased) return tl::unexpected(leased.error());
  std::vector<std::string> keys;
  const auto due = oldest_due(db, now, keys);
  if (!due) return tl::unexpected(due.error());
  std::vector<Fact> facts = {{"new", std::to_string(sums->waiting[0])},
                             {"in flight", std::to_string(*leased)},
                             {"done", std::to_string(sums->asked)}};
  for (std::size_t i = 1; i < kHolds; ++i) {
    const std::string reason(name_of(static_cast<Hold>(i)));
    facts.push_back({"deferred", std::to_string(sums->waiting[i]) + " by " + reason});
  }
  for (const Queue& queue : sums->longest) {
    facts.push_back(
        {"queue", std::to_string(queue.waiting) + " of " + host_text_of_key(queue.host)});
  }
  for (const AgendaKey& next : *due) {
    facts.push_back(
        {"due", "since " + iso8601(next.record.at) + ", " + host_text_of_key(next.host)});
  }
  return facts;
}

Result<std::vector<Fact>> describe_host(const Database& db, const Url& url,
                                        std::string_view product_token, Time now) {
  const std::string host = host_key(url);
  const auto scope = Scope::load(db);
  if (!scope) return tl::unexpected(scope.error());
  const auto holds = HostHolds::load(db, *scope);
  if (!holds) return tl::unexpected(holds.error());
  const auto tally =
      read_record(db, Family::kTallies, tally_key(TallyScope::kHost, host), decode_tally);
  if (!tally) return tl::unexpected(tally.error());
  const auto robots = read_record(db, Family::kHosts, host, decode_host_record);
  if (!robots) return tl::unexpected(robots.error());
  const auto pace = read_record(db, Family::kPaces, host, decode_pace_record);
  if (!pace) return tl::unexpected(pace.error());
  const auto agenda = read_record(db, Family::kAgenda, agenda_host_key(host), decode_agenda_record);
  if (!agenda) return tl::unexpected(agenda.error());
  const std::int64_t waiting = *tally ? (*tally)->waiting : 0;
  const auto held = holds->of_host(host, static_cast<std::uint64_t>(waiting));
  if (!held) return tl::unexpected(held.error());
  const auto rules = *robots ? rules_of(**robots, product_token, now) : std::nullopt;
  return std::vector<Fact>{{"queue", queue_of(*tally, *held)},
                           {"next look", look_of(*agenda, now)},
                           {"backoff", pause_of(*pace, now)},
                           {"delay", delay_of(scope->terms_of(host), rules)},
                           {"robots.txt", robots_of(*robots, rules.has_value())},
                           {"last error", failure_of(*pace)}};
}

}  // namespace anchord
