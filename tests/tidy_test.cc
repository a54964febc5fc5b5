#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

// The tree holds its own rules: layers, doors, sizes (CONTRIBUTING, house rules).
namespace anchord {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLinesMax = 320;

struct Source {
  std::string path;  // from the root: "crawler/frontier.cc"
  std::string text;
};

// Every .h and .cc file below these folders, by path.
std::vector<Source> sources(const std::vector<std::string>& folders) {
  const fs::path root = ANCHORD_SOURCE_DIR;
  std::vector<Source> found;
  for (const std::string& folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const fs::path extension = entry.path().extension();
      if (extension != ".h" && extension != ".cc") continue;
      std::ifstream in(entry.path());
      found.push_back(
          {fs::relative(entry.path(), root).string(), {std::istreambuf_iterator<char>(in), {}}});
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Source& a, const Source& b) { return a.path < b.path; });
  return found;
}

const std::vector<Source>& product() {
  static const std::vector<Source> kSources = sources({"crawler", "indexer", "storage"});
  return kSources;
}
const std::vector<Source>& tests() {
  static const std::vector<Source> kSources = sources({"tests"});
  return kSources;
}

std::vector<std::string> includes_of(const Source& source) {
  std::vector<std::string> names;
  std::istringstream lines(source.text);
  for (std::string line; std::getline(lines, line);) {
    constexpr std::string_view kInclude = "#include ";
    if (line.starts_with(kInclude)) names.push_back(line.substr(kInclude.size()));
  }
  return names;
}

bool is_one_of(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// "path: what" for every file of `files`, but the allowed ones, that has one of `words`.
std::string files_with(const std::vector<Source>& files, const std::vector<std::string>& words,
                       const std::vector<std::string>& allowed = {}) {
  std::string found;
  for (const Source& source : files) {
    if (is_one_of(allowed, source.path)) continue;
    for (const std::string& word : words) {
      if (source.text.find(word) != std::string::npos) found += source.path + ": " + word + "\n";
    }
  }
  return found;
}

TEST(TidyTest, IncludesOnlyGoDown) {
  const std::map<std::string, std::vector<std::string>> above = {
      {"storage", {"indexer", "crawler", "tests"}},
      {"indexer", {"crawler", "tests"}},
      {"crawler", {"tests", "indexer/ctl"}},
  };
  std::string wrong;
  for (const Source& source : product()) {
    for (const std::string& name : includes_of(source)) {
      for (const std::string& layer : above.at(source.path.substr(0, source.path.find('/')))) {
        if (name.starts_with('"' + layer + '/')) wrong += source.path + ": " + name + "\n";
      }
    }
  }
  EXPECT_EQ(wrong, "");
}

TEST(TidyTest, IncludesAreFromTheRoot) {
  const fs::path root = ANCHORD_SOURCE_DIR;
  std::string wrong;
  for (const auto* files : {&product(), &tests()}) {
    for (const Source& source : *files) {
      for (const std::string& name : includes_of(source)) {
        if (name.starts_with('"') && !fs::exists(root / name.substr(1, name.size() - 2))) {
          wrong += source.path + ": " + name + "\n";
        }
      }
    }
  }
  EXPECT_EQ(wrong, "");
}

TEST(TidyTest, EachLibraryHasOneDoor) {
  const struct {
    std::string header;              // an include that starts so
    std::vector<std::string> doors;  // files whose path starts so
  } libraries[] = {
      {"<rocksdb/",
       {"storage/database.cc", "storage/database_errors.", "storage/database_options."}},
      {"\"storage/database_options.h\"", {"storage/database"}},
      {"<gumbo.h>", {"indexer/html_page.cc", "tests/bench/"}},
      {"<curl/", {"crawler/curl_transfer.h", "crawler/curl_transport.cc", "tests/bench/"}},
      {"\"crawler/curl_transfer.h\"", {"crawler/curl_"}},
      {"<re2/", {"indexer/regex.cc"}},
      {"<openssl/", {"indexer/secret_token.cc", "crawler/kept_sockets.cc", "tests/"}},
      {"<ares", {"crawler/resolver.cc"}},
      {"<libpsl.h>", {"storage/domain.cc"}},
      {"<xxhash.h>", {"storage/fingerprint.cc"}},
      {"<libxml/", {"indexer/xml_document.cc", "indexer/xml_reader.cc"}},
      {"<zlib.h>", {"indexer/gunzip.cc", "crawler/content_decoder.cc", "tests/"}},
      {"<brotli/", {"crawler/content_decoder.cc", "tests/"}},
      {"<zstd.h>", {"crawler/content_decoder.cc", "tests/"}},
      {"<toml++/", {"crawler/config.cc"}},
      {"<httplib.h>", {"indexer/api_server.cc", "indexer/ctl/remote.cc", "tests/"}},
  };
  const auto has_door = [](const auto& library, const Source& source) {
    return std::any_of(library.doors.begin(), library.doors.end(),
                       [&](const std::string& door) { return source.path.starts_with(door); });
  };
  std::string wrong;
  for (const auto* files : {&product(), &tests()}) {
    for (const Source& source : *files) {
      for (const std::string& name : includes_of(source)) {
        // Tests hand a disk in memory to the door.
        if (name == "<rocksdb/env.h>" && files == &tests()) continue;
        for (const auto& library : libraries) {
          if (!name.starts_with(library.header) || has_door(library, source)) continue;
          wrong += source.path + ": " + name + "\n";
        }
      }
    }
  }
  EXPECT_EQ(wrong, "");
}

TEST(TidyTest, TimeIsAnArgument) {
  EXPECT_EQ(files_with(product(), {"sleep_for", "system_clock", "time(nullptr)", "gettimeofday"},
                       {"crawler/service.cc", "crawler/clock.h", "indexer/ctl/facts.cc"}),
            "");
}

TEST(TidyTest, LibrariesNeitherPrintNorLogNorExit) {
  const std::vector<Source> libraries = sources({"storage", "indexer"});
  std::vector<std::string> programs;
  for (const Source& source : libraries) {
    const bool is_programs_own =
        source.path.starts_with("indexer/ctl/") || source.path.starts_with("indexer/last_resort.");
    if (is_programs_own) programs.push_back(source.path);
  }
  EXPECT_EQ(
      files_with(libraries, {"std::cout", "std::cerr", "std::printf", "spdlog", "exit(", "abort("},
                 programs),
      "");
}

TEST(TidyTest, NothingIsLeftForLater) {
  // Put together, so that this file does not find itself.
  const std::vector<std::string> words = {std::string("TO") + "DO", std::string("FIX") + "ME",
                                          std::string("std::reg") + "ex"};
  EXPECT_EQ(files_with(product(), words), "");
  EXPECT_EQ(files_with(tests(), words), "");
}

TEST(TidyTest, NoFileIsLong) {
  // Each with the reason why it is not taken apart.
  const std::map<std::string, std::string> giants = {};
  std::string wrong;
  for (const Source& source : product()) {
    const auto lines = std::count(source.text.begin(), source.text.end(), '\n');
    if (static_cast<std::size_t>(lines) > kLinesMax && !giants.contains(source.path)) {
      wrong += source.path + ": " + std::to_string(lines) + " lines\n";
    }
  }
  EXPECT_EQ(wrong, "");
}

}  // namespace
}  // namespace anchord
