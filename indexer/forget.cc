#include "indexer/forget.h"

#include <string>
#include <vector>

#include "storage/domain.h"
#include "storage/format.h"

namespace anchord {
namespace {

// Below a public suffix such as `com` lie domains of others; a single label counts as one.
bool is_public_suffix(std::string_view host) {
  if (is_ip_address(host)) return false;
  const std::string below = "x." + std::string(host);
  return registrable_domain(below) == below;
}

constexpr std::size_t kBatchBytes = 4U << 20U;

// All keys of `family` that begin with `prefix` and go on with a name in the domain: after the
// labels comes the end of the key, or a separator.
struct Place {
  Family family;
  std::string prefix;
  Status (*also)(Batch& batch, const Cursor& entry) = nullptr;  // removes what goes with an entry
};

KeyRange names_in(const std::string& prefix, const std::string& labels) {
  const std::string begin = prefix + labels;
  return {begin, begin + static_cast<char>(kLabelSeparator + 1)};
}

// A host's place in the order of the agenda is named by its record alone: both go at once.
Status remove_from_order(Batch& batch, const Cursor& entry) {
  const auto record = decode_agenda_record(entry.value());
  if (!record) return tl::unexpected(record.error());
  const std::string_view host = entry.key().substr(agenda_host_key("").size());
  batch.remove(Family::kAgenda, agenda_order_key(*record, host));
  return Ok{};
}

std::vector<Place> places() {
  return {{Family::kMeta, std::string(kTargetPrefix)},
          {Family::kFrontier, ""},
          {Family::kUrls, ""},
          {Family::kPages, ""},
          {Family::kLinks, ""},
          {Family::kAnchors, std::string(1, static_cast<char>(AnchorScope::kHost))},
          {Family::kAnchors, std::string(1, static_cast<char>(AnchorScope::kDomain))},
          {Family::kHosts, ""},
          {Family::kPaces, ""},
          {Family::kAgenda, agenda_host_key(""), remove_from_order},
          {Family::kTallies, tally_key(TallyScope::kHost, "")},
          {Family::kTallies, tally_key(TallyScope::kDomain, "")},
          {Family::kTallies, tally_key(TallyScope::kTarget, "")}};
}

Result<std::uint64_t> remove_range(Database& db, Family family, const KeyRange& keys,
                                   Status (*also)(Batch&, const Cursor&)) {
  std::uint64_t removed = 0;
  Batch batch(db);
  Cursor cursor = db.scan(family, keys.begin, keys.end, false);
  for (; cursor.valid(); cursor.next(), ++removed) {
    if (also != nullptr) {
      if (auto gone = also(batch, cursor); !gone) return tl::unexpected(gone.error());
    }
    batch.remove(family, cursor.key());
    if (batch.bytes() < kBatchBytes) continue;
    if (auto written = db.write(batch, false); !written) return tl::unexpected(written.error());
    batch = Batch(db);
  }
  if (auto read = cursor.status(); !read) return tl::unexpected(read.error());
  if (auto written = db.write(batch, true); !written) return tl::unexpected(written.error());
  return removed;
}

Result<std::uint64_t> remove_all(Database& db, const std::string& labels) {
  std::uint64_t removed = 0;
  for (const Place& place : places()) {
    auto count = remove_range(db, place.family, names_in(place.prefix, labels), place.also);
    if (!count) return count;
    removed += *count;
  }
  Batch batch(db);
  batch.remove(Family::kMeta, std::string(kForgetPrefix) + labels);
  if (auto written = db.write(batch, true); !written) return tl::unexpected(written.error());
  return removed;
}

}  // namespace

Result<std::uint64_t> forget_domain(Database& db, std::string_view domain) {
  const auto url = Url::parse("http://" + std::string(domain) + "/");
  const bool is_host = url && url->path_and_query() == "/" && !url->port();
  if (!is_host || registrable_domain(url->host()) != url->host() || is_public_suffix(url->host())) {
    return invalid_input("\"" + std::string(domain) +
                         "\": want a registrable domain such as example.com, or an IP address");
  }
  const std::string labels = labels_key(url->host());
  Batch batch(db);
  batch.put(Family::kMeta, std::string(kForgetPrefix) + labels, {});
  if (auto written = db.write(batch, true); !written) return tl::unexpected(written.error());
  return remove_all(db, labels);
}

Status finish_forgetting(Database& db) {
  std::vector<std::string> broken_off;
  const KeyRange keys = keys_with_prefix(kForgetPrefix);
  Cursor cursor = db.scan(Family::kMeta, keys.begin, keys.end);
  for (; cursor.valid(); cursor.next()) {
    broken_off.emplace_back(cursor.key().substr(kForgetPrefix.size()));
  }
  if (auto read = cursor.status(); !read) return read;
  for (const std::string& labels : broken_off) {
    const auto removed = remove_all(db, labels);
    if (!removed) return tl::unexpected(removed.error());
  }
  return Ok{};
}

}  // namespace anchord
