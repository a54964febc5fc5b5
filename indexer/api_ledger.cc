#include "indexer/api_ledger.h"

#include <algorithm>

#include "indexer/ascii.h"
#include "indexer/secret_token.h"
#include "storage/format.h"

namespace anchord {
namespace {

constexpr std::int64_t kMinuteSeconds = 60;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kTokenNameBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_ascii_alpha(c) || is_ascii_digit(c) || c == '_' || c == '-' || c == '.';
         });
}

// Months since the year 0.
std::uint32_t month_of(Time time) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
  return static_cast<std::uint32_t>(static_cast<int>(day.year())) * 12 +
         static_cast<unsigned>(day.month()) - 1;
}

}  // namespace

std::optional<ApiToken> parse_api_token(std::string_view text) {
  const std::size_t first = text.find(':');
  const std::size_t second = text.find(':', std::min(first, text.size() - 1) + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
  const auto rows = parse_number<std::uint64_t>(text.substr(first + 1, second - first - 1));
  const std::string_view hash = text.substr(second + 1);
  if (!is_name(text.substr(0, first)) || !rows || *rows > kTokenRowsMax ||
      hash.size() != kSha256HexBytes ||
      hash.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
    return std::nullopt;
  }
  return ApiToken{std::string(text.substr(0, first)), *rows, std::string(hash)};
}

std::string text_of(const ApiToken& token) {
  return token.name + ":" + std::to_string(token.rows_a_month) + ":" + token.sha256;
}

class ApiLedger::Account {
 public:
  ApiToken token;
  UsageRecord usage;
  std::int64_t minute = 0;  // since 1970
  int requests = 0;         // in it
};

ApiLedger::ApiLedger(Database& db, int requests_per_minute, std::function<Time()> now)
    : db_(db), requests_per_minute_(requests_per_minute), now_(std::move(now)) {}
ApiLedger::~ApiLedger() = default;

Result<std::unique_ptr<ApiLedger>> ApiLedger::load(Database& db,
                                                   const std::vector<ApiToken>& tokens,
                                                   int requests_per_minute,
                                                   std::function<Time()> now) {
  std::unique_ptr<ApiLedger> ledger(new ApiLedger(db, requests_per_minute, std::move(now)));
  for (const ApiToken& token : tokens) {
    const auto stored = db.get(Family::kMeta, usage_key(token.name));
    if (!stored) return tl::unexpected(stored.error());
    auto usage = *stored ? decode_usage_record(**stored) : UsageRecord{};
    if (!usage) return tl::unexpected(usage.error());
    auto account = std::make_unique<Account>();
    account->token = token;
    account->usage = *usage;
    ledger->accounts_.push_back(std::move(account));
  }
  return ledger;
}

// Looks at all, so that the time taken does not tell which one it is.
ApiLedger::Account* ApiLedger::find(std::string_view secret) const {
  const std::string hash = sha256_hex(secret);
  Account* found = nullptr;
  for (const auto& account : accounts_) {
    if (equals_in_constant_time(account->token.sha256, hash)) found = account.get();
  }
  return found;
}

ApiResult<Ok> ApiLedger::admit(Account& account) {
  if (requests_per_minute_ == 0) return Ok{};
  const std::int64_t seconds = now_().time_since_epoch().count();
  const std::lock_guard lock(mutex_);
  if (account.minute != seconds / kMinuteSeconds) account.requests = 0;
  account.minute = seconds / kMinuteSeconds;
  if (account.requests < requests_per_minute_) {
    ++account.requests;
    return Ok{};
  }
  return tl::unexpected(ApiError{
      .status = 429,
      .code = "too_many_requests",
      .message = "more than " + std::to_string(requests_per_minute_) + " requests in a minute",
      .retry_after_s = static_cast<int>(kMinuteSeconds - seconds % kMinuteSeconds)});
}

void ApiLedger::turn_month(Account& account, Time now) const {
  const std::uint32_t month = month_of(now);
  if (account.usage.month != month) account.usage = {.month = month, .rows = 0};
}

Status ApiLedger::write(const Account& account, std::uint64_t used, bool durable) {
  Batch batch(db_);
  batch.put(Family::kMeta, usage_key(account.token.name),
            encode(UsageRecord{.month = account.usage.month, .rows = used}));
  return db_.write(batch, durable);
}

ApiResult<ApiLedger::Reservation> ApiLedger::reserve(Account& account, std::uint64_t rows) {
  const std::lock_guard lock(mutex_);
  turn_month(account, now_());
  const std::uint64_t limit = account.token.rows_a_month;
  const std::uint64_t left = limit - std::min(limit, account.usage.rows);
  if (rows > left) {
    return tl::unexpected(ApiError{.status = 403,
                                   .code = "rows_exhausted",
                                   .message = "the request may cost " + std::to_string(rows) +
                                              " rows, and " + std::to_string(left) + " of " +
                                              std::to_string(limit) +
                                              " are left this month: ask with a smaller limit"});
  }
  if (rows > 0 && !write(account, account.usage.rows + rows, true)) {
    return tl::unexpected(ApiError{500, "index_unwritable", "the index could not be written"});
  }
  account.usage.rows += rows;
  return Reservation(*this, account, account.usage.month, rows);
}

// Where it cannot be written, the index holds too much until the next time.
void ApiLedger::give_back(Account& account, std::uint32_t month, std::uint64_t rows) {
  const std::lock_guard lock(mutex_);
  if (rows == 0 || account.usage.month != month) return;
  account.usage.rows -= rows;
  (void)write(account, account.usage.rows, false);
}

ApiLedger::Reservation::~Reservation() {
  if (ledger_ != nullptr) ledger_->give_back(account_, month_, rows_ - std::min(rows_, used_));
}

ApiLedger::Balance ApiLedger::balance(Account& account) {
  const std::lock_guard lock(mutex_);
  turn_month(account, now_());
  const std::uint64_t limit = account.token.rows_a_month;
  return {account.token.name, limit - std::min(limit, account.usage.rows), limit};
}

}  // namespace anchord
