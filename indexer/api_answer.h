#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/api_request.h"
#include "indexer/report.h"
#include "storage/database.h"
#include "storage/result.h"

// The answer to a request to the HTTP API: its status, and its body piece by piece.
namespace anchord {

inline constexpr std::size_t kAnswerPieceBytes = 64U << 10U;  // a piece is at least so big

struct ApiHeader {
  std::string name;
  std::string value;
};

// Reads the index while it is asked for pieces, in constant memory but for the anchors of
// linked_anchors. Not thread-safe. Must not outlive its Database.
class ApiAnswer {
 public:
  virtual ~ApiAnswer() = default;
  virtual int status() const = 0;
  virtual std::string_view content_type() const = 0;
  // Rows in the pieces given so far: what is paid for.
  virtual std::uint64_t rows() const { return 0; }
  // Beyond the type.
  virtual std::vector<ApiHeader> headers() const { return {}; }
  // The next piece of the body; empty at the end. Fails where what follows cannot be read, or the
  // deadline is over: what was given is then not the whole.
  virtual Result<std::string> next_piece() = 0;
};

// Answers from one moment of the index; up to the end of the first piece what goes wrong is the
// error. Fails as linked_anchors() does.
Result<std::unique_ptr<ApiAnswer>> begin_answer(const Database& db, ApiRequest request,
                                                const ReportLimits& limits);

// The same for a client. What goes wrong before the first piece is whole is an
// answer too. Of errors of the disk the body does not tell more than that there was one.
std::unique_ptr<ApiAnswer> answer_api(const Database& db,
                                      const std::vector<ApiParameter>& parameters,
                                      const ReportLimits& limits);

// What the client is told of an error of the index.
ApiError api_error_of(const Error& error);

// "application/json", ...
std::string_view content_type_of(ApiOutput output);

// The body and type of an error; as JSON for csv and ndjson:
// {"error":"where, byte 3: want ...","code":"bad_where"}
std::unique_ptr<ApiAnswer> answer_api_error(const ApiError& error, ApiOutput output);

}  // namespace anchord
