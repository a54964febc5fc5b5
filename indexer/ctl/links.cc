#include <algorithm>

#include "indexer/condition.h"
#include "indexer/ctl/command.h"
#include "indexer/ctl/link_values.h"
#include "indexer/ctl/options.h"
#include "indexer/ctl/remote.h"
#include "indexer/link_scan.h"
#include "indexer/report.h"

namespace anchord {
namespace {

class LinksCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    target_.add_to(app);
    app.add_option("--where", where_,
                   "Conditions on links, with commas between them, as in "
                   "'nofollow=true,substring(anchor,\"download\")'");
    app.add_flag("--lost", lost_,
                 "Links that are no longer on their page, instead of those that are");
    rows_.add_to(app, "all of them");
    output_.add_to(app, "table, json, csv or ndjson");
    remote_.add_to(app);
  }

  Result<int> run(const std::filesystem::path& data) override {
    const auto target = target_.parse();
    if (!target) return tl::unexpected(target.error());
    auto where = Condition::parse(where_, Clause::kWhere);
    if (!where) return tl::unexpected(where.error());
    const auto format = output_.parse();
    if (!format) return tl::unexpected(format.error());
    if (remote_.is_given()) return run_remote(*format);
    const auto db = open_index(data);
    if (!db) return tl::unexpected(db.error());
    LinkScan scan(**db, *target, lost_ ? LinkScan::Which::kLost : LinkScan::Which::kLive,
                  Deadline(), kReadsAll, &*where);
    RowPrinter printer(*format, "links", link_column_names(), rows_.limit, rows_.offset);
    std::vector<Value> values;
    while (printer.wants_more()) {
      const LinkRow* const row = scan.next();
      if (row == nullptr) break;
      if (printer.skips()) continue;
      read_link_values(*row, values);
      printer.print(values);
    }
    if (!scan.status()) return tl::unexpected(scan.status().error());
    if (auto printed = printer.finish(); !printed) return tl::unexpected(printed.error());
    return kExitDone;
  }

 private:
  Result<int> run_remote(OutputFormat format) const {
    return print_remote(remote_,
                        {{"from", "links"},
                         {"target", target_.target},
                         {"mode", target_.mode},
                         {"where", where_},
                         {"lost", lost_ ? "true" : "false"},
                         {"limit", std::to_string(std::min(rows_.limit, kReportRowsMax))},
                         {"offset", std::to_string(rows_.offset)}},
                        format, "links", link_column_names());
  }

  TargetOptions target_;
  std::string where_;
  bool lost_ = false;
  PageOptions rows_{kNoLimit};
  OutputOptions output_;
  RemoteOptions remote_;
};

}  // namespace

std::unique_ptr<Command> make_links_command() { return std::make_unique<LinksCommand>(); }

}  // namespace anchord
