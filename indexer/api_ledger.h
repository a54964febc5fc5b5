#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/api_request.h"
#include "storage/database.h"
#include "storage/result.h"
#include "storage/time.h"

// Who may ask the HTTP API, and how much.
namespace anchord {

inline constexpr std::uint64_t kTokenRowsMax = 1'000'000'000'000;
inline constexpr std::size_t kTokenNameBytesMax = 64;

// A token, known by its hash alone.
struct ApiToken {
  std::string name;                // letters, digits, "_", "-", "."; what its use is kept under
  std::uint64_t rows_a_month = 0;  // rows of version 2 and units of version 3 alike
  std::string sha256;              // hexadecimal digits
};
// "NAME:ROWS:SHA256", as `anchorctl token add` prints it; nullopt where it is none.
std::optional<ApiToken> parse_api_token(std::string_view text);
std::string text_of(const ApiToken& token);

// Counts what is used, by calendar month (UTC), durably: rows are taken before an answer and those
// that it did not need are given back behind it. So parallel requests cannot use more than there
// is, and a crash forgets no row that was given; it may keep those of answers it cut off.
// Thread-safe. Must outlive its reservations.
class ApiLedger {
 public:
  // `db` is borrowed and must outlive this. `requests_per_minute` holds for each token; 0: any
  // number. `now` is called from any thread. Fails where the index cannot be read.
  static Result<std::unique_ptr<ApiLedger>> load(Database& db, const std::vector<ApiToken>& tokens,
                                                 int requests_per_minute,
                                                 std::function<Time()> now);

  class Account;
  // The account of a secret; null where nobody has it. Valid as long as this.
  Account* find(std::string_view secret) const;

  // To be asked once a request. Fails with 429, and the seconds until a request may pass, where
  // there were too many in this minute (of the clock).
  ApiResult<Ok> admit(Account& account);

  // Rows taken for an answer that is not given yet; all of them come back unless settled.
  class Reservation {
   public:
    Reservation(ApiLedger& ledger, Account& account, std::uint32_t month, std::uint64_t rows)
        : ledger_(&ledger), account_(account), month_(month), rows_(rows) {}
    Reservation(Reservation&& other) noexcept
        : ledger_(std::exchange(other.ledger_, nullptr)),
          account_(other.account_),
          month_(other.month_),
          rows_(other.rows_),
          used_(other.used_) {}
    Reservation& operator=(Reservation&&) = delete;
    ~Reservation();
    // How many were used, so far.
    void use(std::uint64_t rows) { used_ = rows; }

   private:
    ApiLedger* ledger_;
    Account& account_;
    std::uint32_t month_;
    std::uint64_t rows_;
    std::uint64_t used_ = 0;
  };
  // Fails with 403 where so many are not left, with 500 where the index cannot be written.
  ApiResult<Reservation> reserve(Account& account, std::uint64_t rows);

  struct Balance {
    std::string name;
    std::uint64_t rows_left = 0;  // without those that are reserved
    std::uint64_t rows_limit = 0;
  };
  Balance balance(Account& account);

  ~ApiLedger();
  ApiLedger(const ApiLedger&) = delete;
  ApiLedger& operator=(const ApiLedger&) = delete;

 private:
  ApiLedger(Database& db, int requests_per_minute, std::function<Time()> now);
  // Starts a new month, if it is time to.
  void turn_month(Account& account, Time now) const;
  Status write(const Account& account, std::uint64_t used, bool durable);
  void give_back(Account& account, std::uint32_t month, std::uint64_t rows);

  Database& db_;
  const int requests_per_minute_;
  const std::function<Time()> now_;
  std::mutex mutex_;  // of what the accounts hold
  std::vector<std::unique_ptr<Account>> accounts_;
};

}  // namespace anchord
