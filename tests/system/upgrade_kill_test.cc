#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "tests/indexer/format_4_index.h"
#include "tests/indexer/sample_index.h"
#include "tests/system/system_testing.h"

// An upgrade of an index of format 4 that is killed in the middle, again and again.
namespace anchord {
namespace {

namespace fs = std::filesystem;

constexpr int kPages = 20'000;  // ten commits and more
constexpr int kKills = 10;      // in the middle of an upgrade
constexpr int kTriesMax = 400;

void make_index_4(const fs::path& directory) {
  SampleIndex index(directory);
  for (int i = 0; i < kPages; ++i) {
    const std::string page =
        "http://www" + std::to_string(i % 7) + ".a.example/" + std::to_string(i);
    const SampleLink kept{"/kept", "kept " + std::to_string(i % 50)};
    const SampleLink away{"http://b.example/", "away"};
    index.visit(page, day(0), {kept, away});
    if (i % 2 == 0) index.visit(page, day(1), {kept});
    if (i % 4 == 0) index.visit(page, day(2), {away, kept});
    if (i % 9 == 0) index.gone(page, day(3));
  }
  format_4::make(index.db());
}

std::unique_ptr<Database> reading(const Index& index) {
  return Database::open_to_read(index.data(), {.any_format = true}).value();
}

bool is_amid(const Index& index) {
  return reading(index)->get(Family::kMeta, kUpgradeKey).value().has_value();
}

std::string bytes_of(const Index& index) {
  const auto db = reading(index);
  std::string bytes;
  for (std::size_t i = 0; i < kFamilies; ++i) {
    Cursor cursor = db->scan(static_cast<Family>(i), {}, {});
    for (; cursor.valid(); cursor.next()) bytes.append(cursor.key()).append(cursor.value());
  }
  return bytes;
}

Process upgrade_of(const Index& index) {
  return {{ANCHORCTL, "--data", index.data(), "upgrade"}, index.directory()};
}

TEST(UpgradeKillTest, AnUpgradeThatIsKilledAgainAndAgainEndsLikeAnUndisturbedOne) {
  const Index undisturbed;
  const fs::path original = undisturbed.directory() / "original";
  make_index_4(original);
  fs::copy(original, undisturbed.data(), fs::copy_options::recursive);
  const auto start = std::chrono::steady_clock::now();
  Process whole = upgrade_of(undisturbed);
  ASSERT_EQ(whole.wait().exit_code, 0);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - start);
  ASSERT_EQ(undisturbed.violations(), "");
  const std::string want = bytes_of(undisturbed);

  const Index index;
  fs::copy(original, index.data(), fs::copy_options::recursive);
  std::mt19937 random(7);
  int kills = 0;
  for (int i = 0; i < kTriesMax && kills < kKills; ++i) {
    Process upgrade = upgrade_of(index);
    usleep(static_cast<unsigned>(random() % static_cast<unsigned>(took.count())));
    upgrade.send(SIGKILL);
    upgrade.wait();
    if (is_amid(index)) {
      ++kills;
      EXPECT_EQ(index.anchorctl({"stats"}).size(), 0U) << "nobody reads half an upgrade";
    } else if (bytes_of(index) == want) {
      fs::remove_all(index.data());
      fs::copy(original, index.data(), fs::copy_options::recursive);
    }
  }
  EXPECT_EQ(kills, kKills);
  Process daemon = index.anchord({});
  EXPECT_TRUE(daemon.says("the index is of format 5 now")) << "anchord itself ends what was begun";
  daemon.send(SIGTERM);
  EXPECT_EQ(daemon.wait().exit_code, 0);
  EXPECT_EQ(index.violations(), "");
  for (const char* report : {"anchors", "links", "pages"}) {
    EXPECT_EQ(index.anchorctl({report, "a.example", "--output", "ndjson"}),
              undisturbed.anchorctl({report, "a.example", "--output", "ndjson"}));
  }
}

}  // namespace
}  // namespace anchord
