#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/api_request.h"
#include "indexer/output.h"
#include "storage/result.h"

namespace anchord {

// --api and --token: the same question put to a running anchord instead of to the index.
struct RemoteOptions {
  std::string api;
  std::string token;

  void add_to(CLI::App& app);
  bool is_given() const { return !api.empty(); }
};

// Prints what the API answers to `parameters`, as the command does with rows of its own: `envelope`
// and `columns` are those of the rows. Returns the exit code; fails with kInvalidInput where the
// API refuses, with kIo where there is no whole answer.
Result<int> print_remote(const RemoteOptions& remote, std::vector<ApiParameter> parameters,
                         OutputFormat format, std::string_view envelope,
                         const std::vector<std::string_view>& columns);

}  // namespace anchord
