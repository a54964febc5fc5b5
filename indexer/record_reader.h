#pragma once

#include <optional>
#include <string_view>

#include "storage/database.h"

namespace anchord {

// The record at `key`, read by its decode function; nullopt where there is none.
template <class Record>
Result<std::optional<Record>> read_record(const Database& db, Family family, std::string_view key,
                                          Result<Record> (*decode)(std::string_view)) {
  const auto bytes = db.get(family, key);
  if (!bytes) return tl::unexpected(bytes.error());
  if (!*bytes) return std::optional<Record>();
  auto record = decode(**bytes);
  if (!record) return tl::unexpected(record.error());
  return std::optional<Record>(*std::move(record));
}

}  // namespace anchord
