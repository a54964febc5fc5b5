#pragma once

#include <rocksdb/env.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace anchord {

// A disk in memory with so much space left as a test says. What does not fit is written in part,
// as file systems do.
class FullDisk final : public rocksdb::EnvWrapper {
 public:
  FullDisk() : EnvWrapper(std::unique_ptr<Env>(rocksdb::NewMemEnv(Env::Default()))) {}

  std::atomic<std::int64_t> bytes_left{1LL << 40};
  std::atomic<int> refused{0};  // writes
  std::atomic<int> looks{0};    // at the space left

  rocksdb::Status NewWritableFile(const std::string& name,
                                  std::unique_ptr<rocksdb::WritableFile>* file,
                                  const rocksdb::EnvOptions& options) override {
    const rocksdb::Status status = target()->NewWritableFile(name, file, options);
    if (status.ok()) *file = std::make_unique<File>(std::move(*file), *this);
    return status;
  }
  // From now on RocksDB's background jobs wait, until each is run by run_held_jobs(), which then
  // lets later ones pass.
  void hold_jobs() { holds_jobs_ = true; }
  void run_held_jobs() {
    holds_jobs_ = false;
    for (const Job& job : std::exchange(held_jobs_, {})) job.function(job.argument);
  }

  void Schedule(void (*function)(void*), void* argument, Priority priority, void* tag,
                void (*unschedule)(void*)) override {
    if (!holds_jobs_) return target()->Schedule(function, argument, priority, tag, unschedule);
    held_jobs_.push_back({function, argument});
  }
  rocksdb::Status GetFreeSpace(const std::string& /*path*/, std::uint64_t* bytes) override {
    ++looks;
    *bytes = static_cast<std::uint64_t>(std::max<std::int64_t>(0, bytes_left));
    return rocksdb::Status::OK();
  }

 private:
  struct Job {
    void (*function)(void*);
    void* argument;
  };

  class File final : public rocksdb::WritableFileWrapper {
   public:
    File(std::unique_ptr<rocksdb::WritableFile> file, FullDisk& disk)
        : WritableFileWrapper(file.get()), file_(std::move(file)), disk_(disk) {}

    using WritableFileWrapper::Append;
    rocksdb::Status Append(const rocksdb::Slice& bytes) override {
      const auto size = static_cast<std::int64_t>(bytes.size());
      const std::int64_t left = disk_.bytes_left.fetch_sub(size);
      if (left >= size) return WritableFileWrapper::Append(bytes);
      const auto fitting = static_cast<std::size_t>(std::max<std::int64_t>(0, left));
      disk_.bytes_left = 0;
      ++disk_.refused;
      const rocksdb::Status part = WritableFileWrapper::Append({bytes.data(), fitting});
      return part.ok() ? rocksdb::Status::NoSpace("the disk of this test is full") : part;
    }

   private:
    std::unique_ptr<rocksdb::WritableFile> file_;
    FullDisk& disk_;
  };

  std::atomic<bool> holds_jobs_{false};
  std::vector<Job> held_jobs_;  // of the thread that writes
};

}  // namespace anchord
