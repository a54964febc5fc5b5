#include "crawler/seed_intake.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "crawler/agenda.h"
#include "crawler/discovery.h"
#include "indexer/check.h"
#include "tests/files.h"
#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

namespace fs = std::filesystem;

TEST(SeedOrderTest, ALineAsksForOneThing) {
  using Kind = SeedOrder::Kind;
  const struct {
    std::string line;
    std::string want;  // URL; "": nothing is asked for; "!": refused
    Kind kind = Kind::kAdd;
  } cases[] = {
      {"http://a.example/", "http://a.example/"},
      {"  a.example\tmax_depth=3 # why\r", "http://a.example/"},
      {"remove http://a.example/", "http://a.example/", Kind::kRemove},
      {"pause a.example\r", "http://a.example/", Kind::kPause},
      {"resume\thttps://a.example/x", "https://a.example/x", Kind::kResume},
      {"remove", "http://remove/"},
      {"remove a.example b.example", "!"},
      {"pause a.example max_depth=3", "!"},
      {"", ""},
      {" \t\r", ""},
      {"# a.example", ""},
      {"ftp://a.example/", "!"},
      {std::string("a.example/\0x", 12), "http://a.example/%00x"},
  };
  for (const auto& c : cases) {
    const auto order = parse_seed_order(c.line);
    if (c.want == "!" || !order) {
      EXPECT_EQ(order.has_value(), c.want != "!") << c.line;
      continue;
    }
    EXPECT_EQ(*order ? (*order)->seed.url.href() : "", c.want) << c.line;
    if (*order) {
      EXPECT_EQ((*order)->kind, c.kind) << c.line;
    }
  }
}

// An index and a drop directory, with the committer's part played by hand.
class SeedIntakeTest : public testing::Test {
 protected:
  SeedIntakeTest() {
    std::string name = (fs::temp_directory_path() / "anchord-drop-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    folder_ = std::move(DropFolder::open(directory_).value());
  }
  ~SeedIntakeTest() override { fs::remove_all(directory_); }

  void drop(const std::string& name, const std::string& text) {
    std::ofstream(directory_ / name, std::ios::binary) << text;
  }

  // Takes a file in. After `commits` of them the disk fails, as in a crash.
  bool take(const std::string& name, int commits = 1'000'000) {
    Scope scope = Scope::load(index_.db()).value();
    const CommitPlan commit = [&](const TargetPlan& plan, const std::string& key,
                                  const std::string& value) -> Status {
      if (commits-- <= 0) return io_error("the disk has failed");
      Batch batch(index_.db());
      Discovery discovery(index_.db(), scope, true);
      for (const TargetChange& change : plan.changes) scope.change(batch, change);
      if (auto made = discovery.stage_seeds(batch, plan.seeds, day(0)); !made) return made;
      auto staged = stage_waiting(batch, index_.db(), scope, discovery.take_found(), day(0));
      if (!staged) return staged;
      if (value.empty()) {
        batch.remove(Family::kMeta, key);
      } else {
        batch.put(Family::kMeta, key, value);
      }
      return index_.db().write(batch, false);
    };
    const std::atomic<bool> is_stopping{false};
    return SeedIntake(index_.db(), config_, commit, is_stopping).take(*folder_, name).has_value();
  }

  std::string read(const std::string& path) const { return bytes_of(directory_ / path); }
  // What an operator sees in the directory.
  std::string listed(const std::string& folder) const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory_ / folder)) {
      names.insert(entry.path().filename().string());
    }
    std::string text;
    for (const std::string& name : names) text.append(text.empty() ? "" : " ").append(name);
    return text;
  }
  std::size_t count(Family family, const std::string& prefix) {
    const KeyRange keys = prefix.empty() ? KeyRange{} : keys_with_prefix(prefix);
    std::size_t count = 0;
    Cursor cursor = index_.db().scan(family, keys.begin, keys.end);
    for (; cursor.valid(); cursor.next()) ++count;
    return count;
  }
  std::size_t targets() { return count(Family::kMeta, std::string(kTargetPrefix)); }

  SampleIndex index_;
  Config::Crawler config_{.contact = "me@example.org"};
  fs::path directory_;
  std::optional<DropFolder> folder_;
};

