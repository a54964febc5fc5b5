#include "indexer/upgrade.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "indexer/anchor_counting.h"
#include "indexer/record_reader.h"
#include "indexer/upgraded_page.h"
#include "storage/codec.h"
#include "storage/domain.h"
#include "storage/format.h"
#include "storage/format_4.h"

namespace anchord {
namespace {

// Stored as its number while an upgrade goes on: never renumber.
enum Step : std::uint8_t {
  kDropCounts = 0,   // the anchor counts, which the next step makes anew
  kPages = 1,        // pages and their links
  kTargets = 2,      // of format 4: crawl targets, counts of refusals
  kDropTallies = 3,  // of registrable domains, if the suffix list changed
  kTallies = 4,
  kDone = 5,
};

constexpr std::size_t kKeysPerCommit = 2'000;
constexpr std::size_t kBytesPerCommit = 4U << 20U;
constexpr std::uint64_t kPagesPerLine = 100'000;
constexpr std::uint64_t kRoomBytesMin = 64U << 20U;

class Upgrade {
 public:
  Upgrade(Database& db, const UpgradeListener& tell) : db_(db), tell_(tell) {}

  Status run();

 private:
  Result<bool> begin();
  Status check_room() const;
  Status run_step();
  Status drop(Family family, const KeyRange& range);
  Status rewrite_pages();
  void rewrite_page(Batch& batch, const std::string& key, std::string_view page,
                    std::string_view links);
  Status rewrite_targets();
  Status count_tallies();
  // Commits what is staged together with how far it brings the work.
  Status commit(Batch& batch, std::uint8_t step, std::string_view next);
  bool is_full(const Batch& batch, std::size_t keys) const {
    return keys >= kKeysPerCommit || batch.bytes() >= kBytesPerCommit;
  }
  bool is_from_4() const { return at_.from == 4; }

