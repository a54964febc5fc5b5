#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/time.h"

// Dates as people and programs write them: ISO 8601, UTC.
namespace anchord {

// "2013-08-08T19:04:00Z".
std::string iso8601(Time time);

// What a written date stands for: a whole day, or one second.
struct DateSpan {
  Time first;
  Time last;  // inclusive
};

// Reads "2013-08-08" (the whole day), "2013-08-08T19:04:00", the same with a final Z, or with a
// space instead of the T. Nullopt for anything else.
std::optional<DateSpan> parse_date(std::string_view text);

}  // namespace anchord