TEST_F(SeedIntakeTest, EachLineHasItsVerdict) {
  drop("list",
       "\xEF\xBB\xBFhttp://a.example/\r\n# a comment\r\n\r\nhttp://a.example/\r\n"
       "a.example max_depth=2\nftp://x/\npause a.example\nremove https://no.example/\nb.example");
  ASSERT_TRUE(take("list"));
  EXPECT_EQ(listed("failed"), "list list.report");
  EXPECT_EQ(read("failed/list.report"),
            "1 added http://a.example/\n"
            "4 unchanged http://a.example/\n"
            "5 changed http://a.example/\n"
            "6 refused: \"ftp://x/\": want an http or https URL of at most 8192 bytes\n"
            "7 paused http://a.example/\n"
            "8 refused: https://no.example/: no such target\n"
            "9 added http://b.example/\n"
            "# 9 lines, 2 refused\n");
  EXPECT_EQ(targets(), 2U);
  EXPECT_EQ(count(Family::kFrontier, ""), 2U);
  EXPECT_EQ(count(Family::kMeta, std::string(kIntakePrefix)), 0U);
}

TEST_F(SeedIntakeTest, TheSameFileAgainChangesNothing) {
  for (const char* want : {"list list.report", "list list.2 list.2.report list.report"}) {
    drop("list", "http://a.example/\nremove http://b.example/\nhttp://b.example/\n");
    if (targets() == 0) drop("list", "http://a.example/\nhttp://b.example/\n");
    ASSERT_TRUE(take("list"));
    EXPECT_EQ(targets(), 2U);
    EXPECT_EQ(listed("done"), want);
  }
  EXPECT_EQ(count(Family::kFrontier, ""), 2U);
}

TEST_F(SeedIntakeTest, ATargetIsPausedUntilItIsResumedAndGoneOnceItIsRemoved) {
  drop("1", "https://a.example/\npause a.example\n");
  drop("2", "https://a.example/ max_depth=1\n");
  ASSERT_TRUE(take("1") && take("2"));
  const std::string key = target_key(SampleIndex::key_of("https://a.example/"));
  EXPECT_TRUE(decode_target_record(index_.get(Family::kMeta, key))->paused);
  drop("3", "resume a.example\n");
  ASSERT_TRUE(take("3"));
  EXPECT_FALSE(decode_target_record(index_.get(Family::kMeta, key))->paused);
  drop("4", "remove a.example\n");
  ASSERT_TRUE(take("4"));
  EXPECT_EQ(targets(), 0U);
  EXPECT_EQ(listed("failed"), "");
}

TEST_F(SeedIntakeTest, WithoutAContactOnlyThisMachineIsTaken) {
  config_.contact.clear();
  drop("list", "http://a.example/\nhttp://127.0.0.1/\n");
  ASSERT_TRUE(take("list"));
  EXPECT_EQ(targets(), 1U);
  EXPECT_TRUE(read("failed/list.report").starts_with("1 refused: crawler.contact: needed"));
}

