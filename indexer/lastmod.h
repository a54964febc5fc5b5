#pragma once

#include <optional>
#include <string_view>

#include "storage/time.h"

namespace anchord {

// When something was last changed, as sitemaps and feeds write it; white space around it is
// ignored. Two forms:
// - W3C date and time (https://www.w3.org/TR/NOTE-datetime): "2005", "2005-01", "2005-01-31",
//   "2005-01-31T18:00+01:00", also with seconds, fractions, a space instead of the T and no colon
//   in the zone. A date stands for its start; without a zone it is UTC.
// - RFC 822, as RSS has it: "Thu, 05 Jan 2017 13:34:51 +0100", also without the weekday, without
//   seconds, with a year of two digits or a zone by name (GMT, UT, UTC, Z, EST ... PDT). Without a
//   zone, or with another one, it is no date.
// Nullopt for anything else, and for years before 1970 and after 9999.
std::optional<Time> parse_lastmod(std::string_view text);

}  // namespace anchord
