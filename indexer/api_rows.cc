#include "indexer/api_rows.h"

#include <array>
#include <optional>
#include <utility>

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

class GroupRows final : public ApiRows {
 public:
  GroupRows(std::vector<AnchorGroup> groups, const std::vector<const Column*>& select)
      : groups_(std::move(groups)), select_(select), values_(select.size()) {}

  std::vector<std::string_view> columns() const override { return names_of(select_); }
  const std::vector<Value>* next() override {
    if (at_ == groups_.size()) return nullptr;
    const AnchorGroup& group = groups_[at_++];
    for (std::size_t i = 0; i < values_.size(); ++i) values_[i] = select_[i]->of_group(group);
    return &values_;
  }
  Status status() const override { return Ok{}; }
  void rewind() override { at_ = 0; }

 private:
  std::vector<AnchorGroup> groups_;
  const std::vector<const Column*>& select_;
  std::vector<Value> values_;
  std::size_t at_ = 0;
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
      --left_;
      for (std::size_t i = 0; i < values_.size(); ++i) {
        values_[i] = request_.select[i]->of_link(*row);
      }
      return &values_;
    }
    return nullptr;
  }
  Status status() const override { return scan_->status(); }
  void rewind() override {
    scan_.emplace(snapshot_, *request_.target,
                  request_.lost ? LinkScan::Which::kLost : LinkScan::Which::kLive, deadline_,
                  reads_of(request_.select), &request_.where);
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

}  // namespace

ApiEnvelope envelope_of(ApiReport report) {
  constexpr std::array<ApiEnvelope, kApiReports> kEnvelopes = {
      {{"anchors", "anchor"}, {"links", "link"}, {"columns", "column"}}};
  return kEnvelopes[static_cast<std::size_t>(report)];
}

Result<std::unique_ptr<ApiRows>> make_api_rows(const Snapshot& snapshot, ApiRequest& request,
                                               const ReportLimits& limits) {
  if (request.report == ApiReport::kDescribe) return std::make_unique<DescribeRows>();
  if (request.report == ApiReport::kLinks) {
    return std::make_unique<LinkRows>(snapshot, request, limits.deadline);
  }
  auto groups =
      linked_anchors(snapshot,
                     {*request.target, std::move(request.where), std::move(request.having),
                      std::move(request.order_by), request.limit, request.offset},
                     limits);
  if (!groups) return tl::unexpected(groups.error());
  return std::make_unique<GroupRows>(std::move(*groups), request.select);
}

}  // namespace anchord
