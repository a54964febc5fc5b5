#include <string>

#include "indexer/check_parts.h"
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
  if (key != frontier_key(entry.page, record->depth, record->last_attempt)) {
    return "not at the place of the URL's depth and discovery";
  }
  return std::nullopt;
}

// Under one scheme or the other: port 80 is part of the key of an https host only.
bool is_host_key(std::string_view key) {
  for (const char* scheme : {"http://", "https://"}) {
    const auto url = Url::parse(scheme + host_text_of_key(key));
    if (url && host_key(*url) == key) return true;
  }
  return false;
}

bool is_valid_meta(std::string_view key, std::string_view value) {
  if (key == kFormatKey || key == kRecrawlKey || key == kStartedKey) {
    Reader reader(value);
    reader.varint();
    return reader.is_finished();
  }
  if (key == kTrapLimitsKey) return decode_trap_limits(value).has_value();
  if (key == kRefusalCountsKey) return decode_refusal_counts(value).has_value();
  if (key.starts_with(kIntakePrefix)) return decode_intake_record(value).has_value();
  if (key.starts_with(kForgetPrefix)) return value.empty();
  return key.starts_with(kTargetPrefix) && url_of_page_key(key.substr(kTargetPrefix.size())) &&
         decode_target_record(value).has_value();
}

}  // namespace

Status check_frontier(const Database& db, CheckReport& report) {
  Cursor cursor = db.scan(Family::kFrontier, {}, {}, false);
  for (; cursor.valid(); cursor.next()) {
    const auto entry = parse_frontier_key(cursor.key());
    if (!entry) {
      report.add("frontier: a key that does not decode");
      continue;
    }
    const auto url_bytes = db.get(Family::kUrls, entry->page);
    if (!url_bytes) return tl::unexpected(url_bytes.error());
    const std::string name = "frontier entry of " + href_of_key(entry->page) + ": ";
    if (!cursor.value().empty()) report.add(name + "has a value");
    const auto violation = violation_of_entry(*entry, cursor.key(), *url_bytes);
    if (violation) report.add(name + *violation);
  }
  return cursor.status();
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
