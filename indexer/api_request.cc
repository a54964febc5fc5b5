#include "indexer/api_request.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

#include "indexer/api_parameters.h"
#include "indexer/ascii.h"
#include "storage/codec.h"
#include "storage/fingerprint.h"

namespace anchord {
namespace {

using Names = std::vector<std::string_view>;

constexpr std::array<std::string_view, kApiReports> kReportNames = {"linked_anchors", "links",
                                                                    "describe"};
constexpr std::array<std::string_view, 5> kOutputNames = {"json", "xml", "php", "csv", "ndjson"};
constexpr std::size_t kOffsetDigitsMax = 18;

using Failure = tl::unexpected<ApiError>;

Failure refused(std::string_view name, const std::string& message) {
  return Failure({400, "bad_" + std::string(name), message});
}

template <std::size_t kSize>
std::string listed(const std::array<std::string_view, kSize>& names) {
  std::string all;
  for (const std::string_view name : names) all.append(all.empty() ? "" : ", ").append(name);
  return all;
}

std::string names_of_parameters(unsigned reports) {
  std::string names;
  for (const KnownParameter& known : kParameters) {
    if ((known.reports & reports) == 0) continue;
    names.append(names.empty() ? "" : ", ").append(known.name);
  }
  return names;
}

// Reads the parameters one by one; what fails first is the error.
class RequestParser {
 public:
  explicit RequestParser(const std::vector<ApiParameter>& parameters) : parameters_(parameters) {}

  ApiResult<ApiRequest> parse();

 private:
  using Done = ApiResult<Ok>;

  Done collect();
  Done read_output();
  Done read_report();
  Done read_target();
  Done read_select();
  Done read_conditions();
  Done read_order();
  Done read_rows();
  Done read_flags();
  Done read_cursor();
  Done read_number(std::string_view name, std::uint64_t max, const std::string& want,
                   std::uint64_t& number) const;

  // The value given; "" where there is none.
  std::string_view value_of(std::string_view name) const {
    const auto it = given_.find(name);
    return it == given_.end() ? std::string_view() : it->second;
  }
  bool has_tail() const {
    return request_.output != ApiOutput::kCsv && request_.output != ApiOutput::kNdjson;
  }
  // An error of a clause, with the report that it is about.
  Failure in_report(std::string_view name, const Error& error) const {
    return refused(name, std::string(name_of(request_.report)) + ": " + error.message);
  }

