#include <algorithm>

#include "indexer/api_request.h"
#include "storage/url_percent.h"

namespace anchord {
namespace {

// The URL Standard's application/x-www-form-urlencoded, 5.1.
std::string decoded(std::string_view text) {
  std::string bytes(text);
  std::replace(bytes.begin(), bytes.end(), '+', ' ');
  return percent_decode(bytes);
}

}  // namespace

std::vector<ApiParameter> parse_form(std::string_view text) {
  std::vector<ApiParameter> parameters;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view part = text.substr(0, end);
    const std::size_t equals = std::min(part.find('='), part.size());
    if (equals > 0) {
      const std::string_view value = part.substr(std::min(equals + 1, part.size()));
      parameters.push_back({decoded(part.substr(0, equals)), decoded(value)});
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parameters;
}

}  // namespace anchord
