#pragma once

#include <filesystem>

#include "storage/database.h"
#include "storage/result.h"

namespace anchord {

// Whether `db`, opened in `directory`, holds an index that this anchord reads. Fails with
// kInvalidInput, naming what to do, if there is none, if it is of another format, or if it waits
// for an upgrade and `any_format` is false.
Status check_format(const Database& db, const std::filesystem::path& directory, bool any_format);

// The same, but an index without a format is a new one and gets today's.
Status make_or_check_format(Database& db, const std::filesystem::path& directory, bool any_format);

}  // namespace anchord
