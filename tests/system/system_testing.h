#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/system/process.h"

// The built programs on an index of their own, as an operator runs them.
namespace anchord {

class Index {
 public:
  // With `disk` the index itself is there, and what the programs say on the usual one.
  explicit Index(const std::filesystem::path& disk = {}) {
    std::string name = (std::filesystem::temp_directory_path() / "anchord-system-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    data_ = (disk.empty() ? directory_ : disk) / "index";
  }
  ~Index() { std::filesystem::remove_all(directory_); }
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  // A running `anchord`, in no way polite, without the API unless the arguments say where. Commits
  // are small, so that there are many.
  Process anchord(std::vector<std::string> arguments) const {
    arguments.insert(
        arguments.begin(),
        {ANCHORD, "--data", data(), "--set", "network.allow=127.0.0.0/8", "--set",
         "politeness.delay_ms=0", "--set", "politeness.connections_per_host=4", "--set",
         "pipeline.commit_pages_max=20", "--set", "pipeline.pages_max=64", "--set", "api.listen="});
    return {std::move(arguments), directory_};
  }

  // Crawls until nothing is due. Returns the exit code.
  int crawl(std::vector<std::string> arguments) const {
    arguments.emplace_back("--once");
    return anchord(std::move(arguments)).wait().exit_code;
  }

  // The standard output of `anchorctl`, as lines.
  std::vector<std::string> anchorctl(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {ANCHORCTL, "--data", data()});
    std::istringstream out(Process(std::move(arguments), directory_).wait().out);
    std::vector<std::string> lines;
    for (std::string line; std::getline(out, line);) lines.push_back(line);
    return lines;
  }

  std::vector<nlohmann::json> rows(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--output", "ndjson"});
    std::vector<nlohmann::json> rows;
    for (const std::string& line : anchorctl(std::move(arguments))) {
      rows.push_back(nlohmann::json::parse(line));
    }
    return rows;
  }

  // A total of `anchorctl stats`.
  std::int64_t stat(const std::string& name) const {
    for (const nlohmann::json& row : rows({"stats"})) {
      if (row["name"] == name) return row["value"];
    }
    return -1;
  }

  // "" where `anchorctl check` finds nothing, else what it says.
  std::string violations() const {
    const std::vector<std::string> lines = anchorctl({"check"});
    if (lines.size() == 1 && lines[0].starts_with("0 violations")) return "";
    std::string all;
    for (const std::string& line : lines) all += line + "\n";
    return all.empty() ? "check failed" : all;
  }

  std::string data() const { return data_.string(); }
  const std::filesystem::path& directory() const { return directory_; }

 private:
  std::filesystem::path directory_;
  std::filesystem::path data_;
};

}  // namespace anchord