// Three chunks, and the forgetting of the progress: the disk fails at each commit in turn.
TEST_F(SeedIntakeTest, ACrashNeitherLosesNorRepeatsALine) {
  std::string text;
  std::string want;
  constexpr int kLines = 12'000;
  for (int i = 1; i <= kLines; ++i) {
    const std::string url = "http://h" + std::to_string(i % 90) + ".example/" + std::to_string(i);
    text += url + "\n";
    want += std::to_string(i) + " added " + url + "\n";
  }
  want += "# 12000 lines, 0 refused\n";
  drop("list", text);
  int crashes = 0;
  while (!take("list", 1)) ++crashes;
  EXPECT_GE(crashes, 3);
  EXPECT_EQ(read("done/list.report"), want);
  EXPECT_EQ(listed("done"), "list list.report");
  EXPECT_EQ(targets(), 12'000U);
  EXPECT_EQ(count(Family::kFrontier, ""), 12'000U);
  EXPECT_EQ(check_index(index_.db())->violations, 0U);
}

TEST_F(SeedIntakeTest, WhatIsNoFileIsRefusedAndStopsNothing) {
  fs::create_directory(directory_ / "folder");
  fs::create_symlink("/etc/passwd", directory_ / "link");
  fs::create_symlink("nowhere", directory_ / "dangling");
  ASSERT_EQ(mkfifo((directory_ / "fifo").c_str(), 0600), 0);
  for (const char* name : {"folder", "link", "dangling", "fifo"}) {
    EXPECT_TRUE(take(name)) << name;
    EXPECT_TRUE(read("failed/" + std::string(name) + ".report").starts_with("refused: want a "))
        << name;
  }
  EXPECT_EQ(listed("failed"),
            "dangling dangling.report fifo fifo.report folder folder.report link link.report");
  EXPECT_TRUE(take("gone already"));
}

// Somebody else than root, who may read everything, for as long as this lives.
class AsNobody {
 public:
  AsNobody() : was_(geteuid()) { EXPECT_TRUE(was_ != 0 || seteuid(kNobody) == 0); }
  ~AsNobody() { EXPECT_EQ(seteuid(was_), 0); }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  static constexpr uid_t kNobody = 65534;
  uid_t was_;
};

TEST_F(SeedIntakeTest, AFileThatCannotBeReadIsRefusedAndStopsNothing) {
  drop("secret", "http://a.example/\n");
  drop("list", "http://b.example/\n");
  fs::permissions(directory_ / "secret", fs::perms::none);
  for (const char* folder : {"", "done", "failed"}) {
    fs::permissions(directory_ / folder, fs::perms::all);
  }
  {
    const AsNobody nobody;
    ASSERT_TRUE(take("secret") && take("list"));
  }
  EXPECT_EQ(listed("failed"), "secret secret.report");
  EXPECT_EQ(read("failed/secret.report"), "refused: cannot be read: Permission denied\n");
  EXPECT_EQ(listed("done"), "list list.report");
  EXPECT_EQ(targets(), 1U);
}

TEST_F(SeedIntakeTest, LinesMayBeOfAnyLength) {
  const std::string longest(1U << 20U, 'x');
  drop("list", "http://a.example/\n" + longest + "\nhttp://b.example/\n" + longest);
  drop(std::string(250, 'n'), "");
  ASSERT_TRUE(take("list") && take(std::string(250, 'n')));
  EXPECT_EQ(read("failed/list.report"),
            "1 added http://a.example/\n2 refused: want a line of at most 262144 bytes\n"
            "3 added http://b.example/\n4 refused: want a line of at most 262144 bytes\n"
            "# 4 lines, 2 refused\n");
}

TEST_F(SeedIntakeTest, OnlyWhatIsMeantToBeTakenIs) {
  for (const char* name : {".hidden", "list.tmp", "done", "failed", ""}) {
    EXPECT_FALSE(DropFolder::is_taken(name)) << name;
  }
  drop("list", "");
  const Instant now =
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  std::string at_once;
  std::string later;
  ASSERT_TRUE(folder_->for_each(now, [&](const auto& name) { at_once += name; }).has_value());
  ASSERT_TRUE(folder_->for_each(now + 2 * kQuiet, [&](const auto& name) { later += name; }));
  EXPECT_EQ(at_once, "") << "it may be half-written";
  EXPECT_EQ(later, "list");
}

}  // namespace
}  // namespace anchord
