// How much extraction costs on top of Gumbo: extract_bench [DIRECTORY], which is searched for
// .html files. The three figures are of one run, round by round, so that they compare.
#include <gumbo.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "indexer/arena.h"
#include "indexer/extractor.h"

namespace {

constexpr std::size_t kArenaBytesMax = 256U << 20U;
constexpr std::size_t kCorpusBytesMax = 256U << 20U;
constexpr int kRounds = 3;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::vector<std::string> pages_under(const std::filesystem::path& directory) {
  std::vector<std::string> pages;
  std::size_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".html") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    pages.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    bytes += pages.back().size();
    if (bytes > kCorpusBytesMax) break;
  }
  return pages;
}

void parse_with_malloc(const std::string& page) {
  GumboOutput* const output =
      gumbo_parse_with_options(&kGumboDefaultOptions, page.data(), page.size());
  gumbo_destroy_output(&kGumboDefaultOptions, output);
}

void parse_with_arena(anchord::Arena& arena, const std::string& page) {
  arena.reset();
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = [](void* userdata, std::size_t size) {
    return static_cast<anchord::Arena*>(userdata)->allocate(size);
  };
  options.deallocator = [](void*, void*) {};
  options.userdata = &arena;
  options.max_errors = 0;
  gumbo_parse_with_options(&options, page.data(), page.size());
}

struct Contender {
  const char* name;
  std::function<void(const std::string& page)> run;
  double seconds = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const char* const directory = argc > 1 ? argv[1] : "/usr/share/cppreference/doc/html/en";
  const std::vector<std::string> pages = pages_under(directory);
  if (pages.empty()) {
    std::fprintf(stderr, "%s: no .html file\n", directory);
    return EXIT_FAILURE;
  }
  anchord::Arena arena(kArenaBytesMax);
  anchord::Extractor extractor(anchord::ParseLimits{}, "anchord");
  const anchord::Url url = *anchord::Url::parse("http://docs.example/cpp/page.html");
  anchord::PageHeaders headers;
  headers.content_type = "text/html";
  std::size_t links = 0;
  std::vector<Contender> contenders{
      {"gumbo, malloc, destroyed", parse_with_malloc},
      {"gumbo, arena, no errors", [&](const std::string& page) { parse_with_arena(arena, page); }},
      {"extract", [&](const std::string& page) {
         links += extractor.extract(url, 200, headers, page).links.links.size();
       }}};
  for (int round = 0; round < kRounds; ++round) {
    for (Contender& contender : contenders) {
      const double start = cpu_seconds();
      for (const std::string& page : pages) contender.run(page);
      contender.seconds += cpu_seconds() - start;
    }
  }
  std::printf("%zu pages, %zu links, %d rounds\n", pages.size(), links / kRounds, kRounds);
  for (const Contender& contender : contenders) {
    std::printf("%-26s %8.1f pages/s  %5.2f\n", contender.name,
                static_cast<double>(pages.size()) * kRounds / contender.seconds,
                contender.seconds / contenders[1].seconds);
  }
  return EXIT_SUCCESS;
}
