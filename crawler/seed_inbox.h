#pragma once

#include <atomic>
#include <filesystem>
#include <set>
#include <string>
#include <thread>

#include "crawler/clock.h"
#include "crawler/drop_folder.h"
#include "crawler/file_descriptor.h"
#include "crawler/seed_intake.h"

namespace anchord {

// Watches the directory that files of seeds are dropped into, and takes each in: at once where it
// is moved there or closed by who wrote it, at the next look where that was missed. One thread of
// its own. What goes wrong is logged, and tried again at the next look.
class SeedInbox {
 public:
  // Makes the directory and starts. All are borrowed and must outlive this. Fails with
  // kInvalidInput where the directory cannot be had, and with kIo where it cannot be watched.
  static Result<std::unique_ptr<SeedInbox>> start(const std::filesystem::path& directory,
                                                  const Database& db, const Config::Crawler& config,
                                                  CommitPlan commit, const Clock& clock);
  ~SeedInbox();
  SeedInbox(const SeedInbox&) = delete;
  SeedInbox& operator=(const SeedInbox&) = delete;

  // Begins to end: a file underway is left for the next run, after the commit it waits for.
  void ask_to_stop();

  // How long it has been at one piece of work by `now`, some thousand lines at most; 0: it waits
  // for files. Thread-safe.
  std::chrono::milliseconds busy_for(Instant now) const;

 private:
  static constexpr Instant kIdle{};

  SeedInbox(std::filesystem::path directory, const Database& db, const Config::Crawler& config,
            CommitPlan commit, const Clock& clock);
  void begin_piece() { piece_begun_ = clock_.now(); }
  void run();
  Result<DropFolder> open_and_watch() const;
  void look();
  void read_events();
  void take(const std::string& name);

  const std::filesystem::path directory_;
  const Clock& clock_;
  std::atomic<bool> is_stopping_{false};
  std::atomic<Instant> piece_begun_{kIdle};
  SeedIntake intake_;
  FileDescriptor inotify_;
  FileDescriptor wake_;
  std::optional<DropFolder> folder_;
  bool has_missed_ = false;           // events: the directory is to be listed
  std::set<std::string> complained_;  // of these names; "": of the directory
  std::jthread thread_;
};

}  // namespace anchord
