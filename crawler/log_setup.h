#pragma once

#include "crawler/config.h"
#include "storage/result.h"

namespace anchord {

// Makes the log that spdlog's functions write to, by `config`, and where it is made already, makes
// it follow `config` from now on: a file is closed and opened again. Fails with kInvalidInput where
// a file cannot be opened; the log stays as it was. Thread-safe as far as logging goes; itself to
// be called by one thread at a time.
Status set_up_log(const Config::Log& config);

}  // namespace anchord
