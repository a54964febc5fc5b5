#include "indexer/ctl/seed_drop.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace anchord {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kLook{20};
constexpr mode_t kFileMode = 0644;  // anchord may run as another user

}  // namespace

Result<SeedDrop> SeedDrop::begin(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  std::string path = (directory / ".anchorctl-XXXXXX").string();
  const int fd = error ? -1 : mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0) {
    const std::string why = error ? error.message() : std::strerror(errno);
    return invalid_input("cannot write to " + directory.string() + ": " + why);
  }
  const int failed = fchmod(fd, kFileMode);
  ::close(fd);
  if (failed != 0) return io_error(path + ": " + std::strerror(errno));
  SeedDrop drop;
  drop.directory_ = directory;
  drop.hidden_ = path;
  drop.name_ = drop.hidden_.filename().string().substr(1);
  drop.file_.open(drop.hidden_, std::ios::binary);
  return drop;
}

SeedDrop::~SeedDrop() {
  std::error_code ignored;
  if (!hidden_.empty()) fs::remove(hidden_, ignored);
}

Status SeedDrop::drop() {
  file_.close();
  std::error_code error;
  if (file_) fs::rename(hidden_, directory_ / name_, error);
  if (!file_ || error) return io_error(directory_.string() + ": cannot write");
  hidden_.clear();
  return Ok{};
}

// The report is there before the file is: both are in place once the file is.
std::optional<SeedDrop::Verdicts> SeedDrop::wait(std::chrono::seconds timeout) const {
  for (std::chrono::milliseconds waited{0}; waited <= timeout; waited += kLook) {
    for (const char* folder : {"done", "failed"}) {
      const fs::path settled = directory_ / folder / name_;
      std::error_code ignored;
      if (fs::exists(settled, ignored)) {
        return Verdicts{fs::path(settled.string() + ".report"), std::string_view(folder) == "done"};
      }
    }
    poll(nullptr, 0, static_cast<int>(kLook.count()));
  }
  return std::nullopt;
}

}  // namespace anchord
