#include <string>
#include <utility>

#include "indexer/check_parts.h"
#include "indexer/record_reader.h"
#include "storage/codec.h"
#include "storage/format.h"

namespace anchord {
namespace {

std::optional<std::string> violation_of_entry(const FrontierKey& entry, std::string_view key,
                                              const std::optional<std::string>& url_bytes) {
  if (!url_of_page_key(entry.page)) return "its URL is not canonical";
  if (!url_bytes) return "there is no URL record";
  const auto record = decode_url_record(*url_bytes);
  if (!record) return std::nullopt;  // named with the URLs
  if (record->state != FetchState::kWaiting) {
    return "the URL does not wait, it is " + std::string(name_of(record->state));
  }
  if (key != frontier_key(entry.page, *record)) {
    return "not at the place of the URL's depth and discovery";
  }
  return std::nullopt;
}

// Under one scheme or the other: port 80 is part of the key of an https host only.
bool is_host_key(std::string_view key) {
  if (key.starts_with(kLabelSeparator)) key.remove_prefix(1);  // a final dot, of earlier formats
  for (const char* scheme : {"http://", "https://"}) {
    const auto url = Url::parse(scheme + host_text_of_key(key));
    if (url && host_key(*url) == key) return true;
  }
  return false;
}

bool is_valid_meta(std::string_view key, std::string_view value) {
  const bool is_number = key == kFormatKey || key == kRecrawlKey || key == kStartedKey ||
                         key == kInFlightKey || key == kDomainPagesMaxKey || key == kRetentionKey ||
                         key == kCommitsKey;
  if (is_number) {
    Reader reader(value);
    reader.varint();
    return reader.is_finished();
  }
  if (key == kTrapLimitsKey) return decode_trap_limits(value).has_value();
  if (key == kSuffixesKey) return decode_fingerprint(value).has_value();
  if (key == kRefusalCountsKey) return decode_refusal_counts(value).has_value();
  if (key.starts_with(kIntakePrefix)) return decode_intake_record(value).has_value();
  if (key.starts_with(kForgetPrefix)) return value.empty();
  if (key.starts_with(kUsagePrefix)) return decode_usage_record(value).has_value();
  return key.starts_with(kTargetPrefix) && url_of_page_key(key.substr(kTargetPrefix.size())) &&
         decode_target_record(value).has_value();
}

// Counts what waits on each host, and holds it against the host's tally.
class QueueCheck {
 public:
  QueueCheck(const Database& db, CheckReport& report) : db_(db), report_(report) {}

  Status add(std::string_view host) {
    if (host != host_) {
      if (auto ended = end_host(); !ended) return ended;
      host_ = host;
    }
    ++waiting_;
    return Ok{};
  }

  Status finish() {
    if (auto ended = end_host(); !ended) return ended;
    std::int64_t tallied = 0;
    Cursor hosts = db_.scan(Family::kTallies, tally_key(TallyScope::kHost, ""),
                            tally_key(TallyScope::kHost, "\x7f"), false);
    for (; hosts.valid(); hosts.next()) {
      const auto tally = decode_tally(hosts.value());
      if (tally) tallied += tally->waiting;
      if (!tally)
        report_.add("tally of host " + host_text_of_key(hosts.key().substr(1)) + ": " +
                    tally.error().message);
    }
    if (tallied != total_) report_.add("tallies: hosts with URLs that wait, and that have none");
    return hosts.status();
  }

 private:
  Status end_host() {
    if (waiting_ == 0) return Ok{};
    const auto tally =
        read_record(db_, Family::kTallies, tally_key(TallyScope::kHost, host_), decode_tally);
    if (!tally) return tl::unexpected(tally.error());
    if (!*tally || (*tally)->waiting != waiting_) {
      report_.add("tally of host " + host_text_of_key(host_) + ": not as many URLs as wait");
    }
    total_ += std::exchange(waiting_, 0);
    return Ok{};
  }

  const Database& db_;
  CheckReport& report_;
  std::string host_;
  std::int64_t waiting_ = 0;
  std::int64_t total_ = 0;
};

Status check_agenda(const Database& db, CheckReport& report) {
  Cursor entries = db.scan(Family::kAgenda, "d", "e", false);
  for (; entries.valid(); entries.next()) {
    const auto entry = parse_agenda_order_key(entries.key());
    if (!entry) {
      report.add("agenda: a key that does not decode");
      continue;
    }
    const auto record =
        read_record(db, Family::kAgenda, agenda_host_key(entry->host), decode_agenda_record);
    const bool is_same = record && *record && **record == entry->record;
    if (!is_same) report.add("agenda of host " + host_text_of_key(entry->host) + ": two times");
  }
  return entries.status();
}

}  // namespace

Status check_frontier(const Database& db, CheckReport& report) {
  QueueCheck queues(db, report);
  Cursor cursor = db.scan(Family::kFrontier, {}, {}, false);
  for (; cursor.valid(); cursor.next()) {
    const auto entry = parse_frontier_key(cursor.key());
    if (!entry) {
      report.add("frontier: a key that does not decode");
      continue;
    }
    if (auto counted = queues.add(host_of_key(cursor.key())); !counted) return counted;
    const auto url_bytes = db.get(Family::kUrls, entry->page);
    if (!url_bytes) return tl::unexpected(url_bytes.error());
    const std::string name = "frontier entry of " + href_of_key(entry->page) + ": ";
    if (!cursor.value().empty()) report.add(name + "has a value");
    const auto violation = violation_of_entry(*entry, cursor.key(), *url_bytes);
    if (violation) report.add(name + *violation);
  }
  if (auto read = cursor.status(); !read) return read;
  if (auto counted = queues.finish(); !counted) return counted;
  return check_agenda(db, report);
}

Status check_hosts_and_meta(const Database& db, CheckReport& report) {
  Cursor hosts = db.scan(Family::kHosts, {}, {}, false);
  for (; hosts.valid(); hosts.next()) {
    const std::string name = "host " + host_text_of_key(hosts.key()) + ": ";
    if (!is_host_key(hosts.key())) report.add(name + "a key that is no host");
    const auto record = decode_host_record(hosts.value());
    if (!record) report.add(name + record.error().message);
  }
  if (auto read = hosts.status(); !read) return read;
  Cursor paces = db.scan(Family::kPaces, {}, {}, false);
  for (; paces.valid(); paces.next()) {
    const std::string name = "pace of host " + host_text_of_key(paces.key()) + ": ";
    if (!is_host_key(paces.key())) report.add(name + "a key that is no host");
    const auto record = decode_pace_record(paces.value());
    if (!record) report.add(name + record.error().message);
  }
  if (auto read = paces.status(); !read) return read;
  Cursor meta = db.scan(Family::kMeta, {}, {}, false);
  for (; meta.valid(); meta.next()) {
    if (!is_valid_meta(meta.key(), meta.value())) {
      report.add("meta \"" + std::string(meta.key()) + "\": unknown, or does not decode");
    }
  }
  return meta.status();
}

}  // namespace anchord
