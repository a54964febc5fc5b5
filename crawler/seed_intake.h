#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "crawler/config.h"
#include "crawler/drop_folder.h"
#include "crawler/target_planner.h"
#include "storage/database.h"

namespace anchord {

// Makes a plan durable in one batch with a record of the meta family: an empty value removes it.
using CommitPlan = std::function<Status(const TargetPlan& plan, const std::string& meta_key,
                                        const std::string& meta_value)>;

// Takes dropped files in, a chunk of lines at a time, in constant memory:
//
//   lines --> plan, verdicts --> report on disk --> plan and progress in one batch --> next chunk
//   --> file and report moved to done/ or failed/ --> progress forgotten
//
// A report is cut back to what the progress has, so that after a crash each line has its effect and
// its verdict once. A file that ends while it is read, or is written to, is taken in again as the
// new file that it is. One thread.
class SeedIntake {
 public:
  // All are borrowed and must outlive this. Once `is_stopping` is set, the file underway is left
  // for the next run.
  SeedIntake(const Database& db, const Config::Crawler& config, CommitPlan commit,
             const std::atomic<bool>& is_stopping)
      : db_(db), planner_(db, config), commit_(std::move(commit)), is_stopping_(is_stopping) {}

  // What came of a file.
  enum class Fate : std::uint8_t {
    kDone,    // every line was taken: it is in done/
    kFailed,  // a line was refused, or the file as a whole: it is in failed/
    kLeft,    // gone, written to, or anchord is stopping
  };
  struct Outcome {
    Fate fate = Fate::kLeft;
    IntakeRecord progress;
    std::string refused;  // the file as a whole, and why
  };
  // Takes in the file `name` of `folder`. Fails where index or folder cannot be read or written.
  Result<Outcome> take(const DropFolder& folder, const std::string& name);

  // Forgets the progress in files that are not in `folder` any more.
  Status forget_missing(const DropFolder& folder);

 private:
  Result<IntakeRecord> progress_in(const std::string& name, const IntakeRecord& identity) const;
  Result<Outcome> refuse(const DropFolder& folder, const std::string& name,
                         const std::string& reason);
  Status take_lines(const DropFolder& folder, const std::string& name, const FileDescriptor& file,
                    IntakeRecord& progress);
  Result<Outcome> settle(const DropFolder& folder, const std::string& name,
                         const IntakeRecord& progress);
  Result<std::string> verdict_on(std::string_view text, bool is_too_long, IntakeRecord& progress);

  const Database& db_;
  TargetPlanner planner_;
  const CommitPlan commit_;
  const std::atomic<bool>& is_stopping_;
};

}  // namespace anchord
