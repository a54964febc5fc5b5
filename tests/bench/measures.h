#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace anchord {

enum class Way : std::size_t { kGumboAsShipped, kGumboLean, kCurl, kFirstCrawl, kRecrawl };
inline constexpr std::size_t kWays = 5;

// One way over the whole site, once. 0 where it has no such figure.
struct Measure {
  std::uint64_t pages = 0;
  std::uint64_t links = 0;
  std::uint64_t body_bytes = 0;
  double wall_s = 0;
  double cpu_s = 0;         // user and system, without nginx
  double server_cpu_s = 0;  // nginx
  std::uint64_t rss_bytes_max = 0;
  std::uint64_t disk_bytes = 0;  // the whole data directory, after the exit
  std::uint64_t written_bytes = 0;
};

// All ways, one after the other, so that what else the machine does meets all of them.
struct Round {
  std::array<Measure, kWays> measures;
  Measure& at(Way way) { return measures[static_cast<std::size_t>(way)]; }
  const Measure& at(Way way) const { return measures[static_cast<std::size_t>(way)]; }
};

// Prints every figure and ratio of the rounds, each the median over them.
void print_medians(std::span<const Round> rounds);

}  // namespace anchord
