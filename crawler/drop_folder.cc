#include "crawler/drop_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "crawler/log.h"
#include "storage/fingerprint.h"

namespace anchord {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNameBytesMax = 200;  // of a report; what is longer is cut, and told apart
constexpr int kSameNamesMax = 10'000;       // in done/ or failed/
constexpr mode_t kReportMode = 0644;
constexpr std::uint64_t kNanoseconds = 1'000'000'000;

tl::unexpected<Error> failed_to(std::string_view what, std::string_view name) {
  return io_error(std::string(what) + " " + escaped(name) + ": " + std::strerror(errno));
}

std::string short_name(const std::string& name) {
  if (name.size() <= kNameBytesMax) return name;
  return name.substr(0, kNameBytesMax - 24) + "-" + std::to_string(hash_of(name));
}

std::string hidden_report(const std::string& name) { return "." + short_name(name) + ".report"; }

bool exists_in(const FileDescriptor& folder, const std::string& name) {
  struct stat unused {};
  return fstatat(folder.get(), name.c_str(), &unused, AT_SYMLINK_NOFOLLOW) == 0;
}

Result<FileDescriptor> open_directory(int at, const char* path) {
  FileDescriptor directory(::openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open()) {
    return invalid_input("seeds.drop_dir: " + std::string(path) + ": " + std::strerror(errno));
  }
  return directory;
}

std::uint64_t nanoseconds(const timespec& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * kNanoseconds +
         static_cast<std::uint64_t>(time.tv_nsec);
}

std::string kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISLNK(mode)) return "a symbolic link";
  if (S_ISFIFO(mode)) return "a FIFO";
  return "a socket or device";
}

bool is_settled(const struct stat& file, Instant now) {
  if (!S_ISREG(file.st_mode)) return true;
  const Time changed{std::chrono::seconds(file.st_ctim.tv_sec)};
  return now - changed > kQuiet || changed > now + kQuiet;
}

}  // namespace

Result<DropFolder> DropFolder::open(const fs::path& path) {
  std::error_code error;
  for (const char* folder : {"done", "failed"}) {
    fs::create_directories(path / folder, error);
    if (error) {
      return invalid_input("seeds.drop_dir: cannot make " + (path / folder).string() + ": " +
                           error.message());
    }
  }
  DropFolder opened;
  auto root = open_directory(AT_FDCWD, path.c_str());
  if (!root) return tl::unexpected(root.error());
  opened.root_ = *std::move(root);
  auto done = open_directory(opened.root_.get(), "done");
  if (!done) return tl::unexpected(done.error());
  opened.done_ = *std::move(done);
  auto failed = open_directory(opened.root_.get(), "failed");
  if (!failed) return tl::unexpected(failed.error());
  opened.failed_ = *std::move(failed);
  return opened;
}

bool DropFolder::is_taken(std::string_view name) {
  return !name.empty() && name.front() != '.' && !name.ends_with(".tmp") && name != "done" &&
         name != "failed";
}

Status DropFolder::for_each(Instant now,
                            const std::function<void(const std::string& name)>& visit) const {
  const int fd = ::openat(root_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return failed_to("listing", "seeds.drop_dir");
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(fdopendir(fd), closedir);
  while (const dirent* entry = readdir(directory.get())) {
    const std::string name = entry->d_name;
    struct stat file {};
    if (!is_taken(name)) continue;
    if (fstatat(root_.get(), name.c_str(), &file, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (is_settled(file, now)) visit(name);
  }
  return Ok{};
}

Result<std::optional<DropFolder::File>> DropFolder::open_file(const std::string& name) const {
  struct stat entry {};
  if (fstatat(root_.get(), name.c_str(), &entry, AT_SYMLINK_NOFOLLOW) != 0) {
    return std::optional<File>();
  }
  if (!S_ISREG(entry.st_mode)) {
    return invalid_input("want a regular file, not " + kind_of(entry.st_mode));
  }
  // It may be another one by now, so that neither is a link followed nor a writer waited for.
  FileDescriptor descriptor(
      ::openat(root_.get(), name.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
  if (!descriptor.is_open() && errno == ENOENT) return std::optional<File>();
  if (!descriptor.is_open()) {
    return invalid_input("cannot be read: " + std::string(std::strerror(errno)));
  }
  auto identity = identity_of(descriptor);
  if (!identity) return tl::unexpected(identity.error());
  return std::optional<File>({std::move(descriptor), *identity});
}

Result<IntakeRecord> DropFolder::identity_of(const FileDescriptor& file) {
  struct stat now {};
  if (fstat(file.get(), &now) != 0) return invalid_input(std::strerror(errno));
  if (!S_ISREG(now.st_mode)) {
    return invalid_input("want a regular file, not " + kind_of(now.st_mode));
  }
  return IntakeRecord{.inode = now.st_ino,
                      .size = static_cast<std::uint64_t>(now.st_size),
                      .modified_ns = nanoseconds(now.st_mtim)};
}

Result<FileDescriptor> DropFolder::open_report(const std::string& name, std::uint64_t bytes) const {
  const std::string path = hidden_report(name);
  FileDescriptor report(
      ::openat(root_.get(), path.c_str(),
               O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, kReportMode));
  if (!report.is_open() || ftruncate(report.get(), static_cast<off_t>(bytes)) != 0) {
    return failed_to("writing", path);
  }
  return report;
}

bool DropFolder::has_report(const std::string& name) const {
  return exists_in(root_, hidden_report(name));
}

Status DropFolder::settle(const std::string& name, bool is_done) const {
  const FileDescriptor& folder = is_done ? done_ : failed_;
  const bool has_report = this->has_report(name);
  std::string settled = short_name(name);
  for (int i = 2;
       exists_in(folder, settled) || exists_in(folder, settled + ".report") == has_report; ++i) {
    if (i > kSameNamesMax) return io_error(escaped(name) + ": too many of this name were taken in");
    settled = short_name(name) + "." + std::to_string(i);
  }
  const std::string hidden = hidden_report(name);
  const std::string report = settled + ".report";
  if (has_report && renameat(root_.get(), hidden.c_str(), folder.get(), report.c_str()) != 0) {
    return failed_to("moving", hidden);
  }
  if (fsync(folder.get()) != 0) return failed_to("moving", name);
  if (renameat(root_.get(), name.c_str(), folder.get(), settled.c_str()) != 0) {
    return failed_to("moving", name);
  }
  if (fsync(folder.get()) != 0 || fsync(root_.get()) != 0) return failed_to("moving", name);
  return Ok{};
}

void DropFolder::drop_report(const std::string& name) const {
  unlinkat(root_.get(), hidden_report(name).c_str(), 0);
}

Status append_durably(const FileDescriptor& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(file.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_error("writing a report: " + std::string(std::strerror(errno)));
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  if (fdatasync(file.get()) != 0) {
    return io_error("writing a report: " + std::string(std::strerror(errno)));
  }
  return Ok{};
}

}  // namespace anchord
