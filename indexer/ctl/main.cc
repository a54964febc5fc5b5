#include <array>
#include <csignal>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "indexer/ctl/command.h"
#include "indexer/last_resort.h"
#include "indexer/output_table.h"

namespace anchord {
namespace {

struct NamedCommand {
  const char* name;
  const char* description;
  std::unique_ptr<Command> (*make)();
};

constexpr std::array<NamedCommand, 20> kCommands = {{
    {"anchors", "The report linked_anchors: each anchor text of a target with its links",
     make_anchors_command},
    {"links", "The links of a target, one row a link, with every column", make_links_command},
    {"pages", "The pages of a target, one row a page", make_pages_command},
    {"stats", "Totals of the index", make_stats_command},
    {"serve", "Answers the HTTP API, until a signal", make_serve_command},
    {"token", "Makes tokens for the HTTP API; needs no index", make_token_command},
    {"seed", "Adds, lists, removes, pauses and resumes targets of the crawl", make_seed_command},
    {"check", "Verifies the index and names every violation", make_check_command},
    {"frontier", "What there is to ask for: counts, longest queues, oldest due",
     make_frontier_command},
    {"host", "How a host stands: queue, delay, backoff, robots.txt, last error", make_host_command},
    {"url-status", "Why a URL is, or is not, asked for", make_url_status_command},
    {"backup", "Copies the index as it stands, beside a running anchord too", make_backup_command},
    {"restore", "Makes an index of a backup", make_restore_command},
    {"compact", "Gives back the space of what was removed; anchord must not run",
     make_compact_command},
    {"upgrade", "Brings an index of an earlier anchord to today's format; anchord does so itself",
     make_upgrade_command},
    {"forget", "Removes all that is known of a domain; anchord must not run", make_forget_command},
    {"extract", "The links of local files, as JSON; needs no index", make_extract_command},
    {"url", "What a URL is to the index; needs none", make_url_command},
    {"encoding", "The encoding of a local file, and why; needs no index", make_encoding_command},
    {"robots", "What a robots.txt allows, for JSON lines on standard input; needs no index",
     make_robots_command},
}};

constexpr const char* kFooter =
    "Exit codes: 0 done; 1 I/O error, damaged index, or violations found by check; 2 bad input.\n"
    "Works beside a running anchord and without one.";

int fail(const std::string& message, int exit_code) {
  std::cerr << "anchorctl: " << terminal_text(message, kErrorColumnsMax).text << std::endl;
  return exit_code;
}

// What is wrong with the command line, and what is allowed.
std::string explain(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  const bool wants_command = chosen.empty() && error.get_name() == "RequiredError";
  if (!wants_command) {
    const std::string command = chosen.empty() ? "" : chosen.front()->get_name() + " ";
    return std::string(error.what()) + "; see anchorctl " + command + "--help";
  }
  const std::vector<std::string> unknown = app.remaining();
  std::string message = unknown.empty() ? "" : "\"" + unknown.front() + "\": ";
  message += "want one of the commands ";
  for (const NamedCommand& named : kCommands) {
    message.append(&named == kCommands.data() ? "" : ", ").append(named.name);
  }
  return message + "; see anchorctl --help";
}

int run(int argc, char** argv) {
  CLI::App app("Answers questions about what anchord has crawled.", "anchorctl");
  app.footer(kFooter);
  app.set_version_flag("--version", "anchorctl " ANCHORD_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  std::string data;
  app.add_option("--data", data, "Directory of the index");
  std::vector<std::pair<CLI::App*, std::unique_ptr<Command>>> commands;
  for (const NamedCommand& named : kCommands) {
    CLI::App* const options = app.add_subcommand(named.name, named.description);
    commands.emplace_back(options, named.make());
    options->footer(kFooter);
    commands.back().second->add_options(*options);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    return fail(explain(app, error), kExitBadInput);
  }
  for (const auto& [options, command] : commands) {
    if (!options->parsed()) continue;
    const auto exit_code = command->run(data);
    if (exit_code) return *exit_code;
    const bool bad_input = exit_code.error().code == ErrorCode::kInvalidInput;
    return fail(exit_code.error().message, bad_input ? kExitBadInput : kExitFailure);
  }
  return kExitDone;
}

}  // namespace
}  // namespace anchord

int main(int argc, char** argv) {
  anchord::set_last_resort("anchorctl");
  // A reader that goes away (`| head`) ends the program without a word, as it does others.
  std::signal(SIGPIPE, SIG_DFL);
  std::ios::sync_with_stdio(false);
  return anchord::run(argc, argv);
}
