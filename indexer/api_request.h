#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/columns.h"
#include "indexer/condition.h"
#include "indexer/link_scan.h"
#include "indexer/report.h"
#include "storage/target.h"

// A request to the HTTP API, from its parameters to values: names, defaults, limits and refusals of
// the API's version 2. Knows nothing of HTTP but the status of an error.
namespace anchord {

struct ApiParameter {
  std::string name;
  std::string value;
};
// Takes apart application/x-www-form-urlencoded text: a query or the body of a form. A "%" without
// two hexadecimal digits stands for itself; parameters without a name are left out.
std::vector<ApiParameter> parse_form(std::string_view text);

// What the client did, or met, wrong.
struct ApiError {
  int status = 400;       // of HTTP
  std::string code;       // for programs: "bad_where", "missing_parameter", ...
  std::string message;    // for people: what, where, and what is allowed
  int retry_after_s = 0;  // when to ask again; 0: not said
};
template <class T>
using ApiResult = tl::expected<T, ApiError>;

enum class ApiReport : std::uint8_t {
  kLinkedAnchors,  // one row an anchor
  kLinks,          // one row a link
  kDescribe,       // one row a column
};
inline constexpr std::size_t kApiReports = 3;
std::string_view name_of(ApiReport report);

enum class ApiOutput : std::uint8_t { kJson, kXml, kPhp, kCsv, kNdjson };

// The row that a page of an answer ended with.
struct ApiPlace {
  AnchorGroup group;      // kLinkedAnchors
  LinkScan::Place place;  // kLinks
};
// A cursor, as clients hand it back: letters and digits. It fits requests of that fingerprint
// alone.
std::string cursor_of(const ApiPlace& place, std::uint64_t fingerprint);
std::optional<ApiPlace> place_of_cursor(std::string_view cursor, std::uint64_t fingerprint);

struct ApiRequest {
  ApiReport report = ApiReport::kLinkedAnchors;
  ApiOutput output = ApiOutput::kJson;
  std::optional<Target> target{};  // of all but kDescribe
  std::vector<const Column*> select{};
  Condition where{};
  Condition having{};
  std::vector<OrderTerm> order_by{};
  std::uint64_t limit = kReportRowsDefault;  // at most kReportRowsMax
  std::uint64_t offset = 0;
  bool lost = false;     // kLinks: links no longer on their page instead of those that are
  bool stats = false;    // kLinkedAnchors: totals beside the rows
  bool dry_run = false;  // what the answer would cost, instead of it
  // Pages of rows: the answer tells the cursor of the next page; this one follows the place.
  bool pages = false;
  std::optional<ApiPlace> after{};
  std::uint64_t fingerprint = 0;  // of all that decides which rows there are, and in which order
};

// An empty value is as good as none. A parameter may be repeated with the same value. `token` is
// known, and not looked at.
ApiResult<ApiRequest> parse_api_request(const std::vector<ApiParameter>& parameters);

// The format of an answer to these parameters; kJson where they do not say it properly.
ApiOutput output_of(const std::vector<ApiParameter>& parameters);

}  // namespace anchord
