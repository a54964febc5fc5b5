#include "storage/database_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/merge_operator.h>
#include <rocksdb/table.h>

#include <array>

#include "storage/format.h"

namespace anchord {
namespace {

constexpr std::array<const char*, kFamilies> kFamilyNames = {
    "meta",    "hosts",    "paces",  "urls",    "pages",   "links",
    "anchors", "frontier", "agenda", "tallies", "ratings", "incoming"};

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Adds the counts of an anchors value, or of a tally.
class AddCounts final : public rocksdb::AssociativeMergeOperator {
 public:
  bool Merge(const rocksdb::Slice& /*key*/, const rocksdb::Slice* existing,
             const rocksdb::Slice& operand, std::string* sum,
             rocksdb::Logger* /*logger*/) const override {
    auto added = decode_anchor_counts(view(operand));
    if (!added) return false;
    if (existing != nullptr) {
      const auto before = decode_anchor_counts(view(*existing));
      if (!before) return false;
      added->internal += before->internal;
      added->external += before->external;
    }
    *sum = encode(*added);
    return true;
  }
  const char* Name() const override { return "anchord.add_counts"; }
};

// RocksDB's own log would be opened, and renamed, by readers too; and where it cannot be written
// because the disk is full, an assertion of RocksDB 7.8 ends the process.
class NoLog final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

// We resume ourselves: RocksDB 7.8's own recovery from a full disk gives up when space is long in
// coming, and refuses ours from then on.
class NoRecovery final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason /*reason*/, rocksdb::Status /*error*/,
                            bool* by_itself) override {
    *by_itself = false;
  }
};

// Of the size that a memtable may have: 10 bits and more for each key that fits into all of them.
constexpr double kMemtableFilterShare = 0.02;

// Families of which keys are asked for that mostly are not there: URLs found, and seeds given.
bool is_asked_in_vain(Family family) { return family == Family::kUrls || family == Family::kMeta; }

constexpr double kFilterBitsPerKey = 10;

// Of a table's index and of its filter, which are read by parts: those of a whole table may be more
// than a shard of the cache has room for, and a filter takes 8 bytes a key while it is made.
constexpr std::uint64_t kMetadataPartBytes = 16U << 10U;

rocksdb::ColumnFamilyOptions one_family_options(Family family,
                                                const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.block_size = family == Family::kLinks ? 32U << 10U : 16U << 10U;
  table.format_version = 5;
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.metadata_block_size = kMetadataPartBytes;
  const bool has_filter =
      is_asked_in_vain(family) || family == Family::kPages || family == Family::kLinks;
  if (has_filter) {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBitsPerKey));
    table.partition_filters = true;
  }
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kZSTD;
  options.level_compaction_dynamic_level_bytes = true;
  if (is_asked_in_vain(family)) {
    options.memtable_whole_key_filtering = true;
    options.memtable_prefix_bloom_size_ratio = kMemtableFilterShare;
  }
  // No max_successive_merges: it looks every key up before it is merged, while a key gets but one
  // operand a commit, and a flush adds those up.
  if (family == Family::kAnchors || family == Family::kTallies) {
    options.merge_operator = std::make_shared<AddCounts>();
    // Each file more is another number to add up for every row of a report.
    options.level0_file_num_compaction_trigger = 2;
  }
  return options;
}

}  // namespace

std::string_view name_of(Family family) { return kFamilyNames[static_cast<std::size_t>(family)]; }

rocksdb::DBOptions rocksdb_options(const DatabaseOptions& chosen) {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.db_write_buffer_size = chosen.write_buffer_bytes;
  options.max_total_wal_size = 4 * chosen.write_buffer_bytes;
  options.max_background_jobs = 2;
  options.max_open_files = 1024;
  options.bytes_per_sync = 1U << 20U;
  options.info_log = std::make_shared<NoLog>();
  options.listeners.push_back(std::make_shared<NoRecovery>());
  if (chosen.env != nullptr) options.env = chosen.env;
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> family_options(const DatabaseOptions& chosen) {
  const auto cache = rocksdb::NewLRUCache(chosen.cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  for (std::size_t i = 0; i < kFamilies; ++i) {
    families.emplace_back(kFamilyNames[i], one_family_options(static_cast<Family>(i), cache));
  }
  return families;
}

}  // namespace anchord
