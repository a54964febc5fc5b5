#include <algorithm>

#include "crawler/frontier.h"
#include "crawler/frontier_host.h"

namespace anchord {
namespace {

// Read in one go, under the frontier's lock.
constexpr std::size_t kHostsPerLookMax = 64;

}  // namespace

Frontier::Frontier(const Database& db, const FrontierOptions& options, Time recrawl_before,
                   std::optional<Instant> ran_before, const Scope* scope)
    : db_(db),
      options_(options),
      recrawl_before_(recrawl_before),
      ran_before_(ran_before),
      scope_(scope),
      agenda_(db),
      budgets_(db),
      gate_(options.hosts_per_address * options.connections_per_host,
            options.pace.delay / options.hosts_per_address) {}

Frontier::~Frontier() = default;

Result<std::unique_ptr<Frontier>> Frontier::load(const Database& db, const FrontierOptions& options,
                                                 Time recrawl_before,
                                                 std::optional<Instant> ran_before,
                                                 const Scope* scope) {
  std::unique_ptr<Frontier> frontier(new Frontier(db, options, recrawl_before, ran_before, scope));
  frontier->waiting_ = db.key_estimate(Family::kFrontier);
  return frontier;
}

// Brings hosts into memory whose time has come, as far as there is room.
Status Frontier::load_due(Instant now) {
  if (agenda_.next() <= now && hosts_.size() < options_.hosts_in_memory_max) {
    const std::size_t room = options_.hosts_in_memory_max - hosts_.size();
    const auto due = agenda_.take(to_seconds(now), std::min(kHostsPerLookMax, room),
                                  [&](const std::string& name) {
                                    Host* const host = host_if_loaded(name);
                                    if (host != nullptr) wake(*host, now);
                                    return host != nullptr;
                                  });
    if (!due) return tl::unexpected(due.error());
    for (const Agenda::Due& next : *due) {
      const auto host = host_named(next.host);
      if (!host) return tl::unexpected(host.error());
      (*host)->agenda_at = next.at;
      set_busy(**host, true);
      wake(**host, Instant{});
    }
  }
  has_backlog_ = agenda_.next() <= now && hosts_.size() >= options_.hosts_in_memory_max;
  return Ok{};
}

Frontier::Host* Frontier::host_if_loaded(std::string_view key) {
  const auto it = hosts_.find(std::string(key));
  return it == hosts_.end() ? nullptr : it->second.get();
}

Result<HostRecord> Frontier::host_record(std::string_view key) const {
  const auto bytes = db_.get(Family::kHosts, key);
  if (!bytes) return tl::unexpected(bytes.error());
  if (!*bytes) return HostRecord{};
  auto record = decode_host_record(**bytes);
  if (!record) return corruption("host record of " + host_text_of_key(key));
  return record;
}

Result<Frontier::Host*> Frontier::host_named(std::string_view key) {
  std::string name(key);
  if (const auto it = hosts_.find(name); it != hosts_.end()) return it->second.get();
  const auto record = host_record(key);
  if (!record) return tl::unexpected(record.error());
  const auto pace_bytes = db_.get(Family::kPaces, key);
  if (!pace_bytes) return tl::unexpected(pace_bytes.error());
  const auto pace = *pace_bytes ? decode_pace_record(**pace_bytes) : PaceRecord{};
  if (!pace) return corruption("pace record of " + host_text_of_key(key));
  auto host = std::make_unique<Host>(name, recrawl_before_, *pace);
  if (record->robots_fetched != kNever) {
    host->obey(*record, options_.product_token, record->robots_fetched);
  }
  host->domain = domain_labels_of(key);
  set_terms(*host);
  if (options_.domain_pages_max > 0) {
    auto used = budgets_.use(tally_key(TallyScope::kDomain, host->domain));
    if (!used) return tl::unexpected(used.error());
  }
  if (ran_before_) host->pace.hold_for_delay(host->pace_options(options_.pace), *ran_before_);
  return hosts_.emplace(std::move(name), std::move(host)).first->second.get();
}

void Frontier::set_terms(Host& host) const {
  if (scope_ != nullptr) host.terms = scope_->terms_of(host.key);
}

}  // namespace anchord
