#include <spdlog/spdlog.h>

#include <iostream>

#include "crawler/allocator.h"
#include "crawler/api.h"
#include "crawler/contact.h"
#include "crawler/crawl.h"
#include "crawler/curl_transport.h"
#include "crawler/log_setup.h"
#include "crawler/options.h"
#include "crawler/seed_fates.h"
#include "crawler/service.h"
#include "crawler/signals.h"
#include "crawler/stop_guard.h"
#include "indexer/last_resort.h"
#include "indexer/output_table.h"
#include "indexer/upgrade.h"

namespace {

using namespace anchord;

TransportOptions transport_options(const Config& config) {
  TransportOptions options;
  options.user_agent = user_agent(config.crawler.contact);
  options.guard = AddressGuard(config.network.allow, config.network.ports);
  options.tls_verify = config.tls.verify;
  options.http2 = config.fetch.http2;
  options.resolver.ask_ipv6 = has_ipv6_route();
  options.limits.body_bytes_max = config.fetch.body_bytes_max;
  options.body_bytes_in_flight_max = config.pipeline.bytes_max / 2;
  options.limits.connect_timeout = config.fetch.connect_timeout;
  options.limits.idle_timeout = config.fetch.idle_timeout;
  options.limits.total_timeout = config.fetch.total_timeout;
  // As many again may lie idle, kept alive for their host's next request.
  options.connections_max = 2 * static_cast<std::size_t>(config.fetch.connections_max);
  options.connections_per_host_max =
      static_cast<std::size_t>(config.politeness.connections_per_host);
  return options;
}

int failed(const Error& error) {
  std::cerr << "anchord: " << terminal_text(error.message, kErrorColumnsMax).text << '\n';
  return error.code == ErrorCode::kInvalidInput ? kExitBadInput : kExitFailed;
}

// An operator who is told nothing takes an empty index for a good one.
int told_of_pages(const Database& db, const CrawlStats& stats, const Clock& clock) {
  if (stats.pages_indexed > 0) return kExitDone;
  const auto had_pages = has_pages(db);
  if (!had_pages) return failed(had_pages.error());
  const bool has_tried = stats.pages_tried + stats.robots_failed > 0;
  if (*had_pages && !has_tried) return kExitDone;
  const auto fates = seed_fates(db, to_seconds(clock.now()));
  if (!fates) return failed(fates.error());
  std::cerr << "anchord: no page was indexed\n";
  for (const std::string& fate : *fates) std::cerr << "anchord: " << fate << '\n';
  return kExitNoPage;
}

int run(const Options& options) {
  const Config& config = options.config;
  const SystemClock clock;
  Service service(options, clock);
  StopGuard guard;  // outlives the index, whose closing it watches too
  auto db = open_upgraded(options.data,
                          {.cache_bytes = config.store.cache_bytes,
                           .write_buffer_bytes = config.store.write_buffer_bytes},
                          [](const std::string& line) { spdlog::info("{}", line); });
  if (!db) return failed(db.error());
  const auto api =
      Api::start(**db, clock, config, options.once, [&service] { return service.metrics(); });
  if (!api) return failed(api.error());
  if (const std::string url = (*api)->url(); !url.empty()) spdlog::info("api: {}", url);
  CurlTransport transport(transport_options(config));
  for (const std::string& refused : options.refused_seeds) spdlog::warn("seed {}", refused);
  auto crawl = Crawl::start(**db, transport, clock, config,
                            {options.seeds, options.once, options.recrawl, drop_dir(options)});
  if (!crawl) return failed(crawl.error());
  service.watch(**crawl, **api);
  guard.guard(&(*crawl)->stats().stations, [&crawl] { (*crawl)->give_up(); });
  const auto stopped = (*crawl)->stop();
  guard.guard(nullptr, {});
  if (!stopped) return failed(stopped.error());
  service.summarize(**crawl);
  if (!options.once || is_stop_asked()) return kExitDone;
  return told_of_pages(**db, (*crawl)->stats(), clock);
}

}  // namespace

int main(int argc, char** argv) {
  set_last_resort("anchord");
  set_up_allocator();
  int exit_code = kExitDone;
  const auto options = read_command_line(argc, argv, exit_code);
  if (!options) return exit_code;
  if (auto logging = set_up_log(options->config.log); !logging) return failed(logging.error());
  catch_signals();
  return run(*options);
}
