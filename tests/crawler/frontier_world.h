#pragma once

#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "crawler/frontier.h"
#include "storage/format.h"

// A frontier over an index in memory, told the time, and the committer's part played by hand.
namespace anchord {

class FrontierWorld {
 public:
  FrontierWorld() : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())) {
    DatabaseOptions in_memory;
    in_memory.env = env_.get();
    db_ = std::move(Database::open("/frontier", in_memory).value());
  }

  // Milliseconds after the start of the world.
  static Instant at(std::int64_t ms) {
    return std::chrono::sys_days(std::chrono::January / 1 / 2024) + std::chrono::milliseconds(ms);
  }
  static std::int64_t ms_of(Instant instant) { return (instant - at(0)).count(); }

  // Makes the host of the seed, and what lies below it, a target.
  void target(std::string_view seed, const TargetRecord& record) {
    if (!scope) scope.emplace(std::move(Scope::load(*db_).value()));
    Batch batch(*db_);
    ASSERT_TRUE(scope->add(batch, *Url::parse(seed), record).has_value());
    ASSERT_TRUE(db_->write(batch, false).has_value());
  }

  void untarget(std::string_view seed) {
    const Url url = *Url::parse(seed);
    const auto stored = db_->get(Family::kMeta, target_key(page_key(url)));
    Batch batch(*db_);
    scope->change(batch, {url, decode_target_record(stored.value().value()).value(), {}});
    ASSERT_TRUE(db_->write(batch, false).has_value());
  }
  // What targets these hosts have has changed.
  void retarget(std::string_view hosts, TargetMode mode) {
    Batch batch(*db_);
    const KeyRange range = Target::parse(hosts, mode)->hosts();
    ASSERT_TRUE(frontier->stage_retarget(batch, KeyRanges({range}), to_seconds(at(0))));
    commit(batch, {});
  }

  // Loads the frontier, as a start of the crawler does.
  void start(Time recrawl_before = kNever) {
    frontier.reset();
    frontier = std::move(
        Frontier::load(*db_, options, recrawl_before, ran_before, scope ? &*scope : nullptr)
            .value());
  }

  // A URL is found, and waits once this is committed. `links_class`: 0 for few pages linking to it.
  void find(std::string_view href, std::uint8_t depth = 1, std::int64_t ms = 0,
            std::uint8_t links_class = 0) {
    const std::string key = page_key(*Url::parse(href));
    const Time found = to_seconds(at(ms));
    const std::string place = frontier_key(key, depth, links_class, found);
    Batch batch(*db_);
    batch.put(
        Family::kUrls, key,
        encode(UrlRecord{
            .depth = depth, .links_class = links_class, .last_attempt = found, .due = found}));
    batch.put(Family::kFrontier, place, {});
    batch.merge(Family::kTallies, tally_key(TallyScope::kHost, host_of_key(key)),
                encode(Tally{0, 1}));
    if (frontier) return commit(batch, {.found = {place}});
    Agenda agenda(*db_);
    ASSERT_TRUE(agenda.stage_by(batch, host_of_key(key), {kNever, kPriorityDefault}).has_value());
    ASSERT_TRUE(db_->write(batch, false).has_value());
  }

  // Leases at `ms`. "page http://a/x", "robots http://a/robots.txt", "disallowed http://a/x",
  // "idle until 1000" or "nothing due".
  std::string ask(std::int64_t ms) {
    auto acquired = frontier->acquire(at(ms)).value();
    if (const Idle* idle = std::get_if<Idle>(&acquired)) {
      if (idle->nothing_due) return "nothing due";
      return "idle until " + std::to_string(ms_of(idle->ask_again));
    }
    lease.emplace(std::move(std::get<Lease>(acquired)));
    static constexpr const char* kKinds[] = {"page ", "robots ", "disallowed "};
    return kKinds[static_cast<std::size_t>(lease->kind)] + std::string(lease->url.href());
  }

  // The answer to `of` is there at `ms`; where it was for robots.txt it has these rules.
  void answer(const Lease& of, std::int64_t ms, std::string_view robots = "") {
    answer_with(of, ms, {});
    if (of.kind != Lease::Kind::kRobots) return;
    Answer answer{.status = 200};
    answer.body = robots;
    set_robots(of, answer, ms);
  }
  // The same, the answer saying this of its host; what is to be stored of the pace is.
  void answer_with(const Lease& of, std::int64_t ms, const HostSign& sign) {
    const auto pace = frontier->answered(of, sign, at(ms));
    if (!pace) return;
    Batch batch(*db_);
    batch.put(Family::kPaces, of.host, encode(*pace));
    commit(batch, {.hosts = {of.host}});
  }
  // What the host answered for its robots.txt, on disk and told to the frontier.
  void set_robots(const Lease& of, const FetchOutcome& outcome, std::int64_t ms) {
    const HostRecord record = with_robots(of.robots->before, outcome, at(ms), robots_ttl);
    frontier->set_robots(*of.robots, record, at(ms));
    Batch batch(*db_);
    batch.put(Family::kHosts, of.robots->host, encode(record));
    commit(batch, {.hosts = {of.robots->host}});
  }

  // What came of `of` is on disk: it is due again at `due_ms`.
  void settle(const Lease& of, std::int64_t ms, std::int64_t due_ms) {
    UrlRecord record = of.before;
    record.state = FetchState::kVisited;
    record.last_attempt = to_seconds(at(ms));
    if (record.first_visited == kNever) record.first_visited = record.last_attempt;
    record.last_visited = record.last_attempt;
    record.due = to_seconds(at(due_ms));
    const bool was_waiting = !of.frontier_key.empty();
    Batch batch(*db_);
    batch.put(Family::kUrls, of.key, encode(record));
    if (was_waiting) {
      batch.remove(Family::kFrontier, of.frontier_key);
      for (const std::string& tally :
           {tally_key(TallyScope::kHost, of.host), tally_key(TallyScope::kDomain, of.domain),
            tally_key(TallyScope::kTarget, of.target)}) {
        const std::int64_t waiting = tally[0] == static_cast<char>(TallyScope::kHost) ? -1 : 0;
        batch.merge(Family::kTallies, tally, encode(Tally{1, waiting}));
      }
    }
    commit(batch, {.settled = {{of.key, record.due, was_waiting}}});
  }
  // The commit that lets hosts leave memory that have nothing to do.
  void commit_rest() {
    Batch batch(*db_);
    commit(batch, {});
  }
  // Answer and settlement in one, due in a year.
  void done(std::int64_t ms) {
    answer(*lease, ms);
    if (lease->kind == Lease::Kind::kPage) settle(*lease, ms, kYearMs);
  }

  static constexpr std::int64_t kYearMs = 365LL * 86'400'000;

  std::chrono::hours robots_ttl{24};
  FrontierOptions options{
      .pace = {.delay = std::chrono::milliseconds(1000), .jitter_per_mille = 0}};
  std::optional<Instant> ran_before;
  std::optional<Scope> scope;  // nullopt: no targets hold anything back
  std::unique_ptr<Frontier> frontier;
  std::optional<Lease> lease;  // what ask() got last

 private:
  void commit(Batch& batch, const Frontier::News& news) {
    ASSERT_TRUE(frontier->stage(batch, news).has_value());
    ASSERT_TRUE(db_->write(batch, false).has_value());
    ASSERT_TRUE(frontier->committed(news).has_value());
  }

  std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<Database> db_;
};

}  // namespace anchord
