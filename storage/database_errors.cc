#include "storage/database_errors.h"

#include <cerrno>
#include <string>
#include <system_error>

namespace anchord {

Error error_of(const rocksdb::Status& status, std::string_view doing) {
  ErrorCode code = ErrorCode::kIo;
  if (status.IsCorruption()) code = ErrorCode::kCorruption;
  if (status.IsNoSpace()) code = ErrorCode::kDiskFull;
  return {code, std::string(doing) + ": " + status.ToString()};
}

Error error_of_opening(const rocksdb::Status& status, const std::filesystem::path& directory) {
  Error error = error_of(status, "opening " + directory.string());
  if (error.code == ErrorCode::kCorruption) {
    error.message += "; anchorctl restore makes an index of the last backup";
  }
  return error;
}

// RocksDB tells a lock that is held from one that it may not take by its words alone.
bool is_held(const rocksdb::Status& status) {
  const std::string words = status.ToString();
  const bool is_taken = words.find(std::generic_category().message(EAGAIN)) != std::string::npos ||
                        words.find("lock hold by current process") != std::string::npos;
  return status.IsIOError() && words.find("lock") != std::string::npos && is_taken;
}

}  // namespace anchord
