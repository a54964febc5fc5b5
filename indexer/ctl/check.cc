#include "indexer/check.h"

#include <iostream>

#include "indexer/ctl/command.h"
#include "indexer/ctl/options.h"
#include "indexer/output_table.h"

namespace anchord {
namespace {

constexpr std::size_t kLineColumnsMax = 1000;

class CheckCommand final : public Command {
 public:
  void add_options(CLI::App& /*app*/) override {}

  Result<int> run(const std::filesystem::path& data) override {
    const auto db = open_index(data);
    if (!db) return tl::unexpected(db.error());
    const auto report = check_index(**db);
    if (!report) return tl::unexpected(report.error());
    for (const std::string& violation : report->named) {
      std::cout << terminal_text(violation, kLineColumnsMax).text << '\n';
    }
    if (report->violations > report->named.size()) {
      std::cout << "... and " << report->violations - report->named.size() << " more\n";
    }
    std::cout << report->violations << " violations in " << report->urls << " URLs, "
              << report->links << " links, " << report->anchor_counts << " anchor counts"
              << std::endl;
    if (!std::cout) return io_error("standard output: cannot write");
    return report->violations == 0 ? kExitDone : kExitFailure;
  }
};

}  // namespace

std::unique_ptr<Command> make_check_command() { return std::make_unique<CheckCommand>(); }

}  // namespace anchord
