#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/result.h"

namespace rocksdb {
class Env;
}

namespace anchord {

// One column family each; what they hold is written out in format.h.
enum class Family : std::uint8_t {
  kMeta,
  kHosts,
  kPaces,
  kUrls,
  kPages,
  kLinks,
  kAnchors,
  kFrontier,
  kAgenda,
  kTallies,
  kRatings,
  kIncoming
};
inline constexpr std::size_t kFamilies = 12;
std::string_view name_of(Family family);

class Database;
class Snapshot;

// Changes that become visible and durable together, or not at all. Not thread-safe.
class Batch {
 public:
  // `db` is borrowed and must outlive the batch.
  explicit Batch(const Database& db);
  ~Batch();
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;

  void put(Family family, std::string_view key, std::string_view value);
  void remove(Family family, std::string_view key);
  // Adds to a pair of counters; `delta` is an encoded AnchorCounts (family kAnchors) or Tally
  // (kTallies).
  void merge(Family family, std::string_view key, std::string_view delta);

  std::size_t bytes() const;  // as they would go to the write-ahead log
  bool empty() const;

 private:
  friend class Database;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// A walk over the keys of one family in ascending byte order, on the snapshot it was made from.
// Views are valid until the next move. Not thread-safe. Must not outlive its Database.
class Cursor {
 public:
  ~Cursor();
  Cursor(Cursor&&) noexcept;

  void seek(std::string_view key);  // to the first key at or after `key`
  void next();
  bool valid() const;  // false at the end of the range, and after an error
  std::string_view key() const;
  std::string_view value() const;
  Status status() const;  // to be asked once the walk has ended

 private:
  friend class Database;
  struct Impl;
  explicit Cursor(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

struct DatabaseOptions {
  std::size_t cache_bytes = 64U << 20U;         // blocks and filters, all families together
  std::size_t write_buffer_bytes = 48U << 20U;  // memtables, all families together
  rocksdb::Env* env = nullptr;                  // tests: borrowed; nullptr: the real disk
  // Opens an index that waits for an upgrade, or is amid one, too: to upgrade it, or to copy its
  // bytes. Else it is refused.
  bool any_format = false;
};

// Memory that an open index takes, in bytes.
struct DatabaseMemory {
  std::uint64_t cache_bytes = 0;         // blocks and filters that were read
  std::uint64_t write_buffer_bytes = 0;  // memtables, those on their way to a table too
};

// The only door to RocksDB. All functions are thread-safe.
class Database {
 public:
  // Opens the index in `directory` for writing, making one if there is none. Fails with
  // kInvalidInput if its format is another (but see any_format), a process holds it, or to root it
  // is another user's.
  static Result<std::unique_ptr<Database>> open(const std::filesystem::path& directory,
                                                const DatabaseOptions& options);
  // Opens it for reading as it stood at the last commit, beside a running daemon or without one.
  // Nothing on disk is touched. Fails with kInvalidInput where there is no index.
  static Result<std::unique_ptr<Database>> open_to_read(const std::filesystem::path& directory,
                                                        const DatabaseOptions& options);
  // Writes everything that is still in memory to tables, so that the next opening replays no log.
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Result<std::optional<std::string>> get(Family family, std::string_view key) const;
  // A varint in family meta; 0 if it is not there.
  Result<std::uint64_t> meta_number(std::string_view key) const;
  // The answers stand in the order of `keys`.
  Result<std::vector<std::optional<std::string>>> get_many(
      Family family, const std::vector<std::string_view>& keys) const;

  // Writes the batch; with `durable` it is on disk when this returns.
  // Fails with kDiskFull, nothing of the batch being visible, where there is no space left: then
  // every write is refused until resume(), while reading goes on.
  Status write(const Batch& batch, bool durable);

  // Lets the index be written to again after kDiskFull; fails with that while there is no space.
  // Costs next to nothing where nothing is wrong.
  //
  // RocksDB 7.8 waits for ever where a flush was asked for, and had not begun, when a write met the
  // full disk: it is forgotten. That is for give_up_writes() to end.
  Status resume();

  // Has whatever waits in write() or resume() fail, resume() with kIo, now and from now on; reading
  // goes on. What was written is there when the index is opened anew.
  void give_up_writes();

  // What is free for us on the index's disk; the largest number where it cannot be told.
  std::uint64_t free_bytes() const;

  // Rewrites all tables without what was removed or overwritten.
  Status compact();

  // A cursor over [begin, end) on a snapshot taken now; an empty `end` is the family's end. It
  // stands on the first key. `fill_cache` false: a long scan does not push other blocks out.
  Cursor scan(Family family, std::string_view begin, std::string_view end,
              bool fill_cache = true) const;

  // About how many keys the family has; costs nothing.
  std::uint64_t key_estimate(Family family) const;

  // Bytes of the family's live tables on disk.
  std::uint64_t table_bytes(Family family) const;

  // What of this process's memory is the index's own just now.
  DatabaseMemory memory() const;

 private:
  friend class Batch;
  friend class Snapshot;
  Database();
  Cursor scan_at(const Snapshot* moment, Family family, std::string_view begin,
                 std::string_view end, bool fill_cache) const;

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// All families as they stood at one moment, whatever is committed meanwhile: what is read through
// one snapshot fits together. It keeps old bytes from being reclaimed, so none should be held for
// longer than a report takes. Thread-safe. Must not outlive its Database.
class Snapshot {
 public:
  // As of now. Not explicit: who reads one moment may be given the Database itself.
  Snapshot(const Database& db);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  // Like Database::scan(), but of that moment. The cursor may outlive the snapshot.
  Cursor scan(Family family, std::string_view begin, std::string_view end,
              bool fill_cache = true) const;

 private:
  friend class Database;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace anchord
