#include "storage/database.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/merge_operator.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <array>

#include "storage/codec.h"
#include "storage/format.h"

namespace anchord {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, kFamilies> kFamilyNames = {
    "meta", "hosts", "paces", "urls", "pages", "links", "anchors", "frontier"};
constexpr int kOpenAttempts = 5;  // a reader may meet a table that its writer just removed

constexpr std::size_t index_of(Family family) { return static_cast<std::size_t>(family); }

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

Error error_of(const rocksdb::Status& status, std::string_view doing) {
  const ErrorCode code = status.IsCorruption() ? ErrorCode::kCorruption : ErrorCode::kIo;
  return {code, std::string(doing) + ": " + status.ToString()};
}

// Adds the internal and external counts of an anchors value.
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

// RocksDB's own log would be opened, and renamed, by readers too.
class NoLog final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

rocksdb::ColumnFamilyOptions family_options(Family family,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.block_size = family == Family::kLinks ? 32U << 10U : 16U << 10U;
  table.format_version = 5;
  if (family == Family::kUrls || family == Family::kPages || family == Family::kLinks) {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  }
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kZSTD;
  options.level_compaction_dynamic_level_bytes = true;
  // No max_successive_merges: it looks every key up before it is merged, while a key gets but one
  // operand a commit, and a flush adds those up.
  if (family == Family::kAnchors) options.merge_operator = std::make_shared<AddCounts>();
  return options;
}

rocksdb::DBOptions database_options(const DatabaseOptions& chosen) {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.db_write_buffer_size = chosen.write_buffer_bytes;
  options.max_total_wal_size = 4 * chosen.write_buffer_bytes;
  options.max_background_jobs = 2;
  options.max_open_files = 1024;
  options.bytes_per_sync = 1U << 20U;
  options.keep_log_file_num = 2;
  options.info_log_level = rocksdb::WARN_LEVEL;
  if (chosen.env != nullptr) options.env = chosen.env;
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> all_families(const DatabaseOptions& chosen) {
  const auto cache = rocksdb::NewLRUCache(chosen.cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  for (std::size_t i = 0; i < kFamilies; ++i) {
    families.emplace_back(kFamilyNames[i], family_options(static_cast<Family>(i), cache));
  }
  return families;
}

}  // namespace

std::string_view name_of(Family family) { return kFamilyNames[index_of(family)]; }

struct Database::Impl {
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;  // RocksDB's default family comes first
  bool writable = false;

  ~Impl() {
    if (!db) return;
    if (writable) flush();
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  }
  rocksdb::ColumnFamilyHandle* handle(Family family) const { return handles[index_of(family) + 1]; }

  // A failure costs the next opening some time and nothing else: the log has everything.
  void flush() { db->Flush(rocksdb::FlushOptions(), handles).PermitUncheckedError(); }
};

struct Batch::Impl {
  explicit Impl(const Database::Impl& borrowed) : db(borrowed) {}

  const Database::Impl& db;
  rocksdb::WriteBatch batch;
};

Batch::Batch(const Database& db) : impl_(std::make_unique<Impl>(*db.impl_)) {}
Batch::~Batch() = default;
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;

// A batch in memory refuses nothing but sizes beyond 4 GiB, which our limits rule out.
void Batch::put(Family family, std::string_view key, std::string_view value) {
  impl_->batch.Put(impl_->db.handle(family), slice(key), slice(value)).PermitUncheckedError();
}

void Batch::remove(Family family, std::string_view key) {
  impl_->batch.Delete(impl_->db.handle(family), slice(key)).PermitUncheckedError();
}

void Batch::merge(Family family, std::string_view key, std::string_view delta) {
  impl_->batch.Merge(impl_->db.handle(family), slice(key), slice(delta)).PermitUncheckedError();
}

std::size_t Batch::bytes() const { return impl_->batch.GetDataSize(); }
bool Batch::empty() const { return impl_->batch.Count() == 0; }

struct Cursor::Impl {
  std::string end;
  rocksdb::Slice end_slice;
  std::unique_ptr<rocksdb::Iterator> iterator;
};

Cursor::Cursor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Cursor::~Cursor() = default;
Cursor::Cursor(Cursor&&) noexcept = default;

void Cursor::seek(std::string_view key) { impl_->iterator->Seek(slice(key)); }
void Cursor::next() { impl_->iterator->Next(); }
bool Cursor::valid() const { return impl_->iterator->Valid(); }
std::string_view Cursor::key() const { return view(impl_->iterator->key()); }
std::string_view Cursor::value() const { return view(impl_->iterator->value()); }

Status Cursor::status() const {
  const rocksdb::Status status = impl_->iterator->status();
  if (status.ok()) return Ok{};
  return tl::unexpected(error_of(status, "reading the index"));
}

struct Snapshot::Impl {
  const Database& db;
  const rocksdb::Snapshot* snapshot;
};

Snapshot::Snapshot(const Database& db)
    : impl_(std::make_unique<Impl>(Impl{db, db.impl_->db->GetSnapshot()})) {}

Snapshot::~Snapshot() { impl_->db.impl_->db->ReleaseSnapshot(impl_->snapshot); }

Cursor Snapshot::scan(Family family, std::string_view begin, std::string_view end,
                      bool fill_cache) const {
  return impl_->db.scan_at(this, family, begin, end, fill_cache);
}

Database::Database() : impl_(std::make_unique<Impl>()) {}
Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const fs::path& directory,
                                                 const DatabaseOptions& options) {
  std::error_code error;
  if (options.env == nullptr) fs::create_directories(directory, error);
  if (error) return io_error("cannot make " + directory.string() + ": " + error.message());
  std::unique_ptr<Database> opened(new Database());
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(database_options(options), directory.string(), all_families(options),
                        &opened->impl_->handles, &db);
  if (status.IsIOError() && status.ToString().find("lock") != std::string::npos) {
    return invalid_input(directory.string() + ": in use by another anchord");
  }
  if (!status.ok()) return tl::unexpected(error_of(status, "opening " + directory.string()));
  opened->impl_->db.reset(db);
  opened->impl_->writable = true;
  if (auto checked = opened->check_format(directory, true); !checked) {
    return tl::unexpected(checked.error());
  }
  return opened;
}

Result<std::unique_ptr<Database>> Database::open_to_read(const fs::path& directory,
                                                         const DatabaseOptions& options) {
  if (options.env == nullptr && !fs::exists(directory / "CURRENT")) {
    return invalid_input(directory.string() + ": no anchord index there");
  }
  rocksdb::DBOptions db_options = database_options(options);
  db_options.create_if_missing = false;
  db_options.max_open_files = -1;  // every table is opened now, and stays readable when removed
  db_options.info_log = std::make_shared<NoLog>();
  rocksdb::Status status;
  for (int attempt = 0; attempt < kOpenAttempts; ++attempt) {
    std::unique_ptr<Database> opened(new Database());
    rocksdb::DB* db = nullptr;
    status = rocksdb::DB::OpenForReadOnly(db_options, directory.string(), all_families(options),
                                          &opened->impl_->handles, &db);
    if (!status.ok()) continue;
    opened->impl_->db.reset(db);
    if (auto checked = opened->check_format(directory, false); !checked) {
      return tl::unexpected(checked.error());
    }
    return opened;
  }
  return tl::unexpected(error_of(status, "opening " + directory.string()));
}

Status Database::check_format(const fs::path& directory, bool may_write) {
  const auto stored = get(Family::kMeta, kFormatKey);
  if (!stored) return tl::unexpected(stored.error());
  std::string current;
  put_varint(current, kFormatVersion);
  if (*stored == current) return Ok{};
  if (stored->has_value()) {
    const std::uint64_t found = Reader(**stored).varint();
    return invalid_input(directory.string() + ": the index has format " + std::to_string(found) +
                         ", this anchord reads format " + std::to_string(kFormatVersion) +
                         ": use the anchord that wrote it, or crawl into a new directory");
  }
  if (!may_write) return invalid_input(directory.string() + ": no anchord index there");
  Batch batch(*this);
  batch.put(Family::kMeta, kFormatKey, current);
  return write(batch, true);
}

Result<std::optional<std::string>> Database::get(Family family, std::string_view key) const {
  std::string value;
  const rocksdb::Status status =
      impl_->db->Get(rocksdb::ReadOptions(), impl_->handle(family), slice(key), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return tl::unexpected(error_of(status, name_of(family)));
  return std::optional<std::string>(std::move(value));
}

Result<std::vector<std::optional<std::string>>> Database::get_many(
    Family family, const std::vector<std::string_view>& keys) const {
  std::vector<rocksdb::Slice> slices;
  slices.reserve(keys.size());
  for (const std::string_view key : keys) slices.push_back(slice(key));
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  impl_->db->MultiGet(rocksdb::ReadOptions(), impl_->handle(family), keys.size(), slices.data(),
                      values.data(), statuses.data());
  std::vector<std::optional<std::string>> answers(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok()) {
      answers[i] = values[i].ToString();
    } else if (!statuses[i].IsNotFound()) {
      return tl::unexpected(error_of(statuses[i], name_of(family)));
    }
  }
  return answers;
}

Status Database::write(const Batch& batch, bool durable) {
  rocksdb::WriteOptions options;
  options.sync = durable;
  // WriteBatch is written through a non-const pointer for its sequence number alone.
  const rocksdb::Status status = impl_->db->Write(options, &batch.impl_->batch);
  if (!status.ok()) return tl::unexpected(error_of(status, "writing the index"));
  return Ok{};
}

Cursor Database::scan(Family family, std::string_view begin, std::string_view end,
                      bool fill_cache) const {
  return scan_at(nullptr, family, begin, end, fill_cache);
}

Cursor Database::scan_at(const Snapshot* moment, Family family, std::string_view begin,
                         std::string_view end, bool fill_cache) const {
  auto cursor = std::make_unique<Cursor::Impl>();
  rocksdb::ReadOptions options;
  if (moment != nullptr) options.snapshot = moment->impl_->snapshot;
  options.fill_cache = fill_cache;
  if (!fill_cache) options.readahead_size = 1U << 20U;
  if (!end.empty()) {
    cursor->end = end;
    cursor->end_slice = cursor->end;
    options.iterate_upper_bound = &cursor->end_slice;
  }
  cursor->iterator.reset(impl_->db->NewIterator(options, impl_->handle(family)));
  cursor->iterator->Seek(slice(begin));
  return Cursor(std::move(cursor));
}

std::uint64_t Database::key_estimate(Family family) const {
  std::uint64_t keys = 0;
  impl_->db->GetIntProperty(impl_->handle(family), "rocksdb.estimate-num-keys", &keys);
  return keys;
}

std::uint64_t Database::table_bytes(Family family) const {
  std::uint64_t bytes = 0;
  impl_->db->GetIntProperty(impl_->handle(family), "rocksdb.total-sst-files-size", &bytes);
  return bytes;
}

}  // namespace anchord
