#include "crawler/config.h"

#include <toml++/toml.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

#include "crawler/config_log.h"
#include "crawler/contact.h"
#include "indexer/ascii.h"
#include "indexer/listen_address.h"

namespace anchord {
namespace {

using std::chrono::milliseconds;

// One setting, one row: its key, the range allowed, and where it goes.
struct Number {
  std::string_view key;
  std::int64_t min;
  std::int64_t max;
  void (*set)(Config&, std::int64_t);
};

struct Text {
  std::string_view key;
  std::string_view allowed;
  bool (*set)(Config&, std::string_view);  // false: not allowed
  bool is_list = false;  // an array in a file; items with commas between them, none where empty
};

constexpr std::int64_t kMegabyte = 1 << 20;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kDayMin = 1440;
constexpr std::int64_t kDayS = 86'400;
constexpr std::int64_t kWeekH = 168;
constexpr std::int64_t kYearH = 8784;

std::size_t to_size(std::int64_t value) { return static_cast<std::size_t>(value); }

constexpr Number kNumbers[] = {
    {"crawler.domain_pages_max", 0, 1'000'000'000,
     [](Config& c, std::int64_t n) { c.crawler.domain_pages_max = static_cast<std::uint64_t>(n); }},
    {"politeness.delay_ms", 0, kDayMs,
     [](Config& c, std::int64_t n) { c.politeness.pace.delay = milliseconds(n); }},
    {"politeness.crawl_delay_max_s", 0, kDayS,
     [](Config& c, std::int64_t n) {
       c.politeness.pace.crawl_delay_max = std::chrono::seconds(n);
     }},
    {"politeness.delay_factor", 0, 100,
     [](Config& c, std::int64_t n) { c.politeness.pace.delay_factor = static_cast<int>(n); }},
    {"politeness.backoff_min_s", 1, kDayS,
     [](Config& c, std::int64_t n) { c.politeness.pace.backoff_min = std::chrono::seconds(n); }},
    {"politeness.backoff_max_h", 1, kWeekH,
     [](Config& c, std::int64_t n) { c.politeness.pace.backoff_max = std::chrono::hours(n); }},
    {"politeness.hosts_per_address", 1, 10'000,
     [](Config& c, std::int64_t n) { c.politeness.hosts_per_address = static_cast<int>(n); }},
    {"politeness.connections_per_host", 1, 256,
     [](Config& c, std::int64_t n) { c.politeness.connections_per_host = static_cast<int>(n); }},
    {"politeness.robots_ttl_h", 1, kWeekH,
     [](Config& c, std::int64_t n) { c.politeness.robots_ttl = std::chrono::hours(n); }},
    {"traps.depth_max", 1, kAnyDepth,
     [](Config& c, std::int64_t n) { c.traps.depth_max = static_cast<std::uint8_t>(n); }},
    {"traps.path_segments_max", 1, 255,
     [](Config& c, std::int64_t n) { c.traps.path_segments_max = static_cast<std::uint16_t>(n); }},
    {"traps.query_parameters_max", 0, 4096,
     [](Config& c, std::int64_t n) {
       c.traps.query_parameters_max = static_cast<std::uint16_t>(n);
     }},
    {"traps.calendar_years_ahead", 0, 8000,
     [](Config& c, std::int64_t n) {
       c.traps.calendar_years_ahead = static_cast<std::uint16_t>(n);
     }},
    {"traps.calendar_years_behind", 0, 8000,
     [](Config& c, std::int64_t n) {
       c.traps.calendar_years_behind = static_cast<std::uint16_t>(n);
     }},
    {"traps.template_urls_max", 100, UINT32_MAX,
     [](Config& c, std::int64_t n) { c.traps.template_urls_max = static_cast<std::uint32_t>(n); }},
    {"fetch.connections_max", 1, 20'000,
     [](Config& c, std::int64_t n) { c.fetch.connections_max = static_cast<int>(n); }},
    {"fetch.connect_timeout_ms", 100, kDayMs,
     [](Config& c, std::int64_t n) { c.fetch.connect_timeout = milliseconds(n); }},
    {"fetch.idle_timeout_ms", 1000, kDayMs,
     [](Config& c, std::int64_t n) { c.fetch.idle_timeout = milliseconds(n); }},
    {"fetch.total_timeout_ms", 100, kDayMs,
     [](Config& c, std::int64_t n) { c.fetch.total_timeout = milliseconds(n); }},
    {"fetch.body_bytes_max", 1024, 256 * kMegabyte,
     [](Config& c, std::int64_t n) { c.fetch.body_bytes_max = to_size(n); }},
    {"parse.workers", 0, 256,
     [](Config& c, std::int64_t n) { c.parse.workers = static_cast<int>(n); }},
    {"parse.arena_bytes_max", kMegabyte, 2048 * kMegabyte,
     [](Config& c, std::int64_t n) { c.parse.arena_bytes_max = to_size(n); }},
    {"parse.cpu_ms_max", 10, 60'000,
     [](Config& c, std::int64_t n) { c.parse.cpu_max = milliseconds(n); }},
    {"pipeline.bytes_max", kMegabyte, 65'536 * kMegabyte,
     [](Config& c, std::int64_t n) { c.pipeline.bytes_max = to_size(n); }},
    {"pipeline.pages_max", 1, 1'000'000,
     [](Config& c, std::int64_t n) { c.pipeline.pages_max = static_cast<int>(n); }},
    {"pipeline.commit_pages_max", 1, 100'000,
     [](Config& c, std::int64_t n) { c.pipeline.commit_pages_max = static_cast<int>(n); }},
    {"pipeline.commit_bytes_max", 65'536, 1024 * kMegabyte,
     [](Config& c, std::int64_t n) { c.pipeline.commit_bytes_max = to_size(n); }},
    {"pipeline.commit_interval_ms", 1, 60'000,
     [](Config& c, std::int64_t n) { c.pipeline.commit_interval = milliseconds(n); }},
    {"store.cache_bytes", kMegabyte, 65'536 * kMegabyte,
     [](Config& c, std::int64_t n) { c.store.cache_bytes = to_size(n); }},
    {"store.write_buffer_bytes", kMegabyte, 16'384 * kMegabyte,
     [](Config& c, std::int64_t n) { c.store.write_buffer_bytes = to_size(n); }},
    {"store.free_bytes_min", 0, INT64_MAX,
     [](Config& c, std::int64_t n) { c.store.free_bytes_min = static_cast<std::uint64_t>(n); }},
    {"revisit.interval_h", 1, kYearH,
     [](Config& c, std::int64_t n) { c.revisit.interval = std::chrono::hours(n); }},
    {"revisit.min_h", 1, kYearH,
     [](Config& c, std::int64_t n) { c.revisit.min = std::chrono::hours(n); }},
    {"revisit.max_h", 1, kYearH,
     [](Config& c, std::int64_t n) { c.revisit.max = std::chrono::hours(n); }},
    {"revisit.gone_interval_h", 1, kYearH,
     [](Config& c, std::int64_t n) { c.revisit.gone_interval = std::chrono::hours(n); }},
    {"revisit.retry_min_m", 1, kDayMin,
     [](Config& c, std::int64_t n) { c.revisit.retry_min = std::chrono::minutes(n); }},
    {"revisit.retry_max_h", 1, kYearH,
     [](Config& c, std::int64_t n) { c.revisit.retry_max = std::chrono::hours(n); }},
    {"revisit.full_fetch_every", 1, 100,
     [](Config& c, std::int64_t n) { c.revisit.full_fetch_every = static_cast<int>(n); }},
    {"history.keep_days", 0, 36'500,
     [](Config& c, std::int64_t n) { c.history.keep_days = std::chrono::days(n); }},
    {"history.dead_pages_days", 0, 36'500,
     [](Config& c, std::int64_t n) { c.history.dead_pages_days = std::chrono::days(n); }},
    {"api.threads", 1, 256, [](Config& c, std::int64_t n) { c.api.threads = static_cast<int>(n); }},
    {"api.connections", 1, 4096,
     [](Config& c, std::int64_t n) { c.api.connections = static_cast<int>(n); }},
    {"api.requests_per_minute", 0, 1'000'000,
     [](Config& c, std::int64_t n) { c.api.requests_per_minute = static_cast<int>(n); }},
    {"api.deadline_ms", 1, 3'600'000,
     [](Config& c, std::int64_t n) { c.api.deadline = milliseconds(n); }},
    {"api.memory_bytes_max", kMegabyte, 65'536 * kMegabyte,
     [](Config& c, std::int64_t n) { c.api.memory_bytes_max = to_size(n); }},
};

bool set_scope(Config& config, std::string_view name) {
  const auto mode = target_mode_named(name);
  if (mode) config.crawler.scope = *mode;
  return mode.has_value();
}

// Reads each item of `list`, which are parted by commas, into `items`. False where one is wrong.
template <class Item>
bool read_list(std::string_view list, std::optional<Item> (*read)(std::string_view),
               std::vector<Item>& items) {
  items.clear();
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    auto item = read(list.substr(0, comma));
    if (!item) return false;
    items.push_back(*std::move(item));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return true;
}

std::optional<std::uint16_t> read_port(std::string_view text) {
  const auto port = parse_number<std::uint16_t>(text);
  return port && *port > 0 ? port : std::nullopt;
}

bool read_flag(std::string_view value, bool& flag) {
  flag = value == "true";
  return flag || value == "false";
}

bool set_api_listen(Config& config, std::string_view text) {
  config.api.listen = text;
  return text.empty() || parse_listen_address(text).has_value();
}

bool have_names_of_their_own(const std::vector<ApiToken>& tokens) {
  std::set<std::string_view> names;
  for (const ApiToken& token : tokens) names.insert(token.name);
  return names.size() == tokens.size();
}

constexpr Text kTexts[] = {
    {"crawler.contact",
     "a URL or mail address, of at most 200 printable ASCII characters without parentheses",
     [](Config& c, std::string_view v) {
       c.crawler.contact = v;
       return v.empty() || is_contact(v);
     }},
    {"crawler.scope", "exact, prefix, domain or subdomains", set_scope},
    {"crawler.follow_nofollow", "true or false",
     [](Config& c, std::string_view v) { return read_flag(v, c.crawler.follow_nofollow); }},
    {"network.allow", "IP ranges such as 127.0.0.0/8, ::1/128 or 192.0.2.1",
     [](Config& c, std::string_view v) { return read_list(v, IpRange::parse, c.network.allow); },
     true},
    {"network.ports", "ports from 1 to 65535",
     [](Config& c, std::string_view v) { return read_list(v, read_port, c.network.ports); }, true},
    {"tls.verify", "true or false",
     [](Config& c, std::string_view v) { return read_flag(v, c.tls.verify); }},
    {"fetch.http2", "true or false",
     [](Config& c, std::string_view v) { return read_flag(v, c.fetch.http2); }},
    {"seeds.drop_dir", "a path",
     [](Config& c, std::string_view v) {
       c.seeds.drop_dir = v;
       return true;
     }},
    {"api.listen",
     "an address and a port, as in 127.0.0.1:8642, a unix socket, as in unix:/run/anchord/api, or "
     "nothing",
     set_api_listen},
    {"api.tokens", "tokens as anchorctl token add prints them, each of another name",
     [](Config& c, std::string_view v) {
       return read_list(v, parse_api_token, c.api.tokens) && have_names_of_their_own(c.api.tokens);
     },
     true},
    {"api.always_200", "true or false",
     [](Config& c, std::string_view v) { return read_flag(v, c.api.always_200); }},
    {"log.level", "debug, info, warn, error or off", set_level},
    {"log.format", "auto, text or json", set_format},
    {"log.file", "an absolute path, or nothing for standard error", set_log_file},
};

Status set_number(Config& config, const Number& row, std::int64_t value) {
  if (value >= row.min && value <= row.max) {
    row.set(config, value);
    return Ok{};
  }
  return invalid_input(std::string(row.key) + ": want a number from " + std::to_string(row.min) +
                       " to " + std::to_string(row.max));
}

Status set(Config& config, std::string_view key, std::string_view value) {
  for (const Number& row : kNumbers) {
    if (row.key != key) continue;
    return set_number(config, row, parse_number<std::int64_t>(value).value_or(row.min - 1));
  }
  for (const Text& row : kTexts) {
    if (row.key != key) continue;
    if (row.set(config, value)) return Ok{};
    return invalid_input(std::string(key) + ": want " + std::string(row.allowed));
  }
  std::string known;
  for (const std::string_view name : setting_names()) known.append(" ").append(name);
  return invalid_input("unknown key " + std::string(key) + "; known are" + known);
}

constexpr const char* kNotAllowed = "\x01";

std::string value_text(const toml::node& node) {
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
  return node.value_exact<std::string>().value_or(kNotAllowed);
}

bool is_list(std::string_view key) {
  return std::any_of(std::begin(kTexts), std::end(kTexts),
                     [key](const Text& row) { return row.key == key && row.is_list; });
}

// What `key` is set to, as the command line would say it.
std::string setting_text(std::string_view key, const toml::node& node) {
  const toml::array* items = node.as_array();
  if (is_list(key) != (items != nullptr)) return kNotAllowed;
  if (items == nullptr) return value_text(node);
  std::string text;
  for (const toml::node& item : *items)
    text.append(text.empty() ? "" : ",").append(value_text(item));
  return text;
}

}  // namespace

Status apply_setting(Config& config, std::string_view setting) {
  const std::size_t equals = setting.find('=');
  if (equals == std::string_view::npos) {
    return invalid_input("setting \"" + std::string(setting) + "\": want KEY=VALUE");
  }
  return set(config, setting.substr(0, equals), setting.substr(equals + 1));
}

Status apply_file(Config& config, const std::filesystem::path& file, GivenSettings* given) {
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    const auto line = error.source().begin.line;
    return invalid_input(file.string() + (line > 0 ? ":" + std::to_string(line) : "") + ": " +
                         std::string(error.description()));
  }
  for (const auto& [section, content] : table) {
    const toml::table* keys = content.as_table();
    const auto at = file.string() + ":" + std::to_string(content.source().begin.line) + ": ";
    if (keys == nullptr)
      return invalid_input(at + "want a section, [" + std::string(section) + "]");
    for (const auto& [key, value] : *keys) {
      const std::string name = std::string(section.str()) + "." + std::string(key.str());
      const std::string text = setting_text(name, value);
      if (given != nullptr) (*given)[name] = text;
      if (auto applied = set(config, name, text); !applied) {
        return invalid_input(file.string() + ":" + std::to_string(value.source().begin.line) +
                             ": " + applied.error().message);
      }
    }
  }
  return Ok{};
}

std::vector<std::string_view> setting_names() {
  std::vector<std::string_view> names;
  for (const Text& row : kTexts) names.push_back(row.key);
  for (const Number& row : kNumbers) names.push_back(row.key);
  return names;
}

}  // namespace anchord
