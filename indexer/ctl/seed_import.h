#pragma once

#include <functional>
#include <istream>
#include <string>
#include <string_view>

#include "storage/result.h"

namespace anchord {

// Reads what begins with `<`, or is gzip, as a sitemap, and writes a line for each of its URLs,
// with `options` behind it; what else there is is handed on as it is, as lines of seeds, in
// constant memory. Fails with kInvalidInput for a sitemap without URLs, or one with more than may
// be in it.
Status import_seeds(std::istream& in, const std::string& options,
                    const std::function<void(std::string_view)>& write);

}  // namespace anchord