  const std::vector<ApiParameter>& parameters_;
  std::map<std::string_view, std::string_view> given_;
  ApiRequest request_;
};

ApiResult<ApiRequest> RequestParser::parse() {
  constexpr std::array<Done (RequestParser::*)(), 10> kSteps = {
      &RequestParser::collect,     &RequestParser::read_output, &RequestParser::read_report,
      &RequestParser::read_target, &RequestParser::read_select, &RequestParser::read_conditions,
      &RequestParser::read_order,  &RequestParser::read_rows,   &RequestParser::read_flags,
      &RequestParser::read_cursor,
  };
  for (const auto& step : kSteps) {
    if (auto done = (this->*step)(); !done) return Failure(done.error());
  }
  return std::move(request_);
}

RequestParser::Done RequestParser::collect() {
  for (const ApiParameter& parameter : parameters_) {
    const auto* const known =
        std::find_if(kParameters.begin(), kParameters.end(),
                     [&](const KnownParameter& one) { return one.name == parameter.name; });
    if (known == kParameters.end()) {
      return Failure({400, "unknown_parameter",
                      "unknown parameter \"" + parameter.name + "\": want some of " +
                          names_of_parameters(kEveryBit)});
    }
    if (parameter.value.empty()) continue;
    const auto [it, is_new] = given_.emplace(known->name, parameter.value);
    if (!is_new && it->second != parameter.value) {
      return Failure({400, "repeated_parameter",
                      parameter.name + ": stands there twice, with different values"});
    }
  }
  return Ok{};
}

RequestParser::Done RequestParser::read_output() {
  const std::string_view name = value_of("output");
  const auto* const it = std::find(kOutputNames.begin(), kOutputNames.end(), name);
  if (it != kOutputNames.end()) {
    request_.output = static_cast<ApiOutput>(it - kOutputNames.begin());
  } else if (!name.empty()) {
    return refused("output",
                   "output: \"" + std::string(name) + "\": want one of " + listed(kOutputNames));
  }
  return Ok{};
}

RequestParser::Done RequestParser::read_report() {
  const std::string_view name = value_of("from");
  const std::string want = "want one of " + listed(kReportNames) + ", subscription_info";
  if (name.empty()) return Failure({400, "missing_parameter", "from: " + want});
  const auto* const it = std::find(kReportNames.begin(), kReportNames.end(), name);
  if (it == kReportNames.end()) {
    return Failure(
        {404, "unknown_report", "from: table \"" + std::string(name) + "\" not found: " + want});
  }
  request_.report = static_cast<ApiReport>(it - kReportNames.begin());
  const unsigned bit = 1U << static_cast<unsigned>(request_.report);
  for (const KnownParameter& known : kParameters) {
    if ((known.reports & bit) != 0 || value_of(known.name).empty()) continue;
    return Failure({400, "unknown_parameter",
                    std::string(known.name) + ": " + std::string(name) + " takes " +
                        names_of_parameters(bit)});
  }
  return Ok{};
}

RequestParser::Done RequestParser::read_target() {
  if (request_.report == ApiReport::kDescribe) return Ok{};
  const std::string_view target = value_of("target");
  if (target.empty()) {
    return Failure(
        {400, "missing_parameter", "target: want a host, a host with a path, or an http(s) URL"});
  }
  const std::string_view name = value_of("mode");
  if (name.empty()) {
    return Failure(
        {400, "missing_parameter", "mode: want one of exact, prefix, domain, subdomains"});
  }
  const auto mode = target_mode_named(name);
  if (!mode) return refused("mode", mode.error().message);
  auto parsed = Target::parse(target, *mode);
  if (!parsed) return refused("target", parsed.error().message);
  request_.target = std::move(*parsed);
  return Ok{};
}

RequestParser::Done RequestParser::read_select() {
  if (request_.report == ApiReport::kDescribe) return Ok{};
  const Clause clause =
      request_.report == ApiReport::kLinks ? Clause::kLinkSelect : Clause::kSelect;
  const std::string_view text = value_of("select");
  auto select = parse_select(text.empty() ? "*" : text, clause);
  if (!select) return in_report("select", select.error());
  request_.select = std::move(*select);
  return Ok{};
}

RequestParser::Done RequestParser::read_conditions() {
  for (const Clause clause : {Clause::kWhere, Clause::kHaving}) {
    const std::string_view name = name_of(clause);
    auto condition = Condition::parse(value_of(name), clause);
    if (!condition) return in_report(name, condition.error());
    (clause == Clause::kWhere ? request_.where : request_.having) = std::move(*condition);
  }
  return Ok{};
}

RequestParser::Done RequestParser::read_order() {
  auto order_by = parse_order_by(value_of("order_by"));
  if (!order_by) return in_report("order_by", order_by.error());
  request_.order_by = std::move(*order_by);
  return Ok{};
}

RequestParser::Done RequestParser::read_number(std::string_view name, std::uint64_t max,
                                               const std::string& want,
                                               std::uint64_t& number) const {
  const std::string_view text = value_of(name);
  if (text.empty()) return Ok{};
  const bool is_number = std::all_of(text.begin(), text.end(), is_ascii_digit);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!is_number || error != std::errc() || value > max) {
    return refused(name, std::string(name) + ": \"" + std::string(text) + "\": want " + want);
  }
  number = value;
  return Ok{};
}

RequestParser::Done RequestParser::read_rows() {
  constexpr std::uint64_t kOffsetMax = 999'999'999'999'999'999;
  auto limit =
      read_number("limit", kReportRowsMax,
                  "a whole number from 0 to " + std::to_string(kReportRowsMax), request_.limit);
  if (!limit) return limit;
  return read_number("offset", kOffsetMax,
                     "a whole number of at most " + std::to_string(kOffsetDigitsMax) + " digits",
                     request_.offset);
}

RequestParser::Done RequestParser::read_flags() {
  struct Flag {
    std::string_view name;
    bool ApiRequest::*value;
  };
  constexpr std::array<Flag, 3> kFlags = {{{"lost", &ApiRequest::lost},
                                           {"stats", &ApiRequest::stats},
                                           {"dry_run", &ApiRequest::dry_run}}};
  for (const Flag& flag : kFlags) {
    const std::string_view text = value_of(flag.name);
    if (!text.empty() && text != "true" && text != "false") {
      return refused(flag.name, std::string(flag.name) + ": \"" + std::string(text) +
                                    "\": want true or false");
    }
    request_.*flag.value = text == "true";
  }
  if (request_.stats && !has_tail()) {
    return refused("stats", "stats: output wants to be json, xml or php");
  }
  return Ok{};
}

RequestParser::Done RequestParser::read_cursor() {
  std::string decisive;
  for (const std::string_view name :
       {"from", "target", "mode", "where", "having", "order_by", "lost"}) {
    put_str(decisive, value_of(name));
  }
  request_.fingerprint = hash_of(decisive);
  const std::string_view cursor = value_of("cursor");
  if (cursor.empty()) return Ok{};
  if (!has_tail()) return refused("cursor", "cursor: output wants to be json, xml or php");
  if (request_.offset > 0) return refused("cursor", "cursor: does not go with offset");
  request_.pages = true;
  if (cursor == "start") return Ok{};
  request_.after = place_of_cursor(cursor, request_.fingerprint);
  if (request_.after) return Ok{};
  return refused("cursor",
                 "cursor: want \"start\" or what an answer to the same from, target, mode, where, "
                 "having, order_by and lost gave");
}

}  // namespace

std::string_view name_of(ApiReport report) {
  return kReportNames[static_cast<std::size_t>(report)];
}

ApiResult<ApiRequest> parse_api_request(const std::vector<ApiParameter>& parameters) {
  return RequestParser(parameters).parse();
}

ApiOutput output_of(const std::vector<ApiParameter>& parameters) {
  for (const ApiParameter& parameter : parameters) {
    if (parameter.name != "output") continue;
    const auto* const it = std::find(kOutputNames.begin(), kOutputNames.end(), parameter.value);
    if (it != kOutputNames.end()) return static_cast<ApiOutput>(it - kOutputNames.begin());
  }
  return ApiOutput::kJson;
}

}  // namespace anchord
