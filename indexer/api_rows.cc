#include "indexer/api_rows.h"

#include <array>
#include <optional>
#include <utility>

#include "indexer/api_cost.h"
#include "indexer/link_scan.h"

namespace anchord {
namespace {

std::vector<std::string_view> names_of(const std::vector<const Column*>& columns) {
  std::vector<std::string_view> names;
  names.reserve(columns.size());
  for (const Column* column : columns) names.push_back(column->name);
  return names;
}

unsigned reads_of(const std::vector<const Column*>& columns) {
  unsigned reads = kReadsNothing;
  for (const Column* column : columns) reads |= column->reads;
  return reads;
}

// Tells the next page where this one was full; else null.
TailObject next_page(const ApiRequest& request, const std::string& cursor) {
  const bool is_last = cursor.empty() || request.limit == 0;
  return {"next", {"cursor"}, {is_last ? Value() : Value(std::string_view(cursor))}};
}

class GroupRows final : public ApiRows {
 public:
  // `all`: the totals without `where` and `having`.
  GroupRows(AnchorsReport report, const AnchorTotals& all, const ApiRequest& request)
      : report_(std::move(report)), all_(all), request_(request), values_(request.select.size()) {
    if (!request.pages || report_.rows.size() < request.limit || report_.rows.empty()) return;
    cursor_ = cursor_of({.group = report_.rows.back()}, request.fingerprint);
  }

  std::vector<std::string_view> columns() const override { return names_of(request_.select); }
  const std::vector<Value>* next() override {
    if (at_ == report_.rows.size()) return nullptr;
    const AnchorGroup& group = report_.rows[at_++];
    for (std::size_t i = 0; i < values_.size(); ++i) {
      values_[i] = request_.select[i]->of_group(group);
    }
    return &values_;
  }
  Status status() const override { return Ok{}; }
  std::vector<TailObject> tail() const override {
    std::vector<TailObject> tail;
    const AnchorTotals& shown = report_.totals;
    if (request_.stats) {
      tail.push_back({"stats",
                      {"anchors", "links_internal", "links_external", "all_anchors",
                       "all_links_internal", "all_links_external"},
                      {shown.groups, shown.internal, shown.external, all_.groups, all_.internal,
                       all_.external}});
    }
    if (request_.pages) tail.push_back(next_page(request_, cursor_));
    return tail;
  }
  void rewind() override { at_ = 0; }

 private:
  AnchorsReport report_;
  AnchorTotals all_;
  const ApiRequest& request_;
  std::vector<Value> values_;
  std::size_t at_ = 0;
  std::string cursor_;
};

class LinkRows final : public ApiRows {
 public:
  LinkRows(const Snapshot& snapshot, ApiRequest& request, const Deadline& deadline)
      : snapshot_(snapshot),
        request_(request),
        deadline_(deadline),
        values_(request.select.size()) {
    rewind();
  }

  std::vector<std::string_view> columns() const override { return names_of(request_.select); }
  const std::vector<Value>* next() override {
    while (left_ > 0) {
      const LinkRow* const row = scan_->next();
      if (row == nullptr) break;
      if (to_skip_ > 0) {
        --to_skip_;
        continue;
      }
      if (--left_ == 0 && request_.pages) {
        cursor_ = cursor_of({.place = scan_->place()}, request_.fingerprint);
      }
      for (std::size_t i = 0; i < values_.size(); ++i) {
        values_[i] = request_.select[i]->of_link(*row);
      }
      return &values_;
    }
    return nullptr;
  }
  Status status() const override { return scan_->status(); }
  std::vector<TailObject> tail() const override {
    if (!request_.pages) return {};
    return {next_page(request_, cursor_)};
  }
  void rewind() override {
    scan_.emplace(snapshot_, *request_.target,
                  request_.lost ? LinkScan::Which::kLost : LinkScan::Which::kLive, deadline_,
                  reads_of(request_.select), &request_.where);
    if (request_.after) scan_->start_after(request_.after->place);
    left_ = request_.limit;
    to_skip_ = request_.offset;
  }

 private:
  const Snapshot& snapshot_;
  ApiRequest& request_;
  const Deadline& deadline_;
  std::vector<Value> values_;
  std::optional<LinkScan> scan_;
  std::uint64_t left_ = 0;
  std::uint64_t to_skip_ = 0;
  std::string cursor_;
};

// What an answer would cost, as a report of its own.
class CostRows final : public ApiRows {
 public:
  CostRows(const ApiPrice& price, std::uint64_t rows)
      : values_({number(price.request), number(price.row), number(rows), number(price.of(rows))}) {}

