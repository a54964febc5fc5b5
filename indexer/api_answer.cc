#include "indexer/api_answer.h"

#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "indexer/api_rows.h"
#include "indexer/output.h"
#include "indexer/output_php.h"
#include "indexer/output_xml.h"

namespace anchord {
namespace {

class ErrorAnswer final : public ApiAnswer {
 public:
  ErrorAnswer(const ApiError& error, ApiOutput output)
      : status_(error.status), retry_after_s_(error.retry_after_s), type_(content_type_of(output)) {
    switch (output) {
      case ApiOutput::kXml:
        body_.append(kXmlStart).append("<error>");
        append_xml_text(body_, error.message);
        body_.append("</error><code>").append(error.code);
        body_.append("</code>").append(kXmlEnd);
        return;
      case ApiOutput::kPhp:
        body_ = "a:2:{";
        for (const std::string_view text :
             {std::string_view("error"), std::string_view(error.message), std::string_view("code"),
              std::string_view(error.code)}) {
          append_php_string(body_, text);
        }
        body_ += "}";
        return;
      case ApiOutput::kJson:
      case ApiOutput::kCsv:
      case ApiOutput::kNdjson:
        break;
    }
    type_ = content_type_of(ApiOutput::kJson);
    const nlohmann::ordered_json body = {{"error", error.message}, {"code", error.code}};
    body_ = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }

  int status() const override { return status_; }
  std::string_view content_type() const override { return type_; }
  std::vector<ApiHeader> headers() const override {
    if (retry_after_s_ == 0) return {};
    return {{"Retry-After", std::to_string(retry_after_s_)}};
  }
  Result<std::string> next_piece() override { return std::exchange(body_, {}); }

 private:
  int status_;
  int retry_after_s_;
  std::string_view type_;
  std::string body_;
};

class RowsAnswer final : public ApiAnswer {
 public:
  RowsAnswer(const Database& db, ApiRequest request, const ReportLimits& limits)
      : snapshot_(db), request_(std::move(request)), limits_(limits) {}

  // Reads up to the end of the first piece.
  Status start() {
    auto rows = make_api_rows(snapshot_, request_, limits_);
    if (!rows) return tl::unexpected(rows.error());
    rows_ = std::move(*rows);
    std::uint64_t count = 0;
    if (request_.output == ApiOutput::kPhp) {
      while (rows_->next() != nullptr) ++count;
      if (auto counted = rows_->status(); !counted) return counted;
      rows_->rewind();
    }
    writer_ = make_writer(count);
    return read_piece();
  }

  int status() const override { return 200; }
  std::string_view content_type() const override { return content_type_of(request_.output); }
  std::uint64_t rows() const override { return written_; }
  Result<std::string> next_piece() override {
    std::string piece = std::exchange(piece_, {});
    if (!piece.empty() || ended_) return piece;
    if (auto read = read_piece(); !read) return tl::unexpected(read.error());
    return std::exchange(piece_, {});
  }

 private:
  std::unique_ptr<RowWriter> make_writer(std::uint64_t count) {
    const ApiEnvelope envelope = envelope_of(request_);
    const std::vector<std::string_view> columns = rows_->columns();
    switch (request_.output) {
      case ApiOutput::kXml:
        return std::make_unique<XmlWriter>(envelope.rows, envelope.row, columns, out_);
      case ApiOutput::kPhp:
        return std::make_unique<PhpWriter>(envelope.rows, count, columns, out_, tails_of(request_));
      case ApiOutput::kCsv:
        return make_row_writer(OutputFormat::kCsv, envelope.rows, columns, out_);
      case ApiOutput::kNdjson:
        return make_row_writer(OutputFormat::kNdjson, envelope.rows, columns, out_);
      case ApiOutput::kJson:
        break;
    }
    return make_row_writer(OutputFormat::kJson, envelope.rows, columns, out_);
  }

  Status read_piece() {
    while (static_cast<std::size_t>(out_.tellp()) < kAnswerPieceBytes) {
      const std::vector<Value>* const row = rows_->next();
      if (row == nullptr) {
        if (auto read = rows_->status(); !read) return read;
        for (const TailObject& object : rows_->tail()) writer_->tail(object);
        writer_->finish();
        ended_ = true;
        break;
      }
      writer_->row(*row);
      ++written_;
    }
    piece_ = out_.str();
    out_.str({});
    return Ok{};
  }

  const Snapshot snapshot_;
  ApiRequest request_;
  const ReportLimits limits_;
  std::unique_ptr<ApiRows> rows_;
  std::ostringstream out_;
  std::unique_ptr<RowWriter> writer_;
  std::string piece_;
  std::uint64_t written_ = 0;
  bool ended_ = false;
};

}  // namespace

ApiError api_error_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalidInput:
      return {400, "bad_request", error.message};
    case ErrorCode::kLimit:
      return {503, "limit_reached", error.message};
    case ErrorCode::kIo:
    case ErrorCode::kDiskFull:
    case ErrorCode::kCorruption:
      break;
  }
  return {500, "index_unreadable", "the index could not be read"};
}

std::string_view content_type_of(ApiOutput output) {
  switch (output) {
    case ApiOutput::kJson:
      break;
    case ApiOutput::kXml:
      return "application/xml; charset=utf-8";
    case ApiOutput::kPhp:
      return "application/vnd.php.serialized";
    case ApiOutput::kCsv:
      return "text/csv; charset=utf-8";
    case ApiOutput::kNdjson:
      return "application/x-ndjson";
  }
  return "application/json";
}

std::unique_ptr<ApiAnswer> answer_api_error(const ApiError& error, ApiOutput output) {
  return std::make_unique<ErrorAnswer>(error, output);
}

Result<std::unique_ptr<ApiAnswer>> begin_answer(const Database& db, ApiRequest request,
                                                const ReportLimits& limits) {
  auto answer = std::make_unique<RowsAnswer>(db, std::move(request), limits);
  if (auto started = answer->start(); !started) return tl::unexpected(started.error());
  return answer;
}

std::unique_ptr<ApiAnswer> answer_api(const Database& db,
                                      const std::vector<ApiParameter>& parameters,
                                      const ReportLimits& limits) {
  const auto request = parse_api_request(parameters);
  if (!request) return answer_api_error(request.error(), output_of(parameters));
  auto answer = begin_answer(db, *request, limits);
  if (!answer) return answer_api_error(api_error_of(answer.error()), request->output);
  return *std::move(answer);
}

}  // namespace anchord
