#include "indexer/v3_request.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "indexer/ascii.h"
#include "indexer/v3_filter.h"
#include "storage/typed_url.h"

namespace anchord {
namespace {

using Failure = tl::unexpected<ApiError>;
using Given = std::map<std::string_view, std::string_view>;

constexpr std::array<std::string_view, 10> kNames = {"select",  "target",   "mode",  "protocol",
                                                     "where",   "order_by", "limit", "offset",
                                                     "timeout", "output"};
constexpr std::uint64_t kOffsetMax = 999'999'999'999'999'999;
constexpr std::uint64_t kTimeoutSecondsMax = 86'400;

Failure refused(std::string_view name, const std::string& message) {
  return Failure({.status = 400, .code = "bad_" + std::string(name), .message = message});
}

ApiResult<Given> collect(const std::vector<ApiParameter>& parameters) {
  Given given;
  for (const ApiParameter& parameter : parameters) {
    const auto* const known = std::find(kNames.begin(), kNames.end(), parameter.name);
    if (known == kNames.end()) {
      std::string names;
      for (const std::string_view name : kNames)
        names.append(names.empty() ? "" : ", ").append(name);
      return Failure(
          {.status = 400,
           .code = "unknown_parameter",
           .message = "unknown parameter \"" + parameter.name + "\": want some of " + names});
    }
    if (parameter.value.empty()) continue;
    const auto [it, is_new] = given.emplace(*known, parameter.value);
    if (!is_new && it->second != parameter.value) {
      return Failure({.status = 400,
                      .code = "repeated_parameter",
                      .message = parameter.name + ": stands there twice, with different values"});
    }
  }
  return given;
}

std::string_view value_of(const Given& given, std::string_view name, std::string_view otherwise) {
  const auto it = given.find(name);
  return it == given.end() ? otherwise : it->second;
}

ApiResult<Target> read_target(const Given& given) {
  std::string_view text = value_of(given, "target", "");
  if (text.empty()) {
    return Failure({.status = 400,
                    .code = "missing_parameter",
                    .message = "target: want a host, a host with a path, or an http(s) URL"});
  }
  const auto mode = target_mode_named(value_of(given, "mode", "subdomains"));
  if (!mode) return refused("mode", mode.error().message);
  const std::string_view protocol = value_of(given, "protocol", "both");
  if (protocol != "both" && protocol != "http" && protocol != "https") {
    return refused("protocol", "protocol: want both, http or https");
  }
  if (const std::string_view named = scheme_prefix(text); !named.empty()) {
    if (!Target::parse(text, *mode)) return refused("target", "target: want an http(s) URL");
    text.remove_prefix(named.size());
  }
  const std::string scheme = protocol == "both" ? "" : std::string(protocol) + "://";
  auto target = Target::parse(scheme + std::string(text), *mode);
  if (!target) return refused("target", target.error().message);
  return std::move(*target);
}

// A column of the answer, named in `clause`.
ApiResult<const V3Column*> read_column(std::string_view name, std::string_view clause,
                                       bool is_internal) {
  const V3Column* const column = v3_column_named(name, is_internal);
  if (column != nullptr && column->may_be_selected()) return column;
  return refused(
      clause,
      std::string(clause) + ": \"" + std::string(name) + "\" cannot stand there: want some of " +
          v3_names(is_internal, [](const V3Column& known) { return known.may_be_selected(); }));
}

std::string_view take_part(std::string_view& text) {
  std::string_view part = text.substr(0, text.find(','));
  text.remove_prefix(std::min(part.size() + 1, text.size()));
  while (part.starts_with(' ')) part.remove_prefix(1);
  while (part.ends_with(' ')) part.remove_suffix(1);
  return part;
}

ApiResult<Ok> read_select(const Given& given, V3Request& request) {
  std::string_view text = value_of(given, "select", "");
  if (text.empty()) {
    return Failure({.status = 400,
                    .code = "missing_parameter",
                    .message = "select: want columns with commas between them"});
  }
  while (!text.empty()) {
    const std::string_view name = take_part(text);
    const auto column = read_column(name, "select", request.query.is_internal);
    if (!column) return Failure(column.error());
    if (std::find(request.select.begin(), request.select.end(), *column) != request.select.end()) {
      return refused("select", "select: \"" + std::string(name) + "\" stands there twice");
    }
    request.select.push_back(*column);
  }
  return Ok{};
}

ApiResult<Ok> read_order(const Given& given, V3Request& request, std::set<const V3Column*>& named) {
  std::string_view text = value_of(given, "order_by", "");
  while (!text.empty()) {
    const std::string_view part = take_part(text);
    const std::size_t colon = part.find(':');
    const auto column = read_column(part.substr(0, colon), "order_by", request.query.is_internal);
    if (!column) return Failure(column.error());
    const std::string_view way =
        colon == std::string_view::npos ? std::string_view("asc") : part.substr(colon + 1);
    if (way != "asc" && way != "desc") {
      return refused("order_by", "order_by: \"" + std::string(part) + "\": want :asc or :desc");
    }
    request.query.order_by.push_back({&(*column)->column, way == "desc"});
    named.insert(*column);
  }
  return Ok{};
}

ApiResult<std::uint64_t> read_number(const Given& given, std::string_view name,
                                     std::uint64_t otherwise, std::uint64_t max) {
  const std::string_view text = value_of(given, name, "");
  if (text.empty()) return otherwise;
  const auto number = parse_number<std::uint64_t>(text);
  if (number && *number <= max) return *number;
  return refused(name, std::string(name) + ": \"" + std::string(text) +
                           "\": want a whole number from 0 to " + std::to_string(max));
}

ApiResult<Ok> read_numbers(const Given& given, V3Request& request) {
  const auto limit = read_number(given, "limit", kReportRowsDefault, kReportRowsMax);
  if (!limit) return Failure(limit.error());
  const auto offset = read_number(given, "offset", 0, kOffsetMax);
  if (!offset) return Failure(offset.error());
  const auto timeout = read_number(given, "timeout", kTimeoutSecondsMax, kTimeoutSecondsMax);
  if (!timeout) return Failure(timeout.error());
  request.query.limit = *limit;
  request.query.offset = *offset;
  request.timeout = std::chrono::seconds(*timeout);
  return Ok{};
}

ApiResult<Ok> read_output(const Given& given, const std::vector<ApiParameter>& parameters,
                          V3Request& request) {
  request.output = output_of(parameters);
  const std::string_view name = value_of(given, "output", "json");
  if (name != "json" && name != "csv" && name != "xml" && name != "php") {
    return refused("output", "output: \"" + std::string(name) + "\": want json, csv, xml or php");
  }
  return Ok{};
}

}  // namespace

ApiResult<V3Request> parse_v3_request(const std::vector<ApiParameter>& parameters,
                                      bool is_internal) {
  const auto given = collect(parameters);
  if (!given) return Failure(given.error());
  auto target = read_target(*given);
  if (!target) return Failure(target.error());
  V3Request request{.query = {.target = std::move(*target), .is_internal = is_internal}};
  if (auto read = read_output(*given, parameters, request); !read) return Failure(read.error());
  if (auto read = read_select(*given, request); !read) return Failure(read.error());
  auto filter = parse_v3_filter(value_of(*given, "where", ""), is_internal);
  if (!filter) return refused("where", filter.error().message);
  request.query.where = std::move(filter->where);
  request.query.having = std::move(filter->having);
  std::set<const V3Column*> named(filter->columns.begin(), filter->columns.end());
  if (auto read = read_order(*given, request, named); !read) return Failure(read.error());
  if (auto read = read_numbers(*given, request); !read) return Failure(read.error());
  named.insert(request.select.begin(), request.select.end());
  for (const V3Column* column : named) request.units_of_row += column->units;
  request.query.counts_pages = named.contains(v3_column_named("linked_pages", is_internal));
  request.query.counts_domains =
      !is_internal && named.contains(v3_column_named("linked_domains", false));
  return request;
}

}  // namespace anchord
