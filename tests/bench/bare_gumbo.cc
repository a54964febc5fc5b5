#include <gumbo.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "indexer/arena.h"
#include "tests/bench/bare_limits.h"
#include "tests/bench/stopwatch.h"

namespace anchord {
namespace {

constexpr std::size_t kArenaBytesMax = 256U << 20U;

void parse_as_shipped(const std::string& page) {
  GumboOutput* const output =
      gumbo_parse_with_options(&kGumboDefaultOptions, page.data(), page.size());
  gumbo_destroy_output(&kGumboDefaultOptions, output);
}

void parse_lean(const std::string& page, Arena& arena) {
  arena.reset();
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = [](void* userdata, std::size_t size) {
    return static_cast<Arena*>(userdata)->allocate(size);
  };
  options.deallocator = [](void*, void*) {};
  options.userdata = &arena;
  options.max_errors = 0;
  gumbo_parse_with_options(&options, page.data(), page.size());
}

}  // namespace

BareRun parse_with_gumbo(const std::vector<std::string>& pages, GumboUse use) {
  BareRun run{.pages = pages.size()};
  for (const std::string& page : pages) run.bytes += page.size();
  const Stopwatch stopwatch;
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      Arena arena(kArenaBytesMax);
      for (std::size_t page = next++; page < pages.size(); page = next++) {
        if (use == GumboUse::kLean) {
          parse_lean(pages[page], arena);
        } else {
          parse_as_shipped(pages[page]);
        }
      }
    });
  }
  threads.clear();
  run.wall_s = stopwatch.wall_s();
  run.cpu_s = stopwatch.cpu_s();
  return run;
}

}  // namespace anchord
