#pragma once

#include <string>

#include "storage/result.h"

namespace anchord {

// All bytes of a file; "-" is standard input. Fails with kInvalidInput where there is no such file.
Result<std::string> read_all(const std::string& path);

}  // namespace anchord
