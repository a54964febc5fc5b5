#include "crawler/options.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "indexer/output_table.h"

namespace anchord {
namespace {

constexpr const char* kDescription =
    "Crawls target domains and indexes the links going out of their pages.";
constexpr const char* kFooter =
    "Exit codes: 0 nothing due any more (--once), or stopped by SIGINT or SIGTERM after draining;\n"
    "1 the index could not be read or written; 2 bad input; 3 no page was indexed (--once); 130 a "
    "second signal.";

// Fills `options` from the texts of the command line.
Status apply(Options& options, const std::string& seeds_file,
             const std::vector<std::string>& urls) {
  auto given = read_config(options.config, options.sources);
  if (!given) return tl::unexpected(given.error());
  options.given = std::move(*given);
  for (const std::string& text : urls) {
    auto seed = parse_seed(text);
    if (!seed) return tl::unexpected(seed.error());
    options.seeds.push_back(std::move(*seed));
  }
  if (seeds_file.empty()) return Ok{};
  auto list = read_seeds(seeds_file);
  if (!list) return tl::unexpected(list.error());
  options.seeds.insert(options.seeds.end(), list->seeds.begin(), list->seeds.end());
  options.refused_seeds = std::move(list->refused);
  return Ok{};
}

}  // namespace

std::optional<std::filesystem::path> drop_dir(const Options& options) {
  if (options.once) return std::nullopt;
  const std::string& chosen = options.config.seeds.drop_dir;
  return chosen.empty() ? options.data / "seeds" : std::filesystem::path(chosen);
}

std::optional<Options> read_command_line(int argc, char** argv, int& exit_code) {
  Options options;
  bool check_config = false;
  std::string seeds_file;
  std::vector<std::string> urls;
  CLI::App app(kDescription, "anchord");
  app.footer(kFooter);
  app.set_version_flag("--version", "anchord " ANCHORD_VERSION);
  app.add_flag("--check-config", check_config, "say whether the configuration is valid, and end");
  auto* const data =
      app.add_option("--data", options.data, "directory of the index; made where there is none");
  app.add_flag("--once", options.once, "end when nothing is due any more");
  app.add_flag("--recrawl", options.recrawl, "make every known page due at once");
  app.add_option("--config", options.sources.file, "TOML file with settings");
  app.add_option("--set", options.sources.settings,
                 "one setting, e.g. politeness.delay_ms=0; may be repeated")
      ->allow_extra_args(false);
  app.add_option("--seeds", seeds_file,
                 "file with one seed a line: URL [key=value]...; # starts a comment");
  app.add_option(
      "URL", urls,
      "pages to start from; their hosts are crawled. One may be a seed in quotes: 'URL key=value'");
  try {
    app.parse(argc, argv);
    if (!check_config && data->count() == 0) throw CLI::RequiredError("--data");
  } catch (const CLI::Success& asked) {
    exit_code = app.exit(asked);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    std::cerr << "anchord: " << terminal_text(error.what(), kErrorColumnsMax).text
              << "; see anchord --help\n";
    exit_code = kExitBadInput;
    return std::nullopt;
  }
  if (auto applied = apply(options, seeds_file, urls); !applied) {
    std::cerr << "anchord: " << terminal_text(applied.error().message, kErrorColumnsMax).text
              << '\n';
    exit_code = kExitBadInput;
    return std::nullopt;
  }
  if (check_config) {
    std::cout << "the configuration is valid\n";
    return std::nullopt;
  }
  return options;
}

}  // namespace anchord
