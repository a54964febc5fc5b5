#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "indexer/api_request.h"
#include "indexer/columns.h"
#include "indexer/output.h"
#include "indexer/report.h"
#include "storage/database.h"
#include "storage/result.h"

namespace anchord {

// The rows of an answer, one after the other, from one moment of the index.
class ApiRows {
 public:
  virtual ~ApiRows() = default;
  virtual std::vector<std::string_view> columns() const = 0;
  // The next row, valid until the next call; null at the end, and after an error.
  virtual const std::vector<Value>* next() = 0;
  // To be asked once next() gave null.
  virtual Status status() const = 0;
  // What is to be said after the last row; views are into these rows.
  virtual std::vector<TailObject> tail() const { return {}; }
  // Starts again with the first row.
  virtual void rewind() = 0;
};

// How many objects tail() has.
std::size_t tails_of(const ApiRequest& request);

// What the rows are called, together and one by one.
struct ApiEnvelope {
  std::string_view rows;
  std::string_view row;
};
ApiEnvelope envelope_of(const ApiRequest& request);

// `snapshot`, `request` and `limits` are borrowed. Fails as linked_anchors() does.
Result<std::unique_ptr<ApiRows>> make_api_rows(const Snapshot& snapshot, ApiRequest& request,
                                               const ReportLimits& limits);

}  // namespace anchord
