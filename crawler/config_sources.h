#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crawler/config.h"

// Where the settings of a run come from, at its start and when they are read again.
namespace anchord {

struct ConfigSources {
  std::string file;                   // TOML; "": none
  std::vector<std::string> settings;  // "section.key=value"; they win over the file
};

// Applies the file, then the settings. Returns what they gave. Fails with kInvalidInput.
Result<GivenSettings> read_config(Config& config, const ConfigSources& sources);

// What reading the configuration again comes to.
struct Reload {
  Config config;                           // as it is now
  GivenSettings in_force;                  // as it was given, of what holds without a restart
  std::vector<std::string> applied;        // changed keys that hold from now on
  std::vector<std::string> needs_restart;  // changed keys that hold from the next start
};

// Reads the configuration again, and tells how it differs from `in_force`. Fails with kInvalidInput
// where it is wrong now; then nothing is to change.
Result<Reload> read_again(const ConfigSources& sources, const GivenSettings& in_force);

// Whether a changed key holds without a restart.
bool is_reloadable(std::string_view key);

}  // namespace anchord
