#pragma once

#include "crawler/config.h"

namespace anchord {

// Makes the log that spdlog's functions write to, on standard error.
void set_up_log(const Config::Log& config);

}  // namespace anchord
