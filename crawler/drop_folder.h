#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "crawler/clock.h"
#include "crawler/file_descriptor.h"
#include "storage/intake_record.h"
#include "storage/result.h"

namespace anchord {

// The directory that files of seeds are dropped into, with done/ and failed/ in it, where each ends
// with its NAME.report beside it. Nothing in it is trusted: no link is followed, nothing is waited
// for. One thread.
class DropFolder {
 public:
  // Makes the directories that are missing. Fails with kInvalidInput where they cannot be had.
  static Result<DropFolder> open(const std::filesystem::path& path);

  // Whether a file of this name is to be taken in: no dotfile, no *.tmp, neither done nor failed.
  static bool is_taken(std::string_view name);

  // Calls `visit` with the names that are to be taken in and that nobody writes to any more, as far
  // as can be told: unchanged for kQuiet at `now`, or no regular file.
  Status for_each(Instant now, const std::function<void(const std::string& name)>& visit) const;

  // A file of the directory, opened for reading.
  struct File {
    FileDescriptor descriptor;
    IntakeRecord identity;  // nothing taken yet
  };
  // Opens a regular file. Nullopt where there is none of this name any more. Fails with
  // kInvalidInput, saying why, for what is no regular file or cannot be read.
  Result<std::optional<File>> open_file(const std::string& name) const;
  // What an open file is by now.
  static Result<IntakeRecord> identity_of(const FileDescriptor& file);

  // Opens the report on a file for writing, hidden until settle(), and cuts it to `bytes`.
  Result<FileDescriptor> open_report(const std::string& name, std::uint64_t bytes) const;

  // False before open_report(), and once settle() has moved it.
  bool has_report(const std::string& name) const;

  // Moves a file and its report to done/ or failed/, durably, the report first: where that was done
  // in an earlier run, the file follows it. A name that is taken there gets a number: NAME.2.
  Status settle(const std::string& name, bool is_done) const;

  // The file is gone: removes its report.
  void drop_report(const std::string& name) const;

 private:
  FileDescriptor root_;
  FileDescriptor done_;
  FileDescriptor failed_;
};

// How long a file that was there before anchord watched must be unchanged.
inline constexpr std::chrono::seconds kQuiet{5};

// Appends all of `bytes` to an open file and has them on disk when it returns.
Status append_durably(const FileDescriptor& file, std::string_view bytes);

}  // namespace anchord
