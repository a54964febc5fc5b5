#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "storage/database.h"
#include "storage/result.h"

// An index that an earlier anchord wrote becomes one of today, in place; so does one that was made
// with another public suffix list, which decides which links are internal and whose anchor counts
// they are in.
//
// The work is done in steps, each of many small commits that keep how far it came: one that is
// killed goes on where it was. What the earlier format did not know is unknown afterwards.
namespace anchord {

// A line for the operator: what begins, how far it is, what it came to.
using UpgradeListener = std::function<void(const std::string& line)>;

// Opens the index for writing as Database::open() does, and upgrades it first if need be. Fails
// with kDiskFull, and leaves the index as it is, if the disk has no room for what is written anew.
Result<std::unique_ptr<Database>> open_upgraded(const std::filesystem::path& directory,
                                                DatabaseOptions options,
                                                const UpgradeListener& tell);

// Upgrades an index that was opened with any_format. Nothing else may write to it meanwhile.
Status upgrade(Database& db, const UpgradeListener& tell);

}  // namespace anchord
