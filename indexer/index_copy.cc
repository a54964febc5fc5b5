#include "indexer/index_copy.h"

namespace anchord {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBatchBytes = 4U << 20U;

Status copy_family(const Snapshot& from, Database& to, Family family, CopiedIndex& copied) {
  Batch batch(to);
  Cursor cursor = from.scan(family, {}, {}, false);
  for (; cursor.valid(); cursor.next()) {
    batch.put(family, cursor.key(), cursor.value());
    ++copied.keys;
    copied.bytes += cursor.key().size() + cursor.value().size();
    if (batch.bytes() < kBatchBytes) continue;
    if (auto written = to.write(batch, false); !written) return written;
    batch = Batch(to);
  }
  if (auto read = cursor.status(); !read) return read;
  return to.write(batch, true);
}

Result<CopiedIndex> copy_into(const Snapshot& from, const fs::path& directory) {
  auto to = Database::open(directory, DatabaseOptions{});
  if (!to) return tl::unexpected(to.error());
  CopiedIndex copied;
  for (std::size_t i = 0; i < kFamilies; ++i) {
    auto done = copy_family(from, **to, static_cast<Family>(i), copied);
    if (!done) return tl::unexpected(done.error());
  }
  return copied;
}

}  // namespace

Result<CopiedIndex> copy_index(const Database& from, const fs::path& directory) {
  std::error_code error;
  if (fs::exists(directory, error) && !fs::is_empty(directory, error)) {
    return invalid_input(directory.string() + ": want a directory that is empty or not there");
  }
  const Snapshot moment(from);
  const fs::path partial = directory.string() + ".partial";
  fs::remove_all(partial, error);
  auto copied = copy_into(moment, partial);
  if (copied) {
    fs::rename(partial, directory, error);
    if (!error) return copied;
    copied = io_error("cannot make " + directory.string() + ": " + error.message());
  }
  fs::remove_all(partial, error);  // half a copy would fill the disk for nothing
  return copied;
}

}  // namespace anchord
