#pragma once

#include <cstdint>
#include <filesystem>

#include "storage/database.h"
#include "storage/result.h"

namespace anchord {

struct CopiedIndex {
  std::uint64_t keys = 0;
  std::uint64_t bytes = 0;  // of keys and values
};

// Copies all that `from` holds, as of one moment, into a new index in `directory`, key by key: a
// copy by links to the files of a running crawl could miss the log that it is just replacing. What
// is there appears whole or not at all: until then it is `directory`.partial. Memory is constant.
// Fails with kInvalidInput where `directory` is there and not empty.
Result<CopiedIndex> copy_index(const Database& from, const std::filesystem::path& directory);

}  // namespace anchord
