#pragma once

#include <chrono>

namespace anchord {

// What is stored, compared and printed: seconds since 1970-01-01T00:00:00Z. The epoch itself
// stands for "never".
using Time = std::chrono::sys_seconds;
inline constexpr Time kNever{};

}  // namespace anchord
