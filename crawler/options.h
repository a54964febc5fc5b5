#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "crawler/config_sources.h"
#include "crawler/seeds.h"

namespace anchord {

// Exit codes of `anchord`, as its --help and the README state them.
inline constexpr int kExitDone = 0;           // nothing due any more, or stopped by a signal
inline constexpr int kExitFailed = 1;         // the index could not be read or written
inline constexpr int kExitBadInput = 2;       // command line, configuration, seeds, data directory
inline constexpr int kExitNoPage = 3;         // --once, and no page was indexed
inline constexpr int kExitInterrupted = 130;  // a second signal: left without draining

// What a command line asks for.
struct Options {
  std::filesystem::path data;
  bool once = false;
  bool recrawl = false;
  ConfigSources sources;
  GivenSettings given;  // by the sources
  Config config;
  std::vector<Seed> seeds;
  std::vector<std::string> refused_seeds;  // one message a bad line of --seeds
};

// Where files of seeds are dropped; nullopt: not with --once.
std::optional<std::filesystem::path> drop_dir(const Options& options);

// Reads the command line, and the files that it names. Nullopt where there is nothing to run: help
// or version was asked for, or something was wrong and has been said on stderr; `exit_code` is set.
std::optional<Options> read_command_line(int argc, char** argv, int& exit_code);

}  // namespace anchord
