#include "crawler/crawl.h"

#include <algorithm>

#include "crawler/agenda.h"
#include "crawler/loopback.h"
#include "indexer/forget.h"
#include "indexer/record_reader.h"
#include "storage/codec.h"
#include "storage/format.h"

namespace anchord {
namespace {

// Of the targets of earlier starts too.
Status check_contact_of(const Scope& scope, const std::string& contact) {
  const auto elsewhere =
      scope.host_where([](std::string_view host) { return !is_loopback_host(host); });
  return elsewhere ? check_contact(contact, *elsewhere) : Ok{};
}

std::string encoded(std::uint64_t number) {
  std::string value;
  put_varint(value, number);
  return value;
}

std::string encoded(Time time) {
  return encoded(static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

// The hosts of what a seed stood for, and of what it stands for now.
void add_hosts_of(const TargetChange& change, std::vector<KeyRange>& hosts) {
  for (const auto* record : {&change.before, &change.after}) {
    if (!*record) continue;
    for (const Target& target : Scope::targets_of(change.seed, **record)) {
      hosts.push_back(target.hosts());
    }
  }
}

// A redirect may have added a host to a target since the plan was made: that stands.
Result<TargetPlan> with_redirects(const Database& db, const TargetPlan& plan) {
  TargetPlan current = plan;
  for (TargetChange& change : current.changes) {
    if (!change.before) continue;
    auto stored =
        read_record(db, Family::kMeta, target_key(page_key(change.seed)), decode_target_record);
    if (!stored) return tl::unexpected(stored.error());
    if (!*stored || (*stored)->redirect_hosts == change.before->redirect_hosts) continue;
    change.before = *std::move(stored);
    if (change.after) change.after->redirect_hosts = change.before->redirect_hosts;
  }
  return current;
}

// Wakes the hosts whose URLs may have been held back by what no longer holds. Before the new terms
// are stored, so that a start that is cut short is made up for by the next one.
Status wake_released(Database& db, const TargetPlan& plan, const Config& config, Time now) {
  const auto domain_pages_before = db.meta_number(kDomainPagesMaxKey);
  if (!domain_pages_before) return tl::unexpected(domain_pages_before.error());
  if (*domain_pages_before != config.crawler.domain_pages_max) return wake_hosts(db, {}, now);
  std::vector<KeyRange> hosts;
  for (const TargetChange& change : plan.changes) add_hosts_of(change, hosts);
  for (const KeyRange& range : KeyRanges(std::move(hosts))) {
    if (auto woken = wake_hosts(db, range, now); !woken) return woken;
  }
  return Ok{};
}

// Stages what changes in the scope. Returns the hosts that it changes something for.
KeyRanges change_scope(Batch& batch, Scope& scope, const TargetPlan& plan) {
  std::vector<KeyRange> hosts;
  for (const TargetChange& change : plan.changes) {
    if (scope.change(batch, change)) add_hosts_of(change, hosts);
  }
  return KeyRanges(std::move(hosts));
}

// Makes the seeds targets and waiting URLs, durably.
Status plant(Database& db, Scope& scope, const std::vector<Seed>& seeds, const Config& config,
             Time now) {
  TargetPlanner planner(db, config.crawler);
  for (const Seed& seed : seeds) {
    const auto planned = planner.add({SeedOrder::Kind::kAdd, seed, true});
    if (!planned) return tl::unexpected(planned.error());
  }
  const TargetPlan plan = planner.take();
  if (auto woken = wake_released(db, plan, config, now); !woken) return woken;
  Batch batch(db);
  batch.put(Family::kMeta, kTrapLimitsKey, encode(config.traps));
  batch.put(Family::kMeta, kDomainPagesMaxKey, encoded(config.crawler.domain_pages_max));
  Discovery discovery(db, scope, true);
  change_scope(batch, scope, plan);
  if (auto staged = discovery.stage_seeds(batch, plan.seeds, now); !staged) return staged;
  if (auto checked = check_contact_of(scope, config.crawler.contact); !checked) return checked;
  if (auto staged = stage_waiting(batch, db, scope, discovery.take_found(), now); !staged) {
    return staged;
  }
  batch.put(Family::kMeta, kStartedKey, encoded(now));
  return db.write(batch, true);
}

Result<Time> stored_recrawl_time(const Database& db) {
  const auto stored = db.meta_number(kRecrawlKey);
  if (!stored) return tl::unexpected(stored.error());
  return Time(std::chrono::seconds(static_cast<std::int64_t>(*stored)));
}

// The time before which every attempt is out of date: kept in the index, so that a crawl that is
// killed goes on with it. One second ahead, for what was fetched within this one, and after the
// recrawl before, whose visits may be dated a little ahead in turn.
Result<Time> recrawl_time(Database& db, bool recrawl, Time now) {
  auto stored = stored_recrawl_time(db);
  if (!stored || !recrawl) return stored;
  if (auto woken = wake_hosts(db, {}, now); !woken) return tl::unexpected(woken.error());
  const Time before = std::max(now, *stored) + std::chrono::seconds(1);
  Batch batch(db);
  batch.put(Family::kMeta, kRecrawlKey, encoded(before));
  if (auto written = db.write(batch, true); !written) return tl::unexpected(written.error());
  return before;
}

FrontierOptions frontier_options(const Config& config) {
  FrontierOptions options;
  options.pace = config.politeness.pace;
  options.connections_per_host = config.politeness.connections_per_host;
  options.hosts_per_address = config.politeness.hosts_per_address;
  options.domain_pages_max = config.crawler.domain_pages_max;
  return options;
}

}  // namespace

Result<std::unique_ptr<Crawl>> Crawl::start(Database& db, Transport& transport, const Clock& clock,
                                            const Config& config, const CrawlPlan& plan) {
  const Instant start = clock.now();
  const Time now = to_seconds(start);
  const auto earlier_start = db.get(Family::kMeta, kStartedKey);
  if (!earlier_start) return tl::unexpected(earlier_start.error());
  if (auto finished = finish_forgetting(db); !finished) return tl::unexpected(finished.error());
  auto scope = Scope::load(db);
  if (!scope) return tl::unexpected(scope.error());
  if (auto planted = plant(db, *scope, plan.seeds, config, now); !planted) {
    return tl::unexpected(planted.error());
  }
  if (scope->empty() && !plan.drop_dir) {
    return invalid_input("nothing to crawl: give a URL or --seeds FILE");
  }
  const auto recrawl_before = recrawl_time(db, plan.recrawl, now);
  if (!recrawl_before) return tl::unexpected(recrawl_before.error());
  const std::optional<Instant> ran_before = *earlier_start ? std::optional(start) : std::nullopt;
  std::unique_ptr<Crawl> crawl(new Crawl(db, *std::move(scope)));
  crawl->ran_before_ = ran_before.has_value();
  auto frontier =
      Frontier::load(db, frontier_options(config), *recrawl_before, ran_before, &crawl->scope_);
  if (!frontier) return tl::unexpected(frontier.error());
  crawl->frontier_ = *std::move(frontier);
  crawl->pipeline_ =
      std::make_unique<Pipeline>(db, *crawl->frontier_, crawl->scope_, crawl->stats_, config,
                                 *recrawl_before, [&transport] { transport.wake(); });
  crawl->fetch_pool_ = std::make_unique<FetchPool>(*crawl->frontier_, transport, *crawl->pipeline_,
                                                   clock, config, crawl->stats_, plan.once);
  if (!plan.once) {
    crawl->retention_ = std::make_unique<RetentionRounds>(db, config.history, *crawl->frontier_,
                                                          *crawl->pipeline_, crawl->stats_, clock);
  }
  if (!plan.drop_dir) return crawl;
  const CommitPlan commit = [raw = crawl.get(), &clock](const auto& changes, const auto& meta_key,
                                                        const auto& meta_value) {
    return raw->commit_plan(changes, meta_key, meta_value, to_seconds(clock.now()));
  };
  auto inbox = SeedInbox::start(*plan.drop_dir, db, config.crawler, commit, clock);
  if (!inbox) return tl::unexpected(inbox.error());
  crawl->seed_inbox_ = *std::move(inbox);
  return crawl;
}

Status Crawl::commit_plan(const TargetPlan& plan, const std::string& meta_key,
                          const std::string& meta_value, Time now) {
  return pipeline_->commit([&](Batch& batch, Discovery& discovery) {
    if (meta_value.empty()) {
      batch.remove(Family::kMeta, meta_key);
    } else {
      batch.put(Family::kMeta, meta_key, meta_value);
    }
    const auto current = with_redirects(db_, plan);
    if (!current) return Status(tl::unexpected(current.error()));
    const KeyRanges hosts = change_scope(batch, scope_, *current);
    if (!hosts.empty()) {
      discovery.scope_changed();
      if (auto staged = frontier_->stage_retarget(batch, hosts, now); !staged) return staged;
    }
    return discovery.stage_seeds(batch, plan.seeds, now);
  });
}

CrawlReading Crawl::read(Instant now, const HostVisitor& visit) const {
  CrawlReading reading{.stats = stats_,
                       .frontier = frontier_->survey(now, visit),
                       .pipeline = pipeline_->depths(),
                       .underway = fetch_pool_->underway(),
                       .index_memory = db_.memory()};
  if (seed_inbox_) reading.seeds_busy = seed_inbox_->busy_for(now);
  for (std::size_t i = 0; i < kFamilies; ++i) {
    reading.table_bytes[i] = db_.table_bytes(static_cast<Family>(i));
  }
  return reading;
}

// The inbox and retention wait for a commit, perhaps, which the pipeline's stop ends; they end
// before the rest.
Status Crawl::stop() {
  if (seed_inbox_) seed_inbox_->ask_to_stop();
  if (retention_) retention_->ask_to_stop();
  fetch_pool_->stop();
  pipeline_->stop();
  seed_inbox_.reset();
  retention_.reset();
  if (const auto& failure = fetch_pool_->failure()) return tl::unexpected(*failure);
  if (const auto failure = pipeline_->failure()) return tl::unexpected(*failure);
  return Ok{};
}

}  // namespace anchord
