#include <chrono>

#include "indexer/ctl/command.h"
#include "indexer/ctl/facts.h"
#include "indexer/ctl/options.h"
#include "indexer/frontier_report.h"
#include "indexer/robots.h"
#include "storage/typed_url.h"

namespace anchord {
namespace {

class FrontierCommand final : public Command {
 public:
  void add_options(CLI::App& /*app*/) override {}

  Result<int> run(const std::filesystem::path& data) override {
    const auto db = open_index(data);
    if (!db) return tl::unexpected(db.error());
    const auto facts = describe_frontier(**db, time_now());
    if (!facts) return tl::unexpected(facts.error());
    print_facts(*facts);
    return kExitDone;
  }
};

class HostCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("HOST", host_, "Host, with its port where that is not the default")->required();
  }

  Result<int> run(const std::filesystem::path& data) override {
    const auto url = parse_typed_url(host_);
    if (!url) return invalid_input("\"" + host_ + "\": want a host");
    const auto db = open_index(data);
    if (!db) return tl::unexpected(db.error());
    const auto facts = describe_host(**db, *url, kProductToken, time_now());
    if (!facts) return tl::unexpected(facts.error());
    print_facts(*facts);
    return kExitDone;
  }

 private:
  std::string host_;
};

}  // namespace

std::unique_ptr<Command> make_frontier_command() { return std::make_unique<FrontierCommand>(); }
std::unique_ptr<Command> make_host_command() { return std::make_unique<HostCommand>(); }

}  // namespace anchord
