#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/api_answer.h"
#include "indexer/api_ledger.h"
#include "indexer/api_request.h"
#include "storage/database.h"

// Requests to the HTTP API by people with tokens, or by anyone where there are none: who asks, may
// they, what does it cost. Knows nothing of HTTP but the status of an error.
namespace anchord {

enum class ApiEndpoint : std::uint8_t {
  kVersion2,          // "/"
  kAnchorsExternal3,  // "/v3/site-explorer/linked-anchors-external"
  kAnchorsInternal3,  // "/v3/site-explorer/linked-anchors-internal"
};

struct ApiQuestion {
  ApiEndpoint endpoint = ApiEndpoint::kVersion2;
  std::vector<ApiParameter> parameters{};
  std::string key{};  // of "Authorization: Bearer KEY"; version 2 may have a parameter `token`
};

// Thread-safe. All is borrowed; `ledger` is null where there are no tokens, so that nobody is asked
// for one.
class ApiService {
 public:
  ApiService(const Database& db, ApiLedger* ledger) : db_(db), ledger_(ledger) {}

  // The answer, paid for by what of it is taken before it goes. It must not outlive this.
  std::unique_ptr<ApiAnswer> answer(const ApiQuestion& question, const ReportLimits& limits) const;

 private:
  ApiResult<std::unique_ptr<ApiAnswer>> answer_admitted(const ApiQuestion& question,
                                                        const ReportLimits& limits) const;

  const Database& db_;
  ApiLedger* ledger_;
};

}  // namespace anchord
