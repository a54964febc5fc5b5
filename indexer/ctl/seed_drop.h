#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "storage/result.h"

namespace anchord {

// A file of orders on its way to the directory that anchord takes seeds from: hidden until it is
// whole. One thread.
class SeedDrop {
 public:
  // Fails with kInvalidInput where `directory` cannot be written to; it is made where missing.
  static Result<SeedDrop> begin(const std::filesystem::path& directory);
  ~SeedDrop();
  SeedDrop(SeedDrop&&) = default;
  SeedDrop& operator=(SeedDrop&&) = delete;

  void write(std::string_view bytes) { file_ << bytes; }

  // Hands the file over, under a name of its own.
  Status drop();

  // Waits for anchord's verdicts on it. Nullopt: there are none after that time.
  struct Verdicts {
    std::filesystem::path report;
    bool is_done = false;  // every line was taken
  };
  std::optional<Verdicts> wait(std::chrono::seconds timeout) const;

 private:
  SeedDrop() = default;

  std::filesystem::path directory_;
  std::string name_;
  std::filesystem::path hidden_;  // "" once dropped
  std::ofstream file_;
};

}  // namespace anchord
