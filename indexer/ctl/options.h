#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "indexer/output.h"
#include "storage/database.h"
#include "storage/result.h"
#include "storage/target.h"

// Options that several commands share.
namespace anchord {

// TARGET and --mode.
struct TargetOptions {
  std::string target;
  std::string mode = "subdomains";

  void add_to(CLI::App& app);
  Result<Target> parse() const;
};

// --limit and --offset.
struct PageOptions {
  std::uint64_t limit;
  std::uint64_t offset = 0;

  void add_to(CLI::App& app, const std::string& default_limit);
};
inline constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

// --output.
struct OutputOptions {
  std::string output = "table";

  // `formats`: those that the command offers, e.g. "table, json or csv".
  void add_to(CLI::App& app, const std::string& formats);
  Result<OutputFormat> parse() const { return output_format_named(output); }
};

// The index in `data`, for reading. Fails with kInvalidInput if there is none, or if it waits for
// an upgrade and `any_format` is false.
Result<std::unique_ptr<Database>> open_index(const std::filesystem::path& data,
                                             bool any_format = false);

// Rows to standard output, the first `offset` passed over and at most `limit` written.
class RowPrinter {
 public:
  RowPrinter(OutputFormat format, std::string_view envelope,
             const std::vector<std::string_view>& columns, std::uint64_t limit,
             std::uint64_t offset);

  // Whether another row may be printed; false once the limit is reached, or writing failed.
  bool wants_more() const;
  // Whether the next row is to be passed over, and passes it over.
  bool skips();
  void print(const std::vector<Value>& values);
  // To be called once, at the end. Fails with kIo where something could not be written.
  Status finish();

 private:
  std::unique_ptr<RowWriter> writer_;
  std::uint64_t left_;
  std::uint64_t to_skip_;
};

}  // namespace anchord
