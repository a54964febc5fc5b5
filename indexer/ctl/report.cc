#include <algorithm>

#include "indexer/api_answer.h"
#include "indexer/ctl/answer_printer.h"
#include "indexer/ctl/command.h"
#include "indexer/ctl/options.h"
#include "indexer/ctl/remote.h"

namespace anchord {
namespace {

// A report of the API, with its parameters as options: answered from the index or, the same way, by
// a running anchord.
class ReportCommand : public Command {
 public:
  ReportCommand(ApiReport report, std::uint64_t limit) : report_(report), rows_{limit} {}

  void add_options(CLI::App& app) override {
    target_.add_to(app);
    app.add_option("--select", select_, "Columns, with commas between them; * is all of them")
        ->capture_default_str();
    app.add_option("--where", where_,
                   "Conditions on links, with commas between them, as in "
                   "'link_type=\"href\",substring(url_to,\"docs\")'");
    add_own_options(app);
    const bool is_unlimited = rows_.limit == kNoLimit;
    rows_.add_to(app, is_unlimited ? "all of them, by --api " + std::to_string(kReportRowsMax)
                                   : std::to_string(rows_.limit));
    app.add_option("--cursor", cursor_,
                   "Page by page: start, then what the page before ends with; for json, xml, php");
    app.add_flag("--dry-run", dry_run_, "The rows that the API would charge, instead of the rows");
    output_.add_to(app, "table, json, csv, ndjson, xml or php");
    remote_.add_to(app);
  }

  Result<int> run(const std::filesystem::path& data) override {
    const bool is_table = output_.output == "table" && !dry_run_;
    const std::vector<ApiParameter> parameters = parameters_for(is_table);
    auto request = parse_api_request(parameters);
    if (!request) {
      const bool is_output = request.error().code == "bad_output";
      return invalid_input(request.error().message + (is_output ? ", table" : ""));
    }
    std::vector<std::string_view> columns;
    for (const Column* column : request->select) columns.push_back(column->name);
    AnswerPrinter printer = is_table ? AnswerPrinter::as_table(columns) : AnswerPrinter::as_it_is();
    request->limit = rows_.limit;
    auto answered = remote_.is_given() ? ask_remote(remote_, parameters, printer)
                                       : ask_index(data, *std::move(request), printer);
    if (!answered) return tl::unexpected(answered.error());
    if (auto printed = printer.finish(); !printed) return tl::unexpected(printed.error());
    return kExitDone;
  }

 protected:
  virtual void add_own_options(CLI::App& app) = 0;
  virtual std::vector<ApiParameter> own_parameters() const = 0;

 private:
  std::vector<ApiParameter> parameters_for(bool is_table) const {
    std::vector<ApiParameter> parameters = own_parameters();
    std::string output = output_.output;
    if (output == "table") output = is_table ? "ndjson" : "json";
    const ApiParameter shared[] = {
        {"from", std::string(name_of(report_))},
        {"target", target_.target},
        {"mode", target_.mode},
        {"select", select_},
        {"where", where_},
        {"limit", std::to_string(std::min(rows_.limit, kReportRowsMax))},
        {"offset", std::to_string(rows_.offset)},
        {"cursor", cursor_},
        {"dry_run", dry_run_ ? "true" : ""},
        {"output", output},
    };
    parameters.insert(parameters.end(), std::begin(shared), std::end(shared));
    return parameters;
  }

  static Status ask_index(const std::filesystem::path& data, ApiRequest request,
                          AnswerPrinter& printer) {
    const auto db = open_index(data);
    if (!db) return tl::unexpected(db.error());
    const auto answer = begin_answer(**db, std::move(request), ReportLimits{});
    if (!answer) return tl::unexpected(answer.error());
    while (true) {
      const auto piece = (*answer)->next_piece();
      if (!piece) return tl::unexpected(piece.error());
      if (piece->empty() || !printer.take(*piece)) return Ok{};
    }
  }

  const ApiReport report_;
  TargetOptions target_;
  std::string select_ = "*";
  std::string where_;
  PageOptions rows_;
  std::string cursor_;
  bool dry_run_ = false;
  OutputOptions output_;
  RemoteOptions remote_;
};

class AnchorsCommand final : public ReportCommand {
 public:
  AnchorsCommand() : ReportCommand(ApiReport::kLinkedAnchors, kReportRowsDefault) {}

 private:
  void add_own_options(CLI::App& app) override {
    app.add_option("--having", having_, "Conditions on groups, as in 'links_external>0'");
    app.add_option("--order-by", order_by_,
                   "Columns, with commas between them, each with :asc or :desc; by default "
                   "internal and external links together, descending");
    app.add_flag("--stats", stats_, "Totals beside the rows; for json, xml, php");
  }
  std::vector<ApiParameter> own_parameters() const override {
    return {{"having", having_}, {"order_by", order_by_}, {"stats", stats_ ? "true" : ""}};
  }

  std::string having_;
  std::string order_by_;
  bool stats_ = false;
};

class LinksCommand final : public ReportCommand {
 public:
  LinksCommand() : ReportCommand(ApiReport::kLinks, kNoLimit) {}

 private:
  void add_own_options(CLI::App& app) override {
    app.add_flag("--lost", lost_,
                 "Links that are no longer on their page, instead of those that are");
  }
  std::vector<ApiParameter> own_parameters() const override {
    return {{"lost", lost_ ? "true" : ""}};
  }

  bool lost_ = false;
};

}  // namespace

std::unique_ptr<Command> make_anchors_command() { return std::make_unique<AnchorsCommand>(); }
std::unique_ptr<Command> make_links_command() { return std::make_unique<LinksCommand>(); }

}  // namespace anchord
