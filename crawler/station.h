#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace anchord {

inline constexpr std::size_t kParseWorkersMax = 256;

// What a thread of the crawl tells of its progress: each piece of work begins and ends. Written by
// that thread, read by anyone.
class Station {
 public:
  void begin() {
    busy_.store(true, std::memory_order_relaxed);
    turns_.fetch_add(1, std::memory_order_release);
  }
  void end() {
    busy_.store(false, std::memory_order_relaxed);
    turns_.fetch_add(1, std::memory_order_release);
  }

  std::uint64_t turns() const { return turns_.load(std::memory_order_acquire); }
  bool is_busy() const { return busy_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> turns_{0};
  std::atomic<bool> busy_{false};
};

// A piece of work, for as long as this lives.
class AtWork {
 public:
  explicit AtWork(Station& station) : station_(station) { station_.begin(); }
  ~AtWork() { station_.end(); }
  AtWork(const AtWork&) = delete;
  AtWork& operator=(const AtWork&) = delete;

 private:
  Station& station_;
};

// The threads that a page passes. Fetching has a turn at least every second, whatever the web does.
struct Stations {
  Station fetching;
  std::array<Station, kParseWorkersMax> parsing;  // those that there are
  Station committing;
};

}  // namespace anchord
