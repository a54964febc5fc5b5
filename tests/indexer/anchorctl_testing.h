#pragma once

#include <gtest/gtest.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/indexer/sample_index.h"

// Runs the built program as a shell does.
namespace anchord {

struct CommandOutcome {
  int exit_code = -1;
  std::string out;
  std::string err;
};

class AnchorctlTest : public testing::Test {
 protected:
  AnchorctlTest() {
    std::string name = (std::filesystem::temp_directory_path() / "anchorctl-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    SampleIndex index(directory_ / "index");
    index.visit("http://a.example/", day(0), {{"/x", "ex"}, {"/lost", "lost"}, {"/x", "ex"}});
    index.visit("http://a.example/", day(1), {{"/x", "ex"}, {"http://b.example/", "b,\"ee"}});
    index.found("http://a.example/x", day(0));
  }
  ~AnchorctlTest() override { std::filesystem::remove_all(directory_); }

  // `arguments` as a shell would get them; @ stands for the index's directory.
  CommandOutcome run(std::string arguments, const std::string& input = "") const {
    const std::string index = (directory_ / "index").string();
    if (const std::size_t at = arguments.find('@'); at != std::string::npos) {
      arguments.replace(at, 1, index);
    }
    std::ofstream(directory_ / "in") << input;
    const std::string command = std::string(ANCHORCTL) + " " + arguments + " <" +
                                (directory_ / "in").string() + " 2>" +
                                (directory_ / "err").string();
    CommandOutcome outcome;
    FILE* const pipe = popen(command.c_str(), "r");
    std::array<char, 4096> block{};
    while (const std::size_t size = fread(block.data(), 1, block.size(), pipe)) {
      outcome.out.append(block.data(), size);
    }
    outcome.exit_code = WEXITSTATUS(pclose(pipe));
    std::ifstream err(directory_ / "err");
    outcome.err.assign(std::istreambuf_iterator<char>(err), {});
    return outcome;
  }

  std::filesystem::path directory_;
};

}  // namespace anchord
