#include "indexer/stats.h"

#include "indexer/ctl/command.h"
#include "indexer/ctl/options.h"

namespace anchord {
namespace {

class StatsCommand final : public Command {
 public:
  void add_options(CLI::App& app) override { output_.add_to(app, "table, json, csv or ndjson"); }

  Result<int> run(const std::filesystem::path& data) override {
    const auto format = output_.parse();
    if (!format) return tl::unexpected(format.error());
    const auto db = open_index(data);
    if (!db) return tl::unexpected(db.error());
    const auto stats = index_stats(**db);
    if (!stats) return tl::unexpected(stats.error());
    RowPrinter printer(*format, "stats", {"name", "value"}, kNoLimit, 0);
    const auto print = [&](const std::string& name, std::uint64_t value) {
      printer.print({std::string_view(name), static_cast<std::int64_t>(value)});
    };
    print("pages", stats->pages);
    for (std::size_t i = 0; i < stats->urls.size(); ++i) {
      print("urls_" + std::string(name_of(static_cast<FetchState>(i))), stats->urls[i]);
    }
    for (std::size_t i = 0; i < kLinkTypes; ++i) {
      print("links_live_" + std::string(name_of(static_cast<LinkType>(i))), stats->links_live[i]);
    }
    for (std::size_t i = 0; i < kLinkTypes; ++i) {
      print("links_lost_" + std::string(name_of(static_cast<LinkType>(i))), stats->links_lost[i]);
    }
    print("links_dropped", stats->links_dropped);
    print("anchors", stats->anchors);
    print("hosts", stats->hosts);
    print("frontier", stats->frontier);
    for (std::size_t i = 0; i < kRefusals; ++i) {
      print("not_followed_" + std::string(name_of(static_cast<Refusal>(i))),
            stats->not_followed[i]);
    }
    for (std::size_t i = 0; i < kFamilies; ++i) {
      print("bytes_" + std::string(name_of(static_cast<Family>(i))), stats->bytes_on_disk[i]);
    }
    if (auto printed = printer.finish(); !printed) return tl::unexpected(printed.error());
    return kExitDone;
  }

 private:
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_stats_command() { return std::make_unique<StatsCommand>(); }

}  // namespace anchord
