#include "crawler/frontier.h"
#include "crawler/frontier_host.h"

namespace anchord {
namespace {

// The first key that is not of the host that `key` is of.
std::string after_host(Family family, std::string_view key) {
  const char last = family == Family::kFrontier ? kSchemeSeparator : kPathSeparator;
  return std::string(host_of_key(key)).append(1, static_cast<char>(last + 1));
}

}  // namespace

Frontier::Frontier(const Database& db, const FrontierOptions& options, Time recrawl_before,
                   std::optional<Instant> ran_before)
    : db_(db),
      options_(options),
      recrawl_before_(recrawl_before),
      ran_before_(ran_before),
      gate_(options.hosts_per_address * options.connections_per_host,
            options.pace.delay / options.hosts_per_address) {}

Frontier::~Frontier() = default;

Result<std::unique_ptr<Frontier>> Frontier::load(const Database& db, const FrontierOptions& options,
                                                 Time recrawl_before,
                                                 std::optional<Instant> ran_before) {
  std::unique_ptr<Frontier> frontier(new Frontier(db, options, recrawl_before, ran_before));
  frontier->waiting_ = db.key_estimate(Family::kFrontier);
  for (const Family family : {Family::kFrontier, Family::kUrls}) {
    if (auto status = frontier->load_hosts(family); !status) return tl::unexpected(status.error());
  }
  return frontier;
}

Status Frontier::load_hosts(Family family) {
  Cursor cursor = db_.scan(family, {}, {});
  while (cursor.valid()) {
    auto host = host_named(host_of_key(cursor.key()));
    if (!host) return tl::unexpected(host.error());
    wake(**host, Instant{});
    set_busy(**host, true);
    cursor.seek(after_host(family, cursor.key()));
  }
  return cursor.status();
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
  if (ran_before_) host->pace.hold_for_delay(options_.pace, *ran_before_);
  return hosts_.emplace(std::move(name), std::move(host)).first->second.get();
}

}  // namespace anchord
