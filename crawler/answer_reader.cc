#include "crawler/answer_reader.h"

#include <algorithm>
#include <utility>

#include "indexer/extractor.h"

namespace anchord {
namespace {

// Content-Length is a promise: beyond this, memory is taken as bytes come.
constexpr std::size_t kReserveBytesMax = 256U << 10U;

}  // namespace

void AnswerReader::reset(const FetchLimits& limits, bool text_only, std::string_view url) {
  *this = AnswerReader();
  limits_ = limits;
  text_only_ = text_only;
  url_ = url;
  headers_.reset(limits.header_bytes_max);
}

bool AnswerReader::take_header(std::string_view line) {
  switch (headers_.read(line, answer_)) {
    case AnswerHeaders::Progress::kMore:
      return true;
    case AnswerHeaders::Progress::kComplete:
      return begin_body();
    case AnswerHeaders::Progress::kTooLarge:
      break;
  }
  return end(Ending::kHeadersTooLarge);
}

bool AnswerReader::begin_body() {
  const auto base = Url::parse(url_);
  const bool redirect =
      answer_.status == 304 ||
      redirect_target(answer_.status, answer_.headers.location, base ? &*base : nullptr);
  const std::uint64_t length = headers_.content_length().value_or(0);
  keep_body_ = !redirect && (!text_only_ || is_text_to_parse(answer_.headers.content_type));
  if (keep_body_) {
    if (headers_.codings() > 1) return end(Ending::kCodings);
    if (headers_.coding()) decoder_.emplace(*headers_.coding());
    answer_.body.reserve(
        std::min<std::uint64_t>({length, kReserveBytesMax, limits_.body_bytes_max}));
    return true;
  }
  answer_.size = length;
  // A redirect of unknown length is short as a rule; an unknown body of another kind may be a
  // stream without end.
  const bool likely_short = redirect || headers_.content_length().has_value();
  const bool read_past = likely_short && length <= kReadPastBytesMax && headers_.codings() <= 1;
  return answer_.status == 304 || read_past || end(Ending::kUnwanted);
}

bool AnswerReader::take_body(std::string_view bytes) {
  if (!keep_body_) return read_past(bytes, Ending::kUnwanted);
  return decoder_ ? decode(bytes) : append(bytes);
}

bool AnswerReader::decode(std::string_view bytes) {
  if (decoder_->is_complete()) return read_past(bytes, Ending::kDecoded);
  if (!decoder_->take(bytes, [this](std::string_view decoded) { return append(decoded); })) {
    return false;
  }
  return !decoder_->is_damaged() || end(Ending::kDecoded);
}

// A short rest is read, so that the connection can serve again.
bool AnswerReader::read_past(std::string_view bytes, Ending ending) {
  read_past_ += bytes.size();
  return read_past_ <= kReadPastBytesMax || end(ending);
}

bool AnswerReader::append(std::string_view bytes) {
  const std::string_view taken = bytes.substr(0, limits_.body_bytes_max - answer_.body.size());
  answer_.body.append(taken);
  return taken.size() == bytes.size() || end(Ending::kBodyFull);
}

bool AnswerReader::end(Ending ending) {
  ending_ = ending;
  return false;
}

FetchOutcome AnswerReader::finish(std::optional<Unreachable> failure) {
  if (ending_ == Ending::kHeadersTooLarge) {
    return Unreachable{UnreachableReason::kTooLarge, "header lines exceed the limit"};
  }
  if (ending_ == Ending::kCodings) {
    return Unreachable{UnreachableReason::kProtocol, "more than one content coding"};
  }
  const bool whole =
      !failure || ending_ == Ending::kBodyFull || ending_ == Ending::kDecoded || !keep_body_;
  if (!headers_.complete() || !whole) {
    return std::move(failure).value_or(
        Unreachable{UnreachableReason::kProtocol, "no final answer"});
  }
  if (decoder_ && ending_ == Ending::kNotOurs) {
    decoder_->finish([this](std::string_view decoded) { return append(decoded); });
  }
  answer_.damaged = decoder_ && decoder_->is_damaged();
  if (answer_.damaged && answer_.body.empty()) {
    return Unreachable{UnreachableReason::kProtocol, "the compressed body is damaged"};
  }
  answer_.truncated = ending_ == Ending::kBodyFull;
  if (keep_body_) answer_.size = answer_.body.size();
  return std::move(answer_);
}

}  // namespace anchord
