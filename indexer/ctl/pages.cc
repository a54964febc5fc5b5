#include "indexer/ctl/command.h"
#include "indexer/ctl/options.h"
#include "indexer/page_columns.h"
#include "indexer/page_scan.h"

namespace anchord {
namespace {

class PagesCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    target_.add_to(app);
    app.add_flag("--all", all_, "Also URLs that were found but never visited");
    rows_.add_to(app, "all of them");
    output_.add_to(app, "table, json, csv or ndjson");
  }

  Result<int> run(const std::filesystem::path& data) override {
    const auto target = target_.parse();
    if (!target) return tl::unexpected(target.error());
    const auto format = output_.parse();
    if (!format) return tl::unexpected(format.error());
    const auto db = open_index(data);
    if (!db) return tl::unexpected(db.error());
    std::vector<std::string_view> names;
    for (const PageColumn& column : page_columns()) names.push_back(column.name);
    PageScan scan(**db, *target, all_ ? PageScan::Over::kUrls : PageScan::Over::kPages);
    RowPrinter printer(*format, "pages", names, rows_.limit, rows_.offset);
    std::vector<Value> values;
    while (printer.wants_more()) {
      const StoredPage* const page = scan.next();
      if (page == nullptr) break;
      if (printer.skips()) continue;
      values.clear();
      for (const PageColumn& column : page_columns()) values.push_back(column.of_page(*page));
      printer.print(values);
    }
    if (!scan.status()) return tl::unexpected(scan.status().error());
    if (auto printed = printer.finish(); !printed) return tl::unexpected(printed.error());
    return kExitDone;
  }

 private:
  TargetOptions target_;
  bool all_ = false;
  PageOptions rows_{kNoLimit};
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_pages_command() { return std::make_unique<PagesCommand>(); }

}  // namespace anchord
