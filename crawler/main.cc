#include <signal.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <iostream>
#include <sstream>
#include <thread>

#include "crawler/crawl.h"
#include "crawler/curl_transport.h"
#include "crawler/options.h"
#include "crawler/progress.h"

namespace {

using namespace anchord;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLook{20};  // how late the end, or a signal, is noticed
constexpr milliseconds kProgressInterval{200};
constexpr std::chrono::seconds kStatusInterval{30};

volatile sig_atomic_t g_signals = 0;

extern "C" void on_signal(int /*signal*/) {
  if (g_signals != 0) _exit(kExitInterrupted);
  g_signals = 1;
}

void catch_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

void set_up_log(const Config& config) {
  auto log = spdlog::stderr_color_mt("anchord");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  log->set_level(spdlog::level::from_str(config.log.level));
  log->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(log));
}

TransportOptions transport_options(const Config& config) {
  TransportOptions options;
  options.user_agent = user_agent(config);
  options.guard = AddressGuard(config.network.allow, config.network.ports);
  options.tls_verify = config.tls.verify;
  options.resolver.ask_ipv6 = has_ipv6_route();
  options.limits.body_bytes_max = config.fetch.body_bytes_max;
  options.limits.connect_timeout = config.fetch.connect_timeout;
  options.limits.idle_timeout = config.fetch.idle_timeout;
  options.limits.total_timeout = config.fetch.total_timeout;
  // As many again may lie idle, kept alive for their host's next request.
  options.connections_max = 2 * static_cast<std::size_t>(config.fetch.connections_max);
  options.connections_per_host_max =
      static_cast<std::size_t>(config.politeness.connections_per_host);
  return options;
}

milliseconds since(SteadyClock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(SteadyClock::now() - start);
}

// Shows how the crawl goes until it is done or a signal asks it to stop.
void watch(const Crawl& crawl, SteadyClock::time_point start, bool on_terminal) {
  ProgressLine progress;
  SteadyClock::time_point shown = start;
  SteadyClock::time_point logged = start;
  while (!crawl.is_done() && g_signals == 0) {
    std::this_thread::sleep_for(kLook);
    if (on_terminal && SteadyClock::now() - shown >= kProgressInterval) {
      shown = SteadyClock::now();
      std::cerr << "\r\x1b[K" << progress.at(since(start), crawl.stats(), crawl.waiting())
                << std::flush;
    } else if (!on_terminal && SteadyClock::now() - logged >= kStatusInterval) {
      logged = SteadyClock::now();
      spdlog::info("status: {}", progress.at(since(start), crawl.stats(), crawl.waiting()));
    }
  }
  if (on_terminal) std::cerr << "\r\x1b[K";
}

void show_summary(const std::string& summary, bool on_terminal) {
  if (on_terminal) {
    std::cerr << summary;
    return;
  }
  std::istringstream lines(summary);
  for (std::string line; std::getline(lines, line);) spdlog::info("summary: {}", line);
}

int failed(const Error& error) {
  std::cerr << "anchord: " << error.message << '\n';
  return error.code == ErrorCode::kInvalidInput ? kExitBadInput : kExitFailed;
}

int run(const Options& options) {
  const bool on_terminal = isatty(STDERR_FILENO) != 0;
  const Config& config = options.config;
  const SystemClock clock;
  auto db = Database::open(options.data, {.cache_bytes = config.store.cache_bytes,
                                          .write_buffer_bytes = config.store.write_buffer_bytes});
  if (!db) return failed(db.error());
  CurlTransport transport(transport_options(config));
  for (const std::string& refused : options.refused_seeds) spdlog::warn("seed {}", refused);
  const auto start = SteadyClock::now();
  auto crawl =
      Crawl::start(**db, transport, clock, config, {options.seeds, options.once, options.recrawl});
  if (!crawl) return failed(crawl.error());
  watch(**crawl, start, on_terminal);
  if (g_signals != 0) spdlog::info("stopping: what was answered is being stored");
  if (auto stopped = (*crawl)->stop(); !stopped) return failed(stopped.error());
  show_summary(summary_of(since(start), (*crawl)->stats(), (*crawl)->waiting()), on_terminal);
  return kExitDone;
}

}  // namespace

int main(int argc, char** argv) {
  int exit_code = kExitDone;
  const auto options = read_command_line(argc, argv, exit_code);
  if (!options) return exit_code;
  set_up_log(options->config);
  catch_signals();
  return run(*options);
}