  std::vector<std::string_view> columns() const override {
    return {"request", "row", "rows", "total"};
  }
  const std::vector<Value>* next() override {
    return std::exchange(is_read_, true) ? nullptr : &values_;
  }
  Status status() const override { return Ok{}; }
  void rewind() override { is_read_ = false; }

 private:
  static Value number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

  std::vector<Value> values_;
  bool is_read_ = false;
};

// The table of columns, as a report of its own.
class DescribeRows final : public ApiRows {
 public:
  std::vector<std::string_view> columns() const override {
    return {"report", "column", "type", "select", "where", "having", "order_by", "description"};
  }
  const std::vector<Value>* next() override {
    if (at_ == 2 * kColumns) return nullptr;
    const bool is_of_links = at_ >= kColumns;
    const Column& column = anchord::columns()[at_++ % kColumns];
    const auto may_stand_in = [&](Clause clause) {
      return !is_of_links && column.may_stand_in(clause);
    };
    values_ = {name_of(is_of_links ? ApiReport::kLinks : ApiReport::kLinkedAnchors),
               column.name,
               name_of(column.type),
               is_of_links || may_stand_in(Clause::kSelect),
               column.may_stand_in(Clause::kWhere),
               may_stand_in(Clause::kHaving),
               may_stand_in(Clause::kOrderBy),
               column.description};
    return &values_;
  }
  Status status() const override { return Ok{}; }
  void rewind() override { at_ = 0; }

 private:
  std::vector<Value> values_;
  std::size_t at_ = 0;
};

Result<std::unique_ptr<ApiRows>> make_group_rows(const Snapshot& snapshot, ApiRequest& request,
                                                 const ReportLimits& limits) {
  std::optional<AnchorGroup> after;
  if (request.after) after = request.after->group;
  AnchorsQuery query{.target = *request.target,
                     .where = request.where,
                     .having = request.having,
                     .order_by = request.order_by,
                     .limit = request.limit,
                     .offset = request.offset,
                     .after = std::move(after)};
  auto report = report_anchors(snapshot, std::move(query), limits);
  if (!report) return tl::unexpected(report.error());
  AnchorTotals all = report->totals;
  if (request.stats && !(request.where.empty() && request.having.empty())) {
    const auto unfiltered =
        report_anchors(snapshot, {.target = *request.target, .limit = 0}, limits);
    if (!unfiltered) return tl::unexpected(unfiltered.error());
    all = unfiltered->totals;
  }
  return std::make_unique<GroupRows>(std::move(*report), all, request);
}

Result<std::unique_ptr<ApiRows>> make_rows(const Snapshot& snapshot, ApiRequest& request,
                                           const ReportLimits& limits) {
  switch (request.report) {
    case ApiReport::kDescribe:
      return std::make_unique<DescribeRows>();
    case ApiReport::kLinks:
      return std::make_unique<LinkRows>(snapshot, request, limits.deadline);
    case ApiReport::kLinkedAnchors:
      break;
  }
  return make_group_rows(snapshot, request, limits);
}

}  // namespace

std::size_t tails_of(const ApiRequest& request) {
  if (request.dry_run) return 0;
  return (request.stats ? 1U : 0U) + (request.pages ? 1U : 0U);
}

ApiEnvelope envelope_of(const ApiRequest& request) {
  constexpr std::array<ApiEnvelope, kApiReports> kEnvelopes = {
      {{"anchors", "anchor"}, {"links", "link"}, {"columns", "column"}}};
  if (request.dry_run) return {"costs", "cost"};
  return kEnvelopes[static_cast<std::size_t>(request.report)];
}

Result<std::unique_ptr<ApiRows>> make_api_rows(const Snapshot& snapshot, ApiRequest& request,
                                               const ReportLimits& limits) {
  auto rows = make_rows(snapshot, request, limits);
  if (!rows || !request.dry_run) return rows;
  std::uint64_t count = 0;
  while ((*rows)->next() != nullptr) ++count;
  if (auto counted = (*rows)->status(); !counted) return tl::unexpected(counted.error());
  return std::make_unique<CostRows>(price_of(request), count);
}

}  // namespace anchord
