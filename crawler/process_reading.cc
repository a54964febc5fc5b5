#include "crawler/process_reading.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace anchord {
namespace {

std::uint64_t resident_bytes() {
  std::ifstream in("/proc/self/statm");
  std::uint64_t size_pages = 0;
  std::uint64_t resident_pages = 0;
  in >> size_pages >> resident_pages;
  return resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::uint64_t open_descriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator descriptors("/proc/self/fd", error);
  if (error) return 0;
  const auto found = std::distance(begin(descriptors), end(descriptors));
  return static_cast<std::uint64_t>(found) - 1;  // that of the directory itself
}

std::chrono::duration<double> cpu() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return std::chrono::duration<double>(static_cast<double>(time.tv_sec) +
                                         static_cast<double>(time.tv_usec) * 1e-6);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

ProcessReading read_process(const std::filesystem::path& data) {
  std::error_code error;
  const auto space = std::filesystem::space(data, error);
  return {.resident_bytes = resident_bytes(),
          .open_descriptors = open_descriptors(),
          .cpu = cpu(),
          .disk_free_bytes = error ? 0 : space.available};
}

}  // namespace anchord
