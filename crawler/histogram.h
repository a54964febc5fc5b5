#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace anchord {

// How long something took, counted by fixed bounds as Prometheus wants it. Thread-safe.
class Histogram {
 public:
  static constexpr std::array<double, 14> kBoundsS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                      0.25,  0.5,    1,     2.5,  5,     10,   30};

  void observe(std::chrono::nanoseconds took) {
    const double seconds = std::chrono::duration<double>(took).count();
    const auto bound = std::lower_bound(kBoundsS.begin(), kBoundsS.end(), seconds);
    ++counts_[static_cast<std::size_t>(bound - kBoundsS.begin())];
    nanoseconds_ += static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0));
  }

  struct Reading {
    std::array<std::uint64_t, kBoundsS.size() + 1> counts{};  // the last: beyond all bounds
    double sum_s = 0;
    std::uint64_t count() const {
      std::uint64_t all = 0;
      for (const std::uint64_t some : counts) all += some;
      return all;
    }
  };
  Reading read() const {
    Reading reading;
    for (std::size_t i = 0; i < counts_.size(); ++i) reading.counts[i] = counts_[i];
    reading.sum_s = static_cast<double>(nanoseconds_) * 1e-9;
    return reading;
  }

 private:
  std::array<std::atomic<std::uint64_t>, kBoundsS.size() + 1> counts_{};
  std::atomic<std::uint64_t> nanoseconds_{0};
};

}  // namespace anchord
