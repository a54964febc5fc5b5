#pragma once

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/columns.h"
#include "storage/result.h"

// Rows as people and programs read them.
namespace anchord {

enum class OutputFormat : std::uint8_t {
  kTable,   // aligned columns for a terminal; bytes that would steer it are escaped
  kJson,    // one object with one array, called as the envelope says
  kCsv,     // RFC 4180 with a header line
  kNdjson,  // one JSON object a line
};
// Fails with kInvalidInput, naming what is allowed.
Result<OutputFormat> output_format_named(std::string_view name);

// What an answer says beside its rows: an object of this name.
struct TailObject {
  std::string_view name;
  std::vector<std::string_view> names;
  std::vector<Value> values;  // as many
};

// Writes rows one after the other, in constant memory. Dates are ISO 8601 in UTC; a value that is
// not known is null in JSON and empty elsewhere. The stream's state tells of failed writes.
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  // As many values as there are columns.
  virtual void row(const std::vector<Value>& values) = 0;
  // After the last row; formats of rows alone leave it out.
  virtual void tail(const TailObject& /*object*/) {}
  // To be called once, at the end.
  virtual void finish() = 0;
};

// `out` is borrowed and must outlive the writer. `is_terminal`: fields of a table that are too wide
// for one are cut.
std::unique_ptr<RowWriter> make_row_writer(OutputFormat format, std::string_view envelope,
                                           const std::vector<std::string_view>& columns,
                                           std::ostream& out, bool is_terminal = true);

// The text of a value as tables and CSV have it.
std::string plain_text(const Value& value);

}  // namespace anchord
