#include "storage/database.h"

#include <pwd.h>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/write_batch.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <limits>

#include "storage/codec.h"
#include "storage/database_errors.h"
#include "storage/database_options.h"
#include "storage/format_check.h"

namespace anchord {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeysPerRead = 256;  // each takes some 600 bytes while they are read
constexpr int kOpenAttempts = 5;           // a reader may meet a table that its writer just removed

constexpr std::size_t index_of(Family family) { return static_cast<std::size_t>(family); }

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

std::string name_of_user(uid_t user) {
  const passwd* const entry = getpwuid(user);
  return entry != nullptr ? entry->pw_name : std::to_string(user);
}

// What root writes into the index of another user cannot be read by that one.
Status check_owner(const fs::path& directory) {
  struct stat index {};
  const bool is_there = stat((directory / "CURRENT").c_str(), &index) == 0;
  if (!is_there || geteuid() != 0 || index.st_uid == 0) return Ok{};
  return invalid_input(directory.string() + ": belongs to the user " + name_of_user(index.st_uid) +
                       ", who could not read what root writes: run this as that user");
}

}  // namespace

struct Database::Impl {
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;  // RocksDB's default family comes first
  bool writable = false;

  ~Impl() {
    if (!db) return;
    if (writable) flush();
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  }
  // A reader of an index that lacks a family yet is given RocksDB's default one, which is empty.
  rocksdb::ColumnFamilyHandle* handle(Family family) const {
    const std::size_t at = index_of(family) + 1;
    return handles[at < handles.size() ? at : 0];
  }

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
  if (error == std::errc::not_a_directory || error == std::errc::file_exists) {
    return invalid_input(directory.string() + ": want a directory");
  }
  if (error) return io_error("cannot make " + directory.string() + ": " + error.message());
  if (auto ours = check_owner(directory); !ours) return tl::unexpected(ours.error());
  std::unique_ptr<Database> opened(new Database());
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(rocksdb_options(options), directory.string(), family_options(options),
                        &opened->impl_->handles, &db);
  if (is_held(status)) return invalid_input(directory.string() + ": in use by another anchord");
  if (!status.ok()) return tl::unexpected(error_of_opening(status, directory));
  opened->impl_->db.reset(db);
  opened->impl_->writable = true;
  if (auto checked = make_or_check_format(*opened, directory, options.any_format); !checked) {
    return tl::unexpected(checked.error());
  }
  return opened;
}

Result<std::unique_ptr<Database>> Database::open_to_read(const fs::path& directory,
                                                         const DatabaseOptions& options) {
  std::error_code error;
  const bool is_there = options.env != nullptr || fs::exists(directory / "CURRENT", error);
  if (error) return io_error(directory.string() + ": cannot be read: " + error.message());
  if (!is_there) return invalid_input(directory.string() + ": no anchord index there");
  rocksdb::DBOptions db_options = rocksdb_options(options);
  db_options.create_if_missing = false;
  db_options.max_open_files = -1;  // every table is opened now, and stays readable when removed
  rocksdb::Status status;
  for (int attempt = 0; attempt < kOpenAttempts; ++attempt) {
    std::vector<std::string> there;
    status = rocksdb::DB::ListColumnFamilies(db_options, directory.string(), &there);
    if (!status.ok()) continue;
    // Families are only ever added, behind those that there are.
    auto families = family_options(options);
    families.resize(std::min(families.size(), there.size()));
    std::unique_ptr<Database> opened(new Database());
    rocksdb::DB* db = nullptr;
    status = rocksdb::DB::OpenForReadOnly(db_options, directory.string(), families,
                                          &opened->impl_->handles, &db);
    if (!status.ok()) continue;
    opened->impl_->db.reset(db);
    if (auto checked = check_format(*opened, directory, options.any_format); !checked) {
      return tl::unexpected(checked.error());
    }
    return opened;
  }
  return tl::unexpected(error_of_opening(status, directory));
}

Result<std::uint64_t> Database::meta_number(std::string_view key) const {
  const auto bytes = get(Family::kMeta, key);
  if (!bytes) return tl::unexpected(bytes.error());
  if (!*bytes) return 0;
  Reader reader(**bytes);
  const std::uint64_t number = reader.varint();
  if (!reader.is_finished()) return damaged("meta: " + std::string(key));
  return number;
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
  std::vector<std::optional<std::string>> answers(keys.size());
  std::array<rocksdb::Slice, kKeysPerRead> slices;
  for (std::size_t begin = 0; begin < keys.size(); begin += kKeysPerRead) {
    const std::size_t count = std::min(kKeysPerRead, keys.size() - begin);
    for (std::size_t i = 0; i < count; ++i) slices[i] = slice(keys[begin + i]);
    std::array<rocksdb::PinnableSlice, kKeysPerRead> values;
    std::array<rocksdb::Status, kKeysPerRead> statuses;
    impl_->db->MultiGet(rocksdb::ReadOptions(), impl_->handle(family), count, slices.data(),
                        values.data(), statuses.data());
    for (std::size_t i = 0; i < count; ++i) {
      if (statuses[i].ok()) {
        answers[begin + i] = values[i].ToString();
      } else if (!statuses[i].IsNotFound()) {
        return tl::unexpected(error_of(statuses[i], name_of(family)));
      }
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

Status Database::resume() {
  const rocksdb::Status status = impl_->db->Resume();
  if (status.ok()) return Ok{};
  return tl::unexpected(error_of(status, "resuming the index"));
}

void Database::give_up_writes() { rocksdb::CancelAllBackgroundWork(impl_->db.get(), false); }

std::uint64_t Database::free_bytes() const {
  std::uint64_t bytes = 0;
  const rocksdb::Status status = impl_->db->GetEnv()->GetFreeSpace(impl_->db->GetName(), &bytes);
  return status.ok() ? bytes : std::numeric_limits<std::uint64_t>::max();
}

Status Database::compact() {
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  for (auto* handle : impl_->handles) {
    const rocksdb::Status status = impl_->db->CompactRange(options, handle, nullptr, nullptr);
    if (!status.ok()) return tl::unexpected(error_of(status, "compacting the index"));
  }
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

DatabaseMemory Database::memory() const {
  DatabaseMemory memory;
  impl_->db->GetIntProperty(impl_->handle(Family::kMeta), "rocksdb.block-cache-usage",
                            &memory.cache_bytes);  // one cache for all families
  impl_->db->GetAggregatedIntProperty("rocksdb.size-all-mem-tables", &memory.write_buffer_bytes);
  return memory;
}

}  // namespace anchord
