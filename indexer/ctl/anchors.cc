#include <algorithm>

#include "indexer/ctl/command.h"
#include "indexer/ctl/options.h"
#include "indexer/ctl/remote.h"
#include "indexer/report.h"

namespace anchord {
namespace {

class AnchorsCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    target_.add_to(app);
    app.add_option("--select", select_,
                   "Columns, with commas between them: anchor, "
                   "links_internal, links_external; * is all of them")
        ->capture_default_str();
    app.add_option("--where", where_,
                   "Conditions on links, with commas between them, as in "
                   "'link_type=\"href\",substring(url_to,\"docs\")'");
    app.add_option("--having", having_, "Conditions on groups, as in 'links_external>0'");
    app.add_option("--order-by", order_by_,
                   "Columns, with commas between them, each with :asc or :desc; by default "
                   "internal and external links together, descending");
    rows_.add_to(app, std::to_string(kReportRowsDefault));
    output_.add_to(app, "table, json, csv or ndjson");
    remote_.add_to(app);
  }

  Result<int> run(const std::filesystem::path& data) override {
    auto target = target_.parse();
    if (!target) return tl::unexpected(target.error());
    const auto selected = parse_select(select_);
    if (!selected) return tl::unexpected(selected.error());
    auto where = Condition::parse(where_, Clause::kWhere);
    if (!where) return tl::unexpected(where.error());
    auto having = Condition::parse(having_, Clause::kHaving);
    if (!having) return tl::unexpected(having.error());
    auto order_by = parse_order_by(order_by_);
    if (!order_by) return tl::unexpected(order_by.error());
    const auto format = output_.parse();
    if (!format) return tl::unexpected(format.error());
    if (remote_.is_given()) return run_remote(*selected, *format);
    const auto db = open_index(data);
    if (!db) return tl::unexpected(db.error());
    const auto groups =
        linked_anchors(**db, {std::move(*target), std::move(*where), std::move(*having),
                              std::move(*order_by), rows_.limit, rows_.offset});
    if (!groups) return tl::unexpected(groups.error());
    return print(*groups, *selected, *format);
  }

 private:
  Result<int> run_remote(const std::vector<const Column*>& selected, OutputFormat format) const {
    return print_remote(remote_,
                        {{"from", "linked_anchors"},
                         {"target", target_.target},
                         {"mode", target_.mode},
                         {"select", select_},
                         {"where", where_},
                         {"having", having_},
                         {"order_by", order_by_},
                         {"limit", std::to_string(std::min(rows_.limit, kReportRowsMax))},
                         {"offset", std::to_string(rows_.offset)}},
                        format, "anchors", names_of(selected));
  }

  static std::vector<std::string_view> names_of(const std::vector<const Column*>& selected) {
    std::vector<std::string_view> names;
    names.reserve(selected.size());
    for (const Column* column : selected) names.push_back(column->name);
    return names;
  }

  static Result<int> print(const std::vector<AnchorGroup>& groups,
                           const std::vector<const Column*>& selected, OutputFormat format) {
    RowPrinter printer(format, "anchors", names_of(selected), kNoLimit, 0);
    std::vector<Value> values(selected.size());
    for (const AnchorGroup& group : groups) {
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = selected[i]->of_group(group);
      printer.print(values);
    }
    if (auto printed = printer.finish(); !printed) return tl::unexpected(printed.error());
    return kExitDone;
  }

  TargetOptions target_;
  std::string select_ = "*";
  std::string where_;
  std::string having_;
  std::string order_by_;
  PageOptions rows_{kReportRowsDefault};
  OutputOptions output_;
  RemoteOptions remote_;
};

}  // namespace

std::unique_ptr<Command> make_anchors_command() { return std::make_unique<AnchorsCommand>(); }

}  // namespace anchord
