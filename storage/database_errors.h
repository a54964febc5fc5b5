#pragma once

#include <rocksdb/status.h>

#include <filesystem>
#include <string_view>

#include "storage/result.h"

// What RocksDB's statuses are to us: include it in database.cc alone.
namespace anchord {

// `doing` begins the message.
Error error_of(const rocksdb::Status& status, std::string_view doing);

// Of an index that did not open. A damaged one comes with advice.
Error error_of_opening(const rocksdb::Status& status, const std::filesystem::path& directory);

// Whether the index did not open because another process, or this one, holds it.
bool is_held(const rocksdb::Status& status);

}  // namespace anchord
