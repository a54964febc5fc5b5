#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "tests/indexer/sample_index.h"
#include "tests/system/system_testing.h"

// The programs where something is short or may not be touched: one line, exit code 1 or 2, no
// abort.
namespace anchord {
namespace {

namespace fs = std::filesystem;

class HardshipTest : public testing::Test {
 protected:
  HardshipTest() { SampleIndex(index_.data()).visit("http://a.example/", day(0), {{"/b", "bee"}}); }

  // Runs a command as a shell does that has set this limit.
  Process::Outcome run_with(const std::string& limit, const std::string& command) const {
    return Process({"/bin/sh", "-c", "ulimit " + limit + "; exec " + command}, index_.directory())
        .wait();
  }
  // As a user who owns nothing.
  Process::Outcome run_as_nobody(const std::string& command) const {
    const std::string prefix =
        geteuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "";
    return Process({"/bin/sh", "-c", "exec " + prefix + command}, index_.directory()).wait();
  }
  std::string anchorctl(const std::string& command) const {
    return std::string(ANCHORCTL) + " --data " + index_.data() + " " + command;
  }
  std::string anchord() const {
    return std::string(ANCHORD) + " --data " + index_.data() + " --once";
  }

  Index index_;
};

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

// 127: the loader itself had no room.
bool is_orderly(int exit_code) {
  return exit_code == 0 || exit_code == 1 || exit_code == 2 || exit_code == 127;
}

TEST_F(HardshipTest, FewDescriptorsAreOneLineAndNoAbort) {
  int failed = 0;
  for (int descriptors = 3; descriptors <= 60; descriptors += 3) {
    for (const std::string& command : {anchorctl("stats"), anchorctl("check"), anchord()}) {
      const auto outcome = run_with("-n " + std::to_string(descriptors), command);
      EXPECT_TRUE(is_orderly(outcome.exit_code))
          << descriptors << " " << command << ": " << outcome.exit_code << " " << outcome.err;
      if (outcome.exit_code != 1) continue;
      ++failed;
      EXPECT_EQ(lines_of(outcome.err), 1U) << outcome.err;
    }
  }
  EXPECT_GT(failed, 3);
}

TEST_F(HardshipTest, LittleMemoryIsOneLineAndNoAbort) {
  int failed = 0;
  for (int megabytes = 20; megabytes <= 400; megabytes += 20) {
    for (const std::string& command : {anchorctl("stats"), anchord()}) {
      const auto outcome = run_with("-v " + std::to_string(megabytes * 1024), command);
      EXPECT_TRUE(is_orderly(outcome.exit_code))
          << megabytes << " MB " << command << ": " << outcome.exit_code << " " << outcome.err;
      failed += outcome.exit_code == 1 ? 1 : 0;
    }
  }
  EXPECT_GT(failed, 0);
}

TEST_F(HardshipTest, AnIndexThatMayNotBeReadIsSaidToBeSo) {
  for (const char* command : {"stats", "check", "seed list", "pages a.example", "backup /x/y"}) {
    const auto outcome = run_as_nobody(anchorctl(command));
    EXPECT_TRUE(outcome.exit_code == 1 || outcome.exit_code == 2) << outcome.exit_code;
    EXPECT_EQ(lines_of(outcome.err), 1U) << outcome.err;
    EXPECT_EQ(outcome.err.find("terminate"), std::string::npos) << outcome.err;
  }
}

TEST_F(HardshipTest, AnIndexThatMayNotBeWrittenIsNotInUse) {
  fs::permissions(index_.directory(), fs::perms::all);
  for (const auto& entry : fs::recursive_directory_iterator(index_.data())) {
    fs::permissions(entry.path(), fs::perms::owner_read | fs::perms::others_read);
  }
  fs::permissions(index_.data(),
                  fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec);
  const auto outcome = run_as_nobody(anchord());
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(outcome.err.find("in use"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("Permission denied"), std::string::npos) << outcome.err;
  EXPECT_EQ(lines_of(outcome.err), 1U) << outcome.err;
}

TEST_F(HardshipTest, AFileIsNoDirectoryOfAnIndex) {
  const std::string file = (index_.directory() / "file").string();
  std::ofstream(file) << "x";
  for (const std::string& data : {file, file + "/below"}) {
    const auto outcome = Process({ANCHORD, "--data", data, "--once"}, index_.directory()).wait();
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_EQ(outcome.err, "anchord: " + data + ": want a directory\n");
  }
}

TEST_F(HardshipTest, BytesOfAnArgumentDoNotSteerTheTerminal) {
  const std::vector<std::vector<std::string>> commands = {
      {"--data", index_.data(), "--once", "--\x1b[31mred"},
      {"--data", index_.data(), "--once", "--set", "\x1b[31m=3"},
      {"--data", index_.data(), "--once", "--config", "/\x1b[31m"},
      {"--data", "/proc/\x1b[31m", "--once"},
      {"--data", index_.data(), "--once", "--seeds", "/\x1b]0;title\x07"},
      {"--data", index_.data(), "--once", "http://\x1b[31m/"}};
  for (std::vector<std::string> arguments : commands) {
    arguments.insert(arguments.begin(), ANCHORD);
    const auto outcome = Process(arguments, index_.directory()).wait();
    EXPECT_NE(outcome.exit_code, 0);
    EXPECT_EQ(outcome.err.find('\x1b'), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.err.find('\x07'), std::string::npos) << outcome.err;
    EXPECT_EQ(lines_of(outcome.err), 1U) << outcome.err;
  }
}

TEST_F(HardshipTest, ATableInAPipeIsNotCut) {
  const std::string url = "http://127.0.0.1:1/" + std::string(200, 'a');
  EXPECT_EQ(index_.crawl({url + " max_pages=1"}), 3) << "nobody listens there";
  const std::vector<std::string> lines = index_.anchorctl({"seed", "list"});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1].substr(0, url.size()), url);
}

TEST_F(HardshipTest, ADamagedTableIsNamedWithWhatCanBeDone) {
  for (const auto& entry : fs::directory_iterator(index_.data())) {
    if (entry.path().extension() == ".sst") fs::resize_file(entry.path(), 20);
  }
  const auto outcome = Process({"/bin/sh", "-c", "exec " + anchord()}, index_.directory()).wait();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.err.find(".sst"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("anchorctl restore"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace anchord
