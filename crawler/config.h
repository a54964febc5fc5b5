#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/host_pace.h"
#include "crawler/ip_range.h"
#include "indexer/api_ledger.h"
#include "indexer/robots.h"
#include "storage/crawl_policy.h"
#include "storage/result.h"
#include "storage/target.h"

namespace anchord {

inline constexpr std::string_view kApiListen = "127.0.0.1:8642";

// Every setting, with its default. One row of the table in config.cc for each; deploy/anchord.toml
// describes them for operators.
struct Config {
  struct Crawler {
    // URL or mail address in the User-Agent, for site owners; "": only this machine may be crawled.
    std::string contact;
    TargetMode scope = TargetMode::kSubdomains;  // what a seed stands for
    bool follow_nofollow = true;                 // fetch targets of nofollow links too
    std::uint64_t domain_pages_max = 0;  // URLs of a registrable domain that are asked for; 0: any
  } crawler;
  struct Network {
    std::vector<IpRange> allow;        // taken out of what the address guard refuses
    std::vector<std::uint16_t> ports;  // that may be connected to; none: all
  } network;
  struct Tls {
    bool verify = true;  // false: any certificate will do
  } tls;
  struct Politeness {
    PaceOptions pace;
    int connections_per_host = 1;
    int hosts_per_address = 8;          // an address is asked as much as so many hosts may be
    std::chrono::hours robots_ttl{24};  // how long a robots.txt holds
  } politeness;
  struct Seeds {
    std::string drop_dir;  // where files of seeds are dropped; "": `seeds` in the index's directory
  } seeds;
  TrapLimits traps;
  struct Fetch {
    int connections_max = 256;
    bool http2 = false;  // over TLS, where the server takes it; else HTTP/1.1
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds idle_timeout{20'000};
    std::chrono::milliseconds total_timeout{60'000};
    std::size_t body_bytes_max = 10U << 20U;
  } fetch;
  struct Parse {
    int workers = 0;  // 0: one a core
    std::size_t arena_bytes_max = 96U << 20U;
    std::chrono::milliseconds cpu_max{300};
  } parse;
  struct Pipeline {
    std::size_t bytes_max = 64U << 20U;  // bodies and links between the network and the disk
    int pages_max = 1024;                // URLs leased and not yet settled
    int commit_pages_max = 1000;
    std::size_t commit_bytes_max = 8U << 20U;
    std::chrono::milliseconds commit_interval{250};
  } pipeline;
  struct Store {
    std::size_t cache_bytes = 48U << 20U;
    std::size_t write_buffer_bytes = 48U << 20U;
    std::uint64_t free_bytes_min = 256U << 20U;  // with less free on its disk, the crawl pauses
  } store;
  struct Revisit {
    std::chrono::hours interval{168};       // of a page that answers, at first
    std::chrono::hours min{24};             // adapted to how often its links change
    std::chrono::hours max{1440};           // wins where it is below min
    std::chrono::hours gone_interval{168};  // of one that is gone, doubling; of one disallowed
    std::chrono::minutes retry_min{10};     // bounds of the delays of retry_ladder.cc
    std::chrono::hours retry_max{2160};
    int full_fetch_every = 10;  // so many requests for a page, one goes without validators
  } revisit;
  struct History {
    std::chrono::days keep_days{730};        // lost links are forgotten after so long; 0: never
    std::chrono::days dead_pages_days{730};  // so are pages that are gone; 0: never
  } history;
  struct Api {
    // As parse_listen_address() takes it; "": nowhere. Not given: kApiListen, and with --once
    // nowhere.
    std::optional<std::string> listen;
    int threads = 4;                              // requests worked on at a time
    int connections = 128;                        // open at a time
    std::chrono::milliseconds deadline{120'000};  // of a request
    std::size_t memory_bytes_max = 256U << 20U;   // that a request may hold
    std::vector<ApiToken> tokens;                 // none: anyone on this machine may ask
    int requests_per_minute = 60;                 // of a token; 0: any number
    bool always_200 = false;                      // version 2's errors too
  } api;
  struct Log {
    std::string level = "info";
    std::string format = "auto";  // auto: json where standard error is the journal, else text
    std::string file;             // "": standard error
  } log;
};

// Settings as they were given, by key: as apply_setting() has them.
using GivenSettings = std::map<std::string, std::string, std::less<>>;

// Applies a TOML file to `config`. Fails with kInvalidInput, naming file, line and what is allowed,
// at the first key that is unknown, of a wrong type or out of range.
// Adds what the file gave to `given`, where there is one.
Status apply_file(Config& config, const std::filesystem::path& file,
                  GivenSettings* given = nullptr);

// Applies one "section.key=value". Fails with kInvalidInput.
Status apply_setting(Config& config, std::string_view setting);

// Every key there is, "section.key", in the order of the table.
std::vector<std::string_view> setting_names();

}  // namespace anchord
