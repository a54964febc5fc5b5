#pragma once

#include <string_view>
#include <vector>

#include "storage/crawl_policy.h"
#include "storage/time.h"

namespace anchord {

// Numbers that are years further from now than this are taken for something else: a topic, a price.
// A calendar that is left where its limit is never leads so far.
inline constexpr int kYearsMeant = 200;

// Whether a URL of these segments and parameters names a date more than
// `limits.calendar_years_ahead` years after or `calendar_years_behind` before `now`. Dates are
//   /2031/5/17          year, month and day
//   /2031/05            year and month, at the path's start or where it speaks of a calendar
//   /2031-05[-17]       a whole segment, or the start of a parameter's value
//   ?year=2031&month=5  in any order, other parameters between them
bool is_far_date(const std::vector<std::string_view>& segments,
                 const std::vector<std::string_view>& parameters, const TrapLimits& limits,
                 Time now);

}  // namespace anchord
