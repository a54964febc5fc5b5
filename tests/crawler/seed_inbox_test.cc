#include "crawler/seed_inbox.h"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>
#include <stdlib.h>

#include <fstream>
#include <future>

#include "tests/crawler/fake_transport.h"
#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

namespace fs = std::filesystem;

class SeedInboxTest : public testing::Test {
 protected:
  SeedInboxTest() {
    spdlog::set_level(spdlog::level::off);
    std::string name = (fs::temp_directory_path() / "anchord-inbox-XXXXXX").string();
    directory_ = mkdtemp(name.data());
  }
  ~SeedInboxTest() override { fs::remove_all(directory_); }

  fs::path directory_;
  SampleIndex index_;
  FakeClock clock_;
  Config::Crawler config_;
};

TEST_F(SeedInboxTest, TellsHowLongItIsAtOnePieceOfWork) {
  std::promise<void> begun;
  std::promise<void> may_go_on;
  int commits = 0;
  const CommitPlan commit = [&](const auto&, const auto&, const auto&) {
    if (commits++ == 0) {
      begun.set_value();
      may_go_on.get_future().wait();
    }
    return Status(Ok{});
  };
  auto inbox =
      std::move(SeedInbox::start(directory_, index_.db(), config_, commit, clock_).value());
  std::ofstream(directory_ / ".list") << "http://127.0.0.1/\n";
  fs::rename(directory_ / ".list", directory_ / "list");
  begun.get_future().wait();
  EXPECT_EQ(inbox->busy_for(clock_.now() + std::chrono::seconds(400)), std::chrono::seconds(400));
  may_go_on.set_value();
  while (inbox->busy_for(clock_.now() + std::chrono::seconds(400)).count() != 0) {
    std::this_thread::yield();
  }
  EXPECT_TRUE(fs::exists(directory_ / "done" / "list"));
}

}  // namespace
}  // namespace anchord