  Database& db_;
  const UpgradeListener& tell_;
  UpgradeRecord at_;
  std::uint64_t pages_ = 0;
  std::uint64_t unreadable_ = 0;
  AnchorCounting anchors_;
};

std::string encoded(std::uint64_t number) {
  std::string value;
  put_varint(value, number);
  return value;
}

// Whether there is something to do, which is then begun.
Result<bool> Upgrade::begin() {
  auto begun = read_record(db_, Family::kMeta, kUpgradeKey, decode_upgrade_record);
  if (!begun) return tl::unexpected(begun.error());
  if (*begun) {
    at_ = **begun;
    return true;
  }
  const auto format = db_.meta_number(kFormatKey);
  if (!format) return tl::unexpected(format.error());
  const auto list = read_record(db_, Family::kMeta, kSuffixesKey, decode_fingerprint);
  if (!list) return tl::unexpected(list.error());
  const bool is_same_list = *list && **list == public_suffix_list_fingerprint();
  if (*format == kFormatVersion && is_same_list) return false;
  if (auto room = check_room(); !room) return tl::unexpected(room.error());
  at_.from = *format;
  // From here on the earlier anchord refuses the index, whatever becomes of this one.
  Batch batch(db_);
  batch.put(Family::kMeta, kFormatKey, encoded(kFormatVersion));
  if (auto begins = commit(batch, kDropCounts, {}); !begins) return tl::unexpected(begins.error());
  return true;
}

// Everything that is rewritten stands there twice until it is compacted.
Status Upgrade::check_room() const {
  std::uint64_t wanted = kRoomBytesMin;
  for (const Family family : {Family::kPages, Family::kLinks, Family::kAnchors}) {
    wanted += db_.table_bytes(family);
  }
  if (db_.free_bytes() >= wanted) return Ok{};
  return tl::unexpected(Error{
      ErrorCode::kDiskFull, "upgrading the index takes " + std::to_string(wanted >> 20U) +
                                " MiB of free disk, there are " +
                                std::to_string(db_.free_bytes() >> 20U) + ": nothing was changed"});
}

Status Upgrade::run() {
  const auto is_needed = begin();
  if (!is_needed) return tl::unexpected(is_needed.error());
  if (!*is_needed) return Ok{};
  tell_(at_.from == kFormatVersion
            ? "the public suffix list has changed: telling internal links from external ones anew"
            : "upgrading the index from format " + std::to_string(at_.from) + " to " +
                  std::to_string(kFormatVersion));
  while (at_.step < kDone) {
    if (auto done = run_step(); !done) return done;
  }
  Batch batch(db_);
  batch.put(Family::kMeta, kSuffixesKey, encode(public_suffix_list_fingerprint()));
  batch.remove(Family::kMeta, kUpgradeKey);
  if (auto written = db_.write(batch, true); !written) return written;
  tell_("the index is of format " + std::to_string(kFormatVersion) + " now, " +
        std::to_string(pages_) + " pages rewritten" +
        (unreadable_ == 0 ? std::string()
                          : ", " + std::to_string(unreadable_) +
                                " records did not decode: anchorctl check names them"));
  return Ok{};
}

Status Upgrade::run_step() {
  Batch nothing(db_);
  switch (at_.step) {
    case kDropCounts:
      if (auto dropped = drop(Family::kAnchors, {}); !dropped) return dropped;
      return commit(nothing, kPages, {});
    case kPages:
      return rewrite_pages();
    case kTargets:
      return rewrite_targets();
    case kDropTallies:
      if (auto dropped =
              drop(Family::kTallies, keys_with_prefix(tally_key(TallyScope::kDomain, {})));
          !dropped) {
        return dropped;
      }
      return commit(nothing, kTallies, {});
    default:
      return count_tallies();
  }
}

Status Upgrade::commit(Batch& batch, std::uint8_t step, std::string_view next) {
  at_.step = step;
  at_.next = next;
  batch.put(Family::kMeta, kUpgradeKey, encode(at_));
  return db_.write(batch, false);
}

// What is gone already is not met again, so this needs no place to go on from.
Status Upgrade::drop(Family family, const KeyRange& range) {
  Batch batch(db_);
  std::size_t keys = 0;
  Cursor cursor = db_.scan(family, range.begin, range.end, false);
  for (; cursor.valid(); cursor.next()) {
    batch.remove(family, cursor.key());
    if (!is_full(batch, ++keys)) continue;
    if (auto written = db_.write(batch, false); !written) return written;
    batch = Batch(db_);
    keys = 0;
  }
  if (auto read = cursor.status(); !read) return read;
  return db_.write(batch, false);
}

Status Upgrade::rewrite_pages() {
  const std::uint64_t about = db_.key_estimate(Family::kPages);
  Batch batch(db_);
  std::size_t keys = 0;
  Cursor pages = db_.scan(Family::kPages, at_.next, {}, false);
  Cursor links = db_.scan(Family::kLinks, at_.next, {}, false);
  for (; pages.valid(); pages.next()) {
    const std::string key(pages.key());
    if (is_full(batch, keys)) {
      anchors_.stage(batch);
      if (auto written = commit(batch, kPages, key); !written) return written;
      batch = Batch(db_);
      keys = 0;
    }
    while (links.valid() && links.key() < key) links.next();
    const bool has_links = links.valid() && links.key() == key;
    rewrite_page(batch, key, pages.value(), has_links ? links.value() : std::string_view());
    ++keys;
    if (++pages_ % kPagesPerLine == 0) {
      tell_("upgrading: " + std::to_string(pages_) + " pages of about " + std::to_string(about));
    }
  }
  for (const Cursor* cursor : {&pages, &links}) {
    if (auto read = cursor->status(); !read) return read;
  }
  anchors_.stage(batch);
  return commit(batch, is_from_4() ? kTargets : kDropTallies, {});
}

void Upgrade::rewrite_page(Batch& batch, const std::string& key, std::string_view page_bytes,
                           std::string_view link_bytes) {
  const UpgradedPage page = upgraded_page(at_.from, key, page_bytes, link_bytes);
  unreadable_ += page.unreadable;
  if (!page.url) return;
  anchors_.replace(*page.url, LinkBlock{}, page.links);
  batch.put(Family::kPages, key, encode(page.record));
  if (!page.links.links.links.empty()) batch.put(Family::kLinks, key, encode(page.links));
}

Status Upgrade::rewrite_targets() {
  const KeyRange range = keys_with_prefix(kTargetPrefix);
  Batch batch(db_);
  std::size_t keys = 0;
  Cursor targets = db_.scan(Family::kMeta, std::max(range.begin, at_.next), range.end);
  for (; targets.valid(); targets.next()) {
    if (is_full(batch, keys)) {
      if (auto written = commit(batch, kTargets, targets.key()); !written) return written;
      batch = Batch(db_);
      keys = 0;
    }
    ++keys;
    const auto target = decode_target_record_4(targets.value());
    if (target) batch.put(Family::kMeta, targets.key(), encode(*target));
    if (!target) ++unreadable_;
  }
  if (auto read = targets.status(); !read) return read;
  const auto counts = read_record(db_, Family::kMeta, kRefusalCountsKey, decode_refusal_counts_4);
  if (counts && *counts) batch.put(Family::kMeta, kRefusalCountsKey, encode(**counts));
  return commit(batch, kDone, {});
}

// URLs that were asked for, summed by registrable domain.
Status Upgrade::count_tallies() {
  std::unordered_map<std::string, std::int64_t> asked;
  std::string host;
  std::string domain;
  std::size_t keys = 0;
  const auto stage = [this, &asked](std::uint8_t step, std::string_view next) {
    Batch batch(db_);
    for (const auto& [name, count] : asked) {
      batch.merge(Family::kTallies, tally_key(TallyScope::kDomain, name),
                  encode(Tally{.asked = count}));
    }
    asked.clear();
    return commit(batch, step, next);
  };
  Cursor urls = db_.scan(Family::kUrls, at_.next, {}, false);
  for (; urls.valid(); urls.next()) {
    if (++keys % kKeysPerCommit == 0) {
      if (auto staged = stage(kTallies, urls.key()); !staged) return staged;
    }
    const auto record = decode_url_record(urls.value());
    const bool was_asked =
        record && record->state != FetchState::kWaiting &&
        (record->state != FetchState::kDisallowed || record->first_visited != kNever);
    if (!was_asked) continue;
    if (host != host_of_key(urls.key())) {
      host = host_of_key(urls.key());
      domain = domain_labels_of(host);
    }
    ++asked[domain];
  }
  if (auto read = urls.status(); !read) return read;
  return stage(kDone, {});
}

}  // namespace

Status upgrade(Database& db, const UpgradeListener& tell) { return Upgrade(db, tell).run(); }

Result<std::unique_ptr<Database>> open_upgraded(const std::filesystem::path& directory,
                                                DatabaseOptions options,
                                                const UpgradeListener& tell) {
  options.any_format = true;
  auto db = Database::open(directory, options);
  if (!db) return db;
  if (auto upgraded = upgrade(**db, tell); !upgraded) return tl::unexpected(upgraded.error());
  return db;
}

}  // namespace anchord
