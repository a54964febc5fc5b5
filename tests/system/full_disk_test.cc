#include <gtest/gtest.h>
#include <sys/mount.h>

#include <fstream>
#include <set>

#include "tests/system/linked_web.h"
#include "tests/system/site_server.h"
#include "tests/system/system_testing.h"

// The real programs on a file system that is full for a while.
namespace anchord {
namespace {

constexpr int kHosts = 3;
constexpr int kPagesPerHost = 300;
constexpr const char* kFileSystem = "size=160m";

// A small file system of its own, with a file that takes up what a test leaves no room for.
class SmallDisk {
 public:
  SmallDisk() {
    std::string name = (std::filesystem::temp_directory_path() / "anchord-disk-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    is_there_ = mount("tmpfs", directory_.c_str(), "tmpfs", 0, kFileSystem) == 0;
  }
  ~SmallDisk() {
    if (is_there_) umount2(directory_.c_str(), MNT_DETACH);
    std::filesystem::remove_all(directory_);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool is_there() const { return is_there_; }  // false: no right to mount
  const std::filesystem::path& directory() const { return directory_; }

  // Leaves so many bytes free.
  void fill(std::size_t bytes_left) const {
    const std::size_t free = std::filesystem::space(directory_).available;
    if (free <= bytes_left) return;
    std::ofstream(filler(), std::ios::app) << std::string(free - bytes_left, 'x');
  }
  void clear() const { std::filesystem::remove(filler()); }

 private:
  std::filesystem::path filler() const { return directory_ / "filler"; }

  std::filesystem::path directory_;
  bool is_there_ = false;
};

std::size_t times(const std::string& text, const std::string& words) {
  std::size_t count = 0;
  for (std::size_t at = text.find(words); at != std::string::npos; ++count) {
    at = text.find(words, at + 1);
  }
  return count;
}

class FullDiskTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!disk_.is_there()) GTEST_SKIP() << "no right to mount a tmpfs";
  }

  // Starts a crawl on what is left of the disk, lets it pause, reads the index meanwhile, and lets
  // it go on to the end.
  void crawl_through_a_full_disk(std::size_t bytes_left, const std::string& free_bytes_min) {
    std::filesystem::create_directory(index_.data());
    disk_.fill(bytes_left);
    std::vector<std::string> arguments = web_.seeds();
    arguments.insert(arguments.end(),
                     {"--once", "--set", "store.free_bytes_min=" + free_bytes_min});
    Process crawl = index_.anchord(arguments);
    ASSERT_TRUE(crawl.says("disk full, the crawl pauses")) << crawl.said();
    EXPECT_EQ(reader_.violations(), "");
    EXPECT_LT(settled(), web_.size());
    disk_.clear();
    const Process::Outcome outcome = crawl.wait();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(times(outcome.err, "disk full, the crawl pauses"), 1U) << outcome.err;
    EXPECT_EQ(times(outcome.err, "the crawl goes on"), 1U) << outcome.err;
    EXPECT_EQ(reader_.violations(), "");
    EXPECT_EQ(settled(), web_.size());
    const std::vector<std::string> served = server_.served();
    EXPECT_EQ(std::set<std::string>(served.begin(), served.end()).size(), served.size());
  }

  std::size_t settled() const {
    std::size_t pages = 0;
    for (int host = 1; host <= kHosts; ++host) {
      for (const auto& row : reader_.rows({"pages", "127.0.0." + std::to_string(host), "--all"})) {
        pages +=
            row["state"] != "waiting" && row["url"].dump().find("sitemap") == std::string::npos;
      }
    }
    return pages;
  }

  SmallDisk disk_;
  Index index_{disk_.directory()};
  Index reader_{disk_.directory()};  // the same, so that what anchorctl says is kept apart
  SiteServer server_{kHosts};
  LinkedWeb web_{server_, kHosts, kPagesPerHost};
};

TEST_F(FullDiskTest, ACrawlGoesOnOnceThereIsSpaceAgain) { crawl_through_a_full_disk(300'000, "0"); }

TEST_F(FullDiskTest, ACrawlPausesWhileThereIsStillSpace) {
  crawl_through_a_full_disk(6'000'000, "7000000");
}

// A kill while the disk is full, and the next start once it is not.
TEST_F(FullDiskTest, AKilledCrawlIsWhole) {
  std::filesystem::create_directory(index_.data());
  disk_.fill(300'000);
  std::vector<std::string> arguments = web_.seeds();
  arguments.insert(arguments.end(), {"--set", "store.free_bytes_min=0"});
  {
    Process crawl = index_.anchord(arguments);
    ASSERT_TRUE(crawl.says("disk full, the crawl pauses")) << crawl.said();
    crawl.send(SIGKILL);
    crawl.wait();
  }
  disk_.clear();
  ASSERT_EQ(index_.crawl({"--set", "store.free_bytes_min=0"}), 0);
  EXPECT_EQ(reader_.violations(), "");
  EXPECT_EQ(settled(), web_.size());
}

}  // namespace
}  // namespace anchord
