#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "indexer/api_request.h"
#include "indexer/ctl/answer_printer.h"
#include "storage/result.h"

namespace anchord {

// --api and --token: the same question put to a running anchord instead of to the index.
struct RemoteOptions {
  std::string api;
  std::string token;

  void add_to(CLI::App& app);
  bool is_given() const { return !api.empty(); }
};

// Puts what the API answers to `parameters` into `printer`. Fails with kInvalidInput where the API
// refuses, with kIo where there is no whole answer.
Status ask_remote(const RemoteOptions& remote, const std::vector<ApiParameter>& parameters,
                  AnswerPrinter& printer);

}  // namespace anchord
