#pragma once

#include <string_view>

#include "crawler/config.h"

// The settings of the log, for the table in config.cc alone. Each is false where the value is not
// allowed.
namespace anchord {

bool set_level(Config& config, std::string_view level);
bool set_format(Config& config, std::string_view format);
bool set_log_file(Config& config, std::string_view file);

}  // namespace anchord
