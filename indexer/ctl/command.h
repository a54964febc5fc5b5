#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string_view>

#include "storage/result.h"

// What anchorctl can do: one class a command, listed in main.cc.
namespace anchord {

// Exit codes of anchorctl. An Error of kInvalidInput ends it with kExitBadInput, others with
// kExitFailure.
inline constexpr int kExitDone = 0;
inline constexpr int kExitFailure = 1;  // I/O, corruption, violations found by `check`
inline constexpr int kExitBadInput = 2;

class Command {
 public:
  virtual ~Command() = default;
  // Declares the command's options; they are read into this object, which must outlive `app`.
  virtual void add_options(CLI::App& app) = 0;
  // Runs with the index in `data` and prints to standard output. Returns the exit code.
  virtual Result<int> run(const std::filesystem::path& data) = 0;
};

std::unique_ptr<Command> make_anchors_command();
std::unique_ptr<Command> make_links_command();
std::unique_ptr<Command> make_pages_command();
std::unique_ptr<Command> make_stats_command();
std::unique_ptr<Command> make_serve_command();
std::unique_ptr<Command> make_token_command();
std::unique_ptr<Command> make_seed_command();
std::unique_ptr<Command> make_check_command();
std::unique_ptr<Command> make_frontier_command();
std::unique_ptr<Command> make_host_command();
std::unique_ptr<Command> make_url_status_command();
std::unique_ptr<Command> make_backup_command();
std::unique_ptr<Command> make_restore_command();
std::unique_ptr<Command> make_compact_command();
std::unique_ptr<Command> make_forget_command();
std::unique_ptr<Command> make_upgrade_command();
std::unique_ptr<Command> make_extract_command();
std::unique_ptr<Command> make_url_command();
std::unique_ptr<Command> make_encoding_command();
std::unique_ptr<Command> make_robots_command();

}  // namespace anchord
