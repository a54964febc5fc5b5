#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>

#include "tests/indexer/sample_index.h"
#include "tests/system/system_testing.h"

// A daemon that is killed while it removes what is outdated.
namespace anchord {
namespace {

namespace fs = std::filesystem;

constexpr int kPages = 20'000;  // ten pieces of a round
constexpr int kKills = 20;      // in the middle of a round
constexpr int kTriesMax = 400;

// Of every five pages two have lost a link long ago, one of these another lately, and one is long
// gone. None is due.
void make_outdated(const fs::path& directory) {
  SampleIndex index(directory);
  const Time now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const SampleLink kept{"/kept", "kept"};
  const SampleLink lately{"http://b.example/", "lost lately"};
  const SampleLink old{"http://c.example/", "lost long ago"};
  for (int i = 0; i < kPages; ++i) {
    const std::string page = "http://a.example/" + std::to_string(i);
    const int kind = i % 5;
    index.visit(page, day(0), kind < 2 ? std::vector{kept, lately, old} : std::vector{kept});
    if (kind < 2) index.visit(page, now - std::chrono::days(9), {kept, lately});
    if (kind == 0) index.visit(page, now - std::chrono::days(8), {kept});
    if (kind == 4) index.gone(page, day(1));
    UrlRecord url = decode_url_record(index.get(Family::kUrls, SampleIndex::key_of(page))).value();
    url.due = now + std::chrono::days(100);
    index.put(Family::kUrls, SampleIndex::key_of(page), encode(url));
  }
}

// All that is kept of pages, byte by byte.
std::string bytes_of(const Index& index) {
  const auto db = Database::open_to_read(index.data(), {}).value();
  std::string bytes;
  for (std::size_t i = 0; i < kFamilies; ++i) {
    const auto family = static_cast<Family>(i);
    if (family == Family::kMeta) continue;
    bytes.append(name_of(family)).append(":\n");
    Cursor cursor = db->scan(family, {}, {});
    for (; cursor.valid(); cursor.next()) bytes.append(cursor.key()).append(cursor.value());
  }
  return bytes;
}

bool is_round_over(const Index& index) {
  const auto db = Database::open_to_read(index.data(), {}).value();
  return db->get(Family::kMeta, kRetentionKey).value().has_value();
}

void become_copy(const Index& index, const fs::path& original) {
  fs::remove_all(index.data());
  fs::copy(original, index.data(), fs::copy_options::recursive);
}

Process daemon_of(const Index& index) {
  return index.anchord({"--set", "history.keep_days=30", "--set", "history.dead_pages_days=30"});
}

// Lets a round come to its end. Returns how long that took, with the start of the daemon.
std::chrono::microseconds finish_round(const Index& index) {
  const auto start = std::chrono::steady_clock::now();
  Process daemon = daemon_of(index);
  EXPECT_TRUE(daemon.says("retention: "));
  const auto took = std::chrono::steady_clock::now() - start;
  daemon.send(SIGTERM);
  EXPECT_EQ(daemon.wait().exit_code, 0);
  EXPECT_TRUE(is_round_over(index));
  return std::chrono::duration_cast<std::chrono::microseconds>(took);
}

TEST(RetentionKillTest, ARoundThatIsKilledAgainAndAgainEndsLikeAnUndisturbedOne) {
  const Index undisturbed;
  const fs::path original = undisturbed.directory() / "original";
  make_outdated(original);
  become_copy(undisturbed, original);
  const std::string before = bytes_of(undisturbed);
  const auto took = finish_round(undisturbed);
  ASSERT_EQ(undisturbed.violations(), "");
  const std::string want = bytes_of(undisturbed);
  ASSERT_LT(want.size(), before.size());

  const Index index;
  become_copy(index, original);
  std::mt19937 random(7);
  int kills = 0;
  for (int i = 0; i < kTriesMax && kills < kKills; ++i) {
    Process daemon = daemon_of(index);
    usleep(static_cast<unsigned>(random() % static_cast<unsigned>(took.count())));
    daemon.send(SIGKILL);
    daemon.wait();
    ASSERT_EQ(index.violations(), "") << "after kill " << i;
    const std::string left = bytes_of(index);
    if (is_round_over(index)) {
      ASSERT_EQ(left, want);
      become_copy(index, original);
    } else if (left != before && left != want) {
      ++kills;
    }
  }
  EXPECT_EQ(kills, kKills);
  finish_round(index);
  EXPECT_EQ(index.violations(), "");
  EXPECT_EQ(bytes_of(index), want);
}

}  // namespace
}  // namespace anchord
