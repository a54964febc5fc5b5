#include "crawler/service.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <iostream>
#include <sstream>
#include <thread>

#include "crawler/progress.h"
#include "crawler/signals.h"

namespace anchord {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLook{20};  // how late the end, or a signal, is noticed
constexpr milliseconds kProgressInterval{200};
constexpr std::chrono::seconds kStatusInterval{30};
constexpr const char* kClearLine = "\r\x1b[K";

}  // namespace

Service::Service(const Options& options)
    : options_(options), on_terminal_(isatty(STDERR_FILENO) != 0), start_(SteadyClock::now()) {}

milliseconds Service::elapsed() const {
  return std::chrono::duration_cast<milliseconds>(SteadyClock::now() - start_);
}

void Service::watch(const Crawl& crawl) {
  ProgressLine progress;
  SteadyClock::time_point shown = start_;
  SteadyClock::time_point logged = start_;
  while (!crawl.is_done() && !is_stop_asked()) {
    std::this_thread::sleep_for(kLook);
    const auto now = SteadyClock::now();
    if (on_terminal_ && now - shown >= kProgressInterval) {
      shown = now;
      std::cerr << kClearLine << progress.at(elapsed(), crawl.stats(), crawl.waiting())
                << std::flush;
    } else if (!on_terminal_ && now - logged >= kStatusInterval) {
      logged = now;
      spdlog::info("status: {}", progress.at(elapsed(), crawl.stats(), crawl.waiting()));
    }
  }
  if (on_terminal_) std::cerr << kClearLine;
  if (is_stop_asked()) spdlog::info("stopping: what was answered is being stored");
}

void Service::summarize(const Crawl& crawl) const {
  const std::string summary = summary_of(elapsed(), crawl.stats(), crawl.waiting());
  if (on_terminal_) {
    std::cerr << summary;
    return;
  }
  std::istringstream lines(summary);
  for (std::string line; std::getline(lines, line);) spdlog::info("summary: {}", line);
}

}  // namespace anchord
