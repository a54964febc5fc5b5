#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

namespace anchord {

// What this process takes of the machine; what cannot be found out is 0.
struct ProcessReading {
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_descriptors = 0;
  std::chrono::duration<double> cpu{0};
  std::uint64_t disk_free_bytes = 0;  // where `data` lies, for those who are not root
};

ProcessReading read_process(const std::filesystem::path& data);

}  // namespace anchord
