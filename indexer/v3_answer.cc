#include "indexer/v3_answer.h"

#include <sstream>
#include <utility>

#include "indexer/api_cost.h"
#include "indexer/output.h"
#include "indexer/output_php.h"
#include "indexer/output_xml.h"

namespace anchord {
namespace {

constexpr std::string_view kRows = "linkedanchors";
constexpr std::string_view kRow = "linkedanchor";

class V3Answer final : public ApiAnswer {
 public:
  V3Answer(V3Request request, std::vector<V3Group> groups)
      : request_(std::move(request)),
        groups_(std::move(groups)),
        values_(request_.select.size()),
        writer_(make_writer()) {}

  int status() const override { return 200; }
  std::string_view content_type() const override { return content_type_of(request_.output); }
  std::uint64_t rows() const override { return at_; }
  std::vector<ApiHeader> headers() const override {
    const std::string total =
        std::to_string(price_of_units(request_.units_of_row).of(groups_.size()));
    return {{"x-api-rows", std::to_string(groups_.size())},
            {"x-api-units-cost-row", std::to_string(request_.units_of_row)},
            {"x-api-units-cost-total", total},
            {"x-api-units-cost-total-actual", total},
            {"x-api-cache", "no_cache"}};
  }

  Result<std::string> next_piece() override {
    while (!ended_ && static_cast<std::size_t>(out_.tellp()) < kAnswerPieceBytes) {
      if (at_ == groups_.size()) {
        writer_->finish();
        ended_ = true;
        break;
      }
      const V3Group& group = groups_[at_++];
      for (std::size_t i = 0; i < values_.size(); ++i) {
        values_[i] = request_.select[i]->column.of_group(group);
      }
      writer_->row(values_);
    }
    std::string piece = out_.str();
    out_.str({});
    return piece;
  }

 private:
  std::unique_ptr<RowWriter> make_writer() {
    std::vector<std::string_view> names;
    for (const V3Column* column : request_.select) names.push_back(column->column.name);
    switch (request_.output) {
      case ApiOutput::kXml:
        return std::make_unique<XmlWriter>(kRows, kRow, names, out_);
      case ApiOutput::kPhp:
        return std::make_unique<PhpWriter>(kRows, groups_.size(), names, out_);
      case ApiOutput::kCsv:
        return make_row_writer(OutputFormat::kCsv, kRows, names, out_);
      case ApiOutput::kJson:
      case ApiOutput::kNdjson:
        break;
    }
    return make_row_writer(OutputFormat::kJson, kRows, names, out_);
  }

  V3Request request_;
  std::vector<V3Group> groups_;
  std::vector<Value> values_;
  std::ostringstream out_;
  std::unique_ptr<RowWriter> writer_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<ApiAnswer> answer_v3(const Database& db, V3Request request,
                                     const ReportLimits& limits) {
  auto groups = v3_linked_anchors(Snapshot(db), std::move(request.query), limits);
  if (!groups) return answer_api_error(api_error_of(groups.error()), request.output);
  return std::make_unique<V3Answer>(std::move(request), std::move(*groups));
}

}  // namespace anchord
