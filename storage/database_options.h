#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <vector>

#include "storage/database.h"

// How RocksDB is set up for us. For database.cc alone: the two are the door to it.
namespace anchord {

rocksdb::DBOptions rocksdb_options(const DatabaseOptions& chosen);

// RocksDB's default family, which holds nothing, and then ours in the order of Family.
std::vector<rocksdb::ColumnFamilyDescriptor> family_options(const DatabaseOptions& chosen);

}  // namespace anchord
