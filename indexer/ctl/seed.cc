#include <fstream>
#include <iostream>
#include <vector>

#include "indexer/ctl/command.h"
#include "indexer/ctl/options.h"
#include "indexer/ctl/seed_drop.h"
#include "indexer/ctl/seed_import.h"
#include "indexer/seed_redirects.h"
#include "storage/format.h"

namespace anchord {
namespace {

constexpr int kWaitMaxS = 3600;

const std::vector<std::string_view> kColumns = {
    "url",      "scope",    "paused",  "max_pages", "max_depth",      "recrawl_h",
    "delay_ms", "priority", "include", "exclude",   "redirect_hosts", "redirects_out_to"};

std::string joined(const std::vector<std::string>& patterns) {
  std::string text;
  for (const std::string& pattern : patterns) text.append(text.empty() ? "" : " ").append(pattern);
  return text;
}

class SeedCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.require_subcommand(1);
    app.add_option("--drop-dir", drop_dir_, "seeds.drop_dir of anchord; by default DATA/seeds");
    app.add_option("--wait", wait_s_, "Seconds to wait for anchord to take them in")
        ->check(CLI::Range(0, kWaitMaxS))
        ->capture_default_str();
    list_ = app.add_subcommand("list", "The targets of the crawl, one row each");
    output_.add_to(*list_, "table, json, csv or ndjson");
    add_verb(app, "add", "Adds or changes targets: 'URL [key=value]...', each in quotes");
    add_verb(app, "remove", "These are targets no more: what is known of them stays");
    add_verb(app, "pause", "Nothing of these targets is asked for");
    add_verb(app, "resume", "Goes on with paused targets");
    import_ = app.add_subcommand("import",
                                 "Adds the URLs of a sitemap, or the lines of a list, "
                                 "from standard input");
    import_->add_option("--with", options_, "'key=value ...' for each URL of a sitemap");
  }

  Result<int> run(const std::filesystem::path& data) override {
    if (list_->parsed()) return list(data);
    if (data.empty() && drop_dir_.empty()) {
      return invalid_input("--data: want the directory of an index");
    }
    auto drop = SeedDrop::begin(drop_dir_.empty() ? data / "seeds" : drop_dir_);
    if (!drop) return tl::unexpected(drop.error());
    if (import_->parsed()) {
      const auto write = [&drop](std::string_view bytes) { drop->write(bytes); };
      if (auto read = import_seeds(std::cin, options_, write); !read) {
        return tl::unexpected(read.error());
      }
    }
    for (const Verb& verb : verbs_) {
      if (!verb.app->parsed()) continue;
      const std::string word = verb.name == "add" ? "" : verb.name + " ";
      for (const std::string& line : lines_) drop->write(word + line + "\n");
    }
    if (auto dropped = drop->drop(); !dropped) return tl::unexpected(dropped.error());
    return tell(*drop);
  }

 private:
  struct Verb {
    std::string name;
    CLI::App* app;
  };

  void add_verb(CLI::App& app, const std::string& name, const std::string& description) {
    CLI::App* const verb = app.add_subcommand(name, description);
    verb->add_option(name == "add" ? "SEED" : "URL", lines_)->required();
    verbs_.push_back({name, verb});
  }

  Result<int> tell(const SeedDrop& drop) const {
    const auto verdicts = drop.wait(std::chrono::seconds(wait_s_));
    if (!verdicts) {
      std::cout << "left for anchord to take in when it runs\n";
      return kExitDone;
    }
    std::cout << std::ifstream(verdicts->report).rdbuf() << std::flush;
    return verdicts->is_done ? kExitDone : kExitBadInput;
  }

  Result<int> list(const std::filesystem::path& data) {
    const auto format = output_.parse();
    if (!format) return tl::unexpected(format.error());
    const auto db = open_index(data);
    if (!db) return tl::unexpected(db.error());
    const auto scope = Scope::load(**db);
    if (!scope) return tl::unexpected(scope.error());
    RowPrinter printer(*format, "targets", kColumns, kNoLimit, 0);
    const KeyRange keys = keys_with_prefix(kTargetPrefix);
    Cursor cursor = (*db)->scan(Family::kMeta, keys.begin, keys.end);
    for (; cursor.valid() && printer.wants_more(); cursor.next()) {
      const auto record = decode_target_record(cursor.value());
      if (!record) return tl::unexpected(record.error());
      const std::string href = href_of_key(cursor.key().substr(kTargetPrefix.size()));
      const auto seed = Url::parse(href);
      if (!seed) return corruption("the URL of a crawl target does not decode");
      const auto trace = trace_seed(**db, *seed, *record, &*scope);
      if (!trace) return tl::unexpected(trace.error());
      print(printer, href, *record, trace->leaves ? trace->last().href() : std::string_view());
    }
    if (auto status = cursor.status(); !status) return tl::unexpected(status.error());
    if (auto printed = printer.finish(); !printed) return tl::unexpected(printed.error());
    return kExitDone;
  }

  static void print(RowPrinter& printer, const std::string& url, const TargetRecord& record,
                    std::string_view leads_to) {
    const std::string include = joined(record.include);
    const std::string exclude = joined(record.exclude);
    std::string hosts;
    for (const std::string& host : record.redirect_hosts) {
      hosts.append(hosts.empty() ? "" : " ").append(host_text_of_key(host));
    }
    const auto number = [](auto count) { return Value{static_cast<std::int64_t>(count)}; };
    const Value delay = record.delay ? number(record.delay->count()) : Value{};
    printer.print(
        {std::string_view(url), name_of(record.mode), record.paused, number(record.max_pages),
         number(record.max_depth), number(record.recrawl.count()), delay, number(record.priority),
         std::string_view(include), std::string_view(exclude), std::string_view(hosts), leads_to});
  }

  std::filesystem::path drop_dir_;
  int wait_s_ = 10;
  std::string options_;
  std::vector<std::string> lines_;
  std::vector<Verb> verbs_;
  CLI::App* list_ = nullptr;
  CLI::App* import_ = nullptr;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_seed_command() { return std::make_unique<SeedCommand>(); }

}  // namespace anchord
