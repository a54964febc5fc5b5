#include "crawler/config_sources.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace anchord {
namespace {

constexpr std::string_view kReloadable[] = {
    "log.level",
    "log.format",
    "log.file",
    "politeness.delay_ms",
    "politeness.crawl_delay_max_s",
    "politeness.delay_factor",
    "politeness.backoff_min_s",
    "politeness.backoff_max_h",
};

std::optional<std::string> given(const GivenSettings& settings, std::string_view key) {
  const auto found = settings.find(key);
  return found != settings.end() ? std::optional(found->second) : std::nullopt;
}

}  // namespace

bool is_reloadable(std::string_view key) {
  return std::find(std::begin(kReloadable), std::end(kReloadable), key) != std::end(kReloadable);
}

Result<GivenSettings> read_config(Config& config, const ConfigSources& sources) {
  GivenSettings given;
  if (!sources.file.empty()) {
    if (auto applied = apply_file(config, sources.file, &given); !applied) {
      return tl::unexpected(applied.error());
    }
  }
  for (const std::string& setting : sources.settings) {
    if (auto applied = apply_setting(config, setting); !applied) {
      return tl::unexpected(applied.error());
    }
    const std::size_t equals = setting.find('=');
    given[setting.substr(0, equals)] = setting.substr(equals + 1);
  }
  return given;
}

Result<Reload> read_again(const ConfigSources& sources, const GivenSettings& in_force) {
  Reload reload{.config = {}, .in_force = in_force, .applied = {}, .needs_restart = {}};
  const auto now = read_config(reload.config, sources);
  if (!now) return tl::unexpected(now.error());
  for (const std::string_view key : setting_names()) {
    const auto value = given(*now, key);
    if (value == given(in_force, key)) continue;
    if (!is_reloadable(key)) {
      reload.needs_restart.emplace_back(key);
      continue;
    }
    reload.applied.emplace_back(key);
    if (value) {
      reload.in_force[std::string(key)] = *value;
    } else {
      reload.in_force.erase(std::string(key));
    }
  }
  return reload;
}

}  // namespace anchord
