#include "crawler/service.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <iostream>
#include <sstream>
#include <thread>

#include "crawler/commit_watch.h"
#include "crawler/log.h"
#include "crawler/log_setup.h"
#include "crawler/metrics.h"
#include "crawler/signals.h"

namespace anchord {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLook{20};  // how late the end, or a signal, is noticed
constexpr milliseconds kTerminalInterval{200};
constexpr milliseconds kManagerInterval{5000};
constexpr std::chrono::seconds kStatusInterval{30};
constexpr const char* kClearLine = "\r\x1b[K";

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text.empty() ? "nothing" : text;
}

void log_lines(std::string_view what, const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) spdlog::info("{}: {}", what, line);
}

}  // namespace

Service::Service(const Options& options, const Clock& clock)
    : options_(options),
      clock_(clock),
      on_terminal_(isatty(STDERR_FILENO) != 0),
      start_(SteadyClock::now()),
      in_force_(options.given),
      shown_(start_),
      logged_(start_) {
  starting_.emplace(manager_);
}

milliseconds Service::elapsed() const {
  return std::chrono::duration_cast<milliseconds>(SteadyClock::now() - start_);
}

CrawlReading Service::read(const Crawl& crawl, const HostVisitor& visit) const {
  CrawlReading reading = crawl.read(clock_.now(), visit);
  reading.api_busy = api_->busy_for();
  reading.process = read_process(options_.data);
  return reading;
}

void Service::set_watched(const Crawl* crawl) {
  const std::lock_guard lock(watched_mutex_);
  watched_ = crawl;
}

std::string Service::metrics() const {
  const std::lock_guard lock(watched_mutex_);
  return watched_ != nullptr ? metrics_text(read(*watched_)) : "";
}

void Service::watch(Crawl& crawl, const Api& api) {
  starting_.reset();
  api_ = &api;
  set_watched(&crawl);
  if (crawl.ran_before()) {
    read(crawl, [this](std::string_view host, HostState state) { domains_.see(host, state); });
    domains_.take_as_known();
  }
  Heartbeat heartbeat(manager_, crawl.stats().stations, SteadyClock::now());
  CommitWatch commits(crawl.stats().stations.committing, SteadyClock::now());
  manager_.ready();
  while (!crawl.is_done() && !is_stop_asked()) {
    std::this_thread::sleep_for(kLook);
    const SteadyTime now = SteadyClock::now();
    heartbeat.at(now);
    if (commits.stands_still(now)) {
      spdlog::error(
          "a commit has not returned for {} s: anchord ends; the next start has all that "
          "was committed",
          CommitWatch::kCommitMax.count());
      crawl.give_up();
    }
    if (take_reload()) reload(crawl);
    if (take_dump()) dump(crawl);
    show_progress(crawl, now);
    if (now - logged_ >= kStatusInterval) log_status(crawl, now);
  }
  manager_.stopping();
  set_watched(nullptr);
  if (on_terminal_) std::cerr << kClearLine;
  if (is_stop_asked()) spdlog::info("stopping: what was answered is being stored");
}

void Service::show_progress(const Crawl& crawl, SteadyTime now) {
  if (now - shown_ < (on_terminal_ ? kTerminalInterval : kManagerInterval)) return;
  shown_ = now;
  const std::string line = progress_.at(elapsed(), crawl.stats(), crawl.waiting());
  if (on_terminal_) std::cerr << kClearLine << line << std::flush;
  manager_.status(line);
}

void Service::log_status(const Crawl& crawl, SteadyTime now) {
  logged_ = now;
  const CrawlReading reading =
      read(crawl, [this](std::string_view host, HostState state) { domains_.see(host, state); });
  for (const std::string& news : domains_.news(clock_.now())) spdlog::info("{}", news);
  if (!on_terminal_) spdlog::info("status: {}", status_.at(elapsed(), reading));
  const std::string unlogged = take_unlogged();
  if (!unlogged.empty()) spdlog::info("counted and not logged: {}", unlogged);
}

void Service::reload(Crawl& crawl) {
  manager_.reloading();
  auto reload = read_again(options_.sources, in_force_);
  auto logged = reload ? set_up_log(reload->config.log) : tl::unexpected(reload.error());
  if (!logged) {
    spdlog::error("the configuration stays as it was: {}", logged.error().message);
  } else {
    crawl.set_pace(reload->config.politeness.pace);
    in_force_ = std::move(reload->in_force);
    spdlog::info("configuration read again; changed: {}", joined(reload->applied));
    if (!reload->needs_restart.empty()) {
      spdlog::warn("changed, but only from the next start on: {}", joined(reload->needs_restart));
    }
  }
  manager_.ready();
}

void Service::dump(const Crawl& crawl) const { log_lines("state", state_dump(read(crawl))); }

void Service::summarize(const Crawl& crawl) const {
  const std::string summary = summary_of(elapsed(), crawl.stats(), crawl.waiting());
  if (on_terminal_) {
    std::cerr << summary;
  } else {
    log_lines("summary", summary);
  }
}

}  // namespace anchord
