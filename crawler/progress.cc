#include "crawler/progress.h"

#include <spdlog/fmt/fmt.h>

namespace anchord {
namespace {

double per_second(std::uint64_t count, std::chrono::milliseconds elapsed) {
  const double seconds = std::chrono::duration<double>(elapsed).count();
  return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

// A host whose robots.txt cannot be had is "unreachable" (RFC 9309 2.3.1.4): nothing is asked of
// it.
std::string robots_failed(const CrawlStats& stats) {
  return stats.robots_failed > 0 ? fmt::format(" ({} robots.txt)", stats.robots_failed.load()) : "";
}

// "12 URLs: depth 10, calendar 2".
std::string not_followed(const CrawlStats& stats) {
  std::string text = fmt::format("{} URLs", stats.not_followed_in_all());
  const char* separator = ": ";
  for (std::size_t i = 0; i < kRefusals; ++i) {
    if (stats.not_followed[i] == 0) continue;
    text += fmt::format("{}{} {}", separator, name_of(static_cast<Refusal>(i)),
                        stats.not_followed[i].load());
    separator = ", ";
  }
  return text;
}

}  // namespace

std::string ProgressLine::at(std::chrono::milliseconds elapsed, const CrawlStats& stats,
                             std::uint64_t waiting) {
  constexpr std::chrono::milliseconds kWindow{1000};
  const std::uint64_t pages = stats.pages;
  if (elapsed - last_elapsed_ >= kWindow || last_elapsed_.count() == 0) {
    pages_per_second_ = per_second(pages - last_pages_, elapsed - last_elapsed_);
    last_elapsed_ = elapsed;
    last_pages_ = pages;
  }
  return fmt::format("{} pages, {:.0f} pages/s, {} queued, {} links, {} errors, {} not followed",
                     pages, pages_per_second_, waiting, stats.links.load(), stats.errors(),
                     stats.not_followed_in_all()) +
         (stats.is_paused ? ", paused: disk full" : "");
}

std::string summary_of(std::chrono::milliseconds elapsed, const CrawlStats& stats,
                       std::uint64_t waiting) {
  return fmt::format(
      "pages        {} visited ({} unchanged), {} gone, {} refused, {} unreachable{}, {} "
      "disallowed\n"
      "links        {} parsed, {} new, {} lost; {} references of other schemes\n"
      "read         {:.1f} MB of pages in {:.1f} s, {:.0f} pages/s; {} commits\n"
      "waiting      {} URLs\n"
      "not followed {}\n",
      stats.pages.load(), stats.unchanged.load(), stats.gone.load(), stats.refused.load(),
      stats.unreachable + stats.robots_failed, robots_failed(stats), stats.disallowed.load(),
      stats.links.load(), stats.links_new.load(), stats.links_lost.load(),
      stats.other_schemes.load(), static_cast<double>(stats.body_bytes) / 1e6,
      std::chrono::duration<double>(elapsed).count(), per_second(stats.pages, elapsed),
      stats.commits.load(), waiting, not_followed(stats));
}

}  // namespace anchord
