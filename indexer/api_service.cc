#include "indexer/api_service.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "indexer/api_cost.h"
#include "indexer/api_subscription.h"
#include "indexer/v3_answer.h"

namespace anchord {
namespace {

std::string_view parameter(const ApiQuestion& question, std::string_view name) {
  for (const ApiParameter& one : question.parameters) {
    if (one.name == name && !one.value.empty()) return one.value;
  }
  return {};
}

// An answer whose rows are paid for as they are taken.
class PaidAnswer final : public ApiAnswer {
 public:
  PaidAnswer(ApiLedger::Reservation reservation, const ApiPrice& price,
             std::unique_ptr<ApiAnswer> answer)
      : reservation_(std::move(reservation)), price_(price), answer_(std::move(answer)) {}

  int status() const override { return answer_->status(); }
  std::string_view content_type() const override { return answer_->content_type(); }
  std::uint64_t rows() const override { return answer_->rows(); }
  std::vector<ApiHeader> headers() const override { return answer_->headers(); }
  Result<std::string> next_piece() override {
    auto piece = answer_->next_piece();
    if (answer_->status() == 200) reservation_.use(price_.of(answer_->rows()));
    return piece;
  }

 private:
  ApiLedger::Reservation reservation_;
  ApiPrice price_;
  std::unique_ptr<ApiAnswer> answer_;
};

bool is_internal(const ApiQuestion& question) {
  return question.endpoint == ApiEndpoint::kAnchorsInternal3;
}

// What an answer costs and how many rows it has at most. Of what cannot be answered: nothing.
struct Demand {
  ApiPrice price{};
  std::uint64_t rows_max = 0;
};

Demand demand_of(const ApiQuestion& question) {
  if (question.endpoint != ApiEndpoint::kVersion2) {
    const auto request = parse_v3_request(question.parameters, is_internal(question));
    if (!request) return {};
    return {price_of_units(request->units_of_row), request->query.limit};
  }
  const auto request = parse_api_request(question.parameters);
  if (!request || request->dry_run) return {};
  return {price_of(*request), request->limit};
}

std::unique_ptr<ApiAnswer> answer_question(const Database& db, const ApiQuestion& question,
                                           const ReportLimits& limits) {
  if (question.endpoint == ApiEndpoint::kVersion2) {
    return answer_api(db, question.parameters, limits);
  }
  auto request = parse_v3_request(question.parameters, is_internal(question));
  if (!request) return answer_api_error(request.error(), ApiOutput::kJson);
  const auto end = std::chrono::steady_clock::now() + request->timeout;
  const ReportLimits hurried{limits.deadline.earlier(end), limits.bytes_max};
  return answer_v3(db, std::move(*request), hurried);
}

}  // namespace

ApiResult<std::unique_ptr<ApiAnswer>> ApiService::answer_admitted(
    const ApiQuestion& question, const ReportLimits& limits) const {
  ApiLedger::Account* account = nullptr;
  if (ledger_ != nullptr) {
    const std::string_view secret =
        question.key.empty() ? parameter(question, "token") : std::string_view(question.key);
    if (secret.empty()) return tl::unexpected(ApiError{401, "missing_token", "token: want one"});
    account = ledger_->find(secret);
    if (account == nullptr) {
      return tl::unexpected(ApiError{401, "invalid_token", "token: not known"});
    }
    if (auto admitted = ledger_->admit(*account); !admitted) {
      return tl::unexpected(admitted.error());
    }
  }
  if (question.endpoint == ApiEndpoint::kVersion2 &&
      parameter(question, "from") == kSubscriptionInfo) {
    return answer_subscription(question.parameters, account != nullptr
                                                        ? ledger_->balance(*account)
                                                        : ApiLedger::Balance(kUnlimited));
  }
  if (account == nullptr) return answer_question(db_, question, limits);
  const Demand demand = demand_of(question);
  auto reservation = ledger_->reserve(*account, demand.price.of(demand.rows_max));
  if (!reservation) return tl::unexpected(reservation.error());
  return std::make_unique<PaidAnswer>(*std::move(reservation), demand.price,
                                      answer_question(db_, question, limits));
}

std::unique_ptr<ApiAnswer> ApiService::answer(const ApiQuestion& question,
                                              const ReportLimits& limits) const {
  auto answer = answer_admitted(question, limits);
  if (answer) return *std::move(answer);
  return answer_api_error(answer.error(), output_of(question.parameters));
}

}  // namespace anchord
