#include "crawler/config.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <new>
#include <set>
#include <type_traits>

#include "crawler/contact.h"

namespace anchord {
namespace {

namespace fs = std::filesystem;

class ConfigTest : public testing::Test {
 protected:
  ConfigTest() {
    std::string name = (fs::temp_directory_path() / "anchord-config-XXXXXX").string();
    directory_ = mkdtemp(name.data());
  }
  ~ConfigTest() override { fs::remove_all(directory_); }

  // What is wrong with a file, without its folder; "" where nothing is.
  std::string apply(const std::string& text) {
    const fs::path file = directory_ / "a.toml";
    std::ofstream(file) << text;
    const auto applied = apply_file(config_, file);
    if (applied) return "";
    EXPECT_EQ(applied.error().code, ErrorCode::kInvalidInput);
    return applied.error().message.substr(directory_.string().size() + 1);
  }

  fs::path directory_;
  Config config_;
};

TEST_F(ConfigTest, AFileSetsWhatItNamesAndNothingElse) {
  EXPECT_EQ(apply("[politeness]\ndelay_ms = 250\n[crawler]\nscope = \"domain\"\n"
                  "follow_nofollow = false\ncontact = \"https://a.example/bot\"\n"
                  "[history]\nkeep_days = 10\n"),
            "");
  EXPECT_EQ(config_.politeness.pace.delay, std::chrono::milliseconds(250));
  EXPECT_EQ(config_.crawler.scope, TargetMode::kDomain);
  EXPECT_FALSE(config_.crawler.follow_nofollow);
  EXPECT_EQ(config_.history.keep_days, std::chrono::days(10));
  EXPECT_EQ(config_.politeness.robots_ttl, Config().politeness.robots_ttl);
  EXPECT_EQ(user_agent(config_.crawler.contact),
            "Mozilla/5.0 (compatible; anchord/" ANCHORD_VERSION "; +https://a.example/bot)");
}

TEST_F(ConfigTest, AMistakeIsNamedWithItsFileAndLine) {
  const struct {
    std::string text;
    std::string want;  // how the message begins
  } cases[] = {
      {"[politeness]\n\ndelay = 1\n", "a.toml:3: unknown key politeness.delay; known are crawler."},
      {"[polite]\ndelay_ms = 1\n", "a.toml:2: unknown key polite.delay_ms; known are"},
      {"[politeness]\ndelay_ms = -1\n",
       "a.toml:2: politeness.delay_ms: want a number from 0 to 86400000"},
      {"[politeness]\ndelay_ms = 86400001\n", "a.toml:2: politeness.delay_ms: want a number"},
      {"[politeness]\ndelay_ms = \"soon\"\n", "a.toml:2: politeness.delay_ms: want a number"},
      {"[politeness]\ndelay_ms = 1.5\n", "a.toml:2: politeness.delay_ms: want a number"},
      {"[politeness]\ndelay_ms = true\n", "a.toml:2: politeness.delay_ms: want a number"},
      {"[politeness]\ndelay_ms = [1]\n", "a.toml:2: politeness.delay_ms: want a number"},
      {"[crawler]\nfollow_nofollow = 1\n", "a.toml:2: crawler.follow_nofollow: want true or false"},
      {"[crawler]\nscope = \"everything\"\n",
       "a.toml:2: crawler.scope: want exact, prefix, domain or subdomains"},
      {"[crawler]\ncontact = \"a\\nb\"\n",
       "a.toml:2: crawler.contact: want a URL or mail address, of at most 200 printable ASCII "
       "characters without parentheses"},
      {"[crawler]\ncontact = 5.5\n", "a.toml:2: crawler.contact: want"},
      {"[network]\nallow = [\"127.0.0.0/8\", \"10.0.0.0/33\"]\n",
       "a.toml:2: network.allow: want IP ranges such as 127.0.0.0/8, ::1/128 or 192.0.2.1"},
      {"[network]\nallow = \"127.0.0.0/8\"\n", "a.toml:2: network.allow: want IP ranges"},
      {"[network]\nallow = [10]\n", "a.toml:2: network.allow: want IP ranges"},
      {"[network]\nallow = [[]]\n", "a.toml:2: network.allow: want IP ranges"},
      {"[network]\nports = [80, 0]\n", "a.toml:2: network.ports: want ports from 1 to 65535"},
      {"[network]\nports = [65536]\n", "a.toml:2: network.ports: want ports"},
      {"[network]\nports = 80\n", "a.toml:2: network.ports: want ports"},
      {"[log]\nlevel = [\"info\"]\n", "a.toml:2: log.level: want debug"},
      {"[log]\nlevel = \"loud\"\n", "a.toml:2: log.level: want debug, info, warn, error or off"},
      {"delay_ms = 1\n", "a.toml:1: want a section, [delay_ms]"},
      {"[politeness]\ndelay_ms =\n", "a.toml:2: "},
      {"[politeness]\ndelay_ms = 1\ndelay_ms = 2\n", "a.toml:3: "},
  };
  for (const auto& c : cases) {
    const std::string message = apply(c.text);
    EXPECT_EQ(message.substr(0, c.want.size()), c.want) << c.text;
  }
}

TEST_F(ConfigTest, AFileThatIsNotThereIsNamed) {
  const auto applied = apply_file(config_, directory_ / "none.toml");
  ASSERT_FALSE(applied.has_value());
  EXPECT_NE(applied.error().message.find("none.toml"), std::string::npos);
}

TEST_F(ConfigTest, ASettingFromTheCommandLine) {
  EXPECT_TRUE(apply_setting(config_, "politeness.delay_ms=0").has_value());
  EXPECT_EQ(config_.politeness.pace.delay.count(), 0);
  EXPECT_TRUE(apply_setting(config_, "crawler.contact=mailto:a=b@example.com").has_value());
  EXPECT_EQ(config_.crawler.contact, "mailto:a=b@example.com");
  for (const char* wrong :
       {"politeness.delay_ms", "politeness.delay_ms=", "politeness.delay_ms=1x", "=1", "",
        "politeness.delay_ms= 1", "politeness.delay_ms=99999999999999999999"}) {
    const auto applied = apply_setting(config_, wrong);
    ASSERT_FALSE(applied.has_value()) << wrong;
    EXPECT_EQ(applied.error().code, ErrorCode::kInvalidInput);
  }
}

TEST_F(ConfigTest, AListReplacesTheOneBefore) {
  const auto allowed = [this] {
    std::string text;
    for (const IpRange& range : config_.network.allow) text += range.text() + " ";
    for (const std::uint16_t port : config_.network.ports) text += std::to_string(port) + " ";
    return text;
  };
  EXPECT_EQ(apply("[network]\nallow = [\"10.0.0.0/8\", \"fc00::/7\"]\nports = [80, 443]\n"), "");
  EXPECT_EQ(allowed(), "10.0.0.0/8 fc00::/7 80 443 ");
  EXPECT_TRUE(apply_setting(config_, "network.allow=127.0.0.0/8,::1").has_value());
  EXPECT_TRUE(apply_setting(config_, "network.ports=8080").has_value());
  EXPECT_EQ(allowed(), "127.0.0.0/8 ::1/128 8080 ");
  EXPECT_EQ(apply("[network]\nallow = []\n"), "");
  EXPECT_TRUE(apply_setting(config_, "network.ports=").has_value());
  EXPECT_EQ(allowed(), "");
  EXPECT_FALSE(apply_setting(config_, "network.allow=127.0.0.0/8,,::1").has_value());
  EXPECT_FALSE(apply_setting(config_, "network.allow=127.0.0.0/8, ::1").has_value());
}

TEST_F(ConfigTest, AContactIsAUrlOrAMailAddress) {
  for (const std::string contact :
       {"", "https://a.example/bot", "http://a.example", "me@a.example", "mailto:me@a.example"}) {
    EXPECT_TRUE(apply_setting(config_, "crawler.contact=" + contact).has_value()) << contact;
  }
  for (const std::string contact :
       {"me", "me@", "@a.example", "ftp://a.example/", "https://", "me @a.example",
        "https://a.example/(bot)", "m\xC3\xA9@a.example", "mailto:@a.example"}) {
    EXPECT_FALSE(apply_setting(config_, "crawler.contact=" + contact).has_value()) << contact;
  }
  const std::string longest = "https://" + std::string(192, 'a');
  EXPECT_TRUE(apply_setting(config_, "crawler.contact=" + longest).has_value());
  EXPECT_FALSE(apply_setting(config_, "crawler.contact=" + longest + "a").has_value());
}

// The keys that the shipped file sets, or shows commented out: "section.key".
std::set<std::string> shipped_keys(const fs::path& file) {
  std::set<std::string> keys;
  std::ifstream in(file);
  std::string section;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('[')) section = line.substr(1, line.find(']') - 1);
    std::string_view text = line;
    text.remove_prefix(std::min(text.find_first_not_of("# "), text.size()));
    const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_");
    if (end == 0 || end == std::string_view::npos || !text.substr(end).starts_with(" = ")) continue;
    keys.insert(section + "." + std::string(text.substr(0, end)));
  }
  return keys;
}

TEST_F(ConfigTest, TheShippedFileHasEveryKeyAndNoOther) {
  const fs::path file = fs::path(ANCHORD_SOURCE_DIR) / "deploy/anchord.toml";
  std::set<std::string> known;
  for (const std::string_view name : setting_names()) known.emplace(name);
  EXPECT_EQ(shipped_keys(file), known);
  EXPECT_TRUE(apply_file(config_, file).has_value());
}

// "want a number from 1 to 5" of a key -> "(1 to 5", as the shipped file has it.
std::string range_of(const std::string& key) {
  Config config;
  const auto refused = apply_setting(config, key + "=-9223372036854775808");
  constexpr std::string_view kWant = "want a number from ";
  const std::string message = refused ? "" : refused.error().message;
  const std::size_t at = message.find(kWant);
  return at == std::string::npos ? "" : "(" + message.substr(at + kWant.size());
}

TEST_F(ConfigTest, TheShippedFileTellsTheRangeOfEachNumber) {
  std::ifstream in(fs::path(ANCHORD_SOURCE_DIR) / "deploy/anchord.toml");
  std::string section;
  std::string comment;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with('[')) section = line.substr(1, line.find(']') - 1);
    if (line.starts_with("# ")) {
      comment += line.substr(2) + " ";
      continue;
    }
    const std::size_t equals = line.find(" = ");
    if (equals != std::string::npos) {
      const std::string key = section + "." + line.substr(0, equals);
      EXPECT_NE(comment.find(range_of(key)), std::string::npos) << key << " " << range_of(key);
    }
    comment.clear();
  }
}

// Sections of plain numbers are compared as bytes, so that none of their fields can be forgotten.
template <class Section>
bool is_same(const Section& a, const Section& b) {
  static_assert(std::is_trivially_copyable_v<Section>);
  return std::memcmp(&a, &b, sizeof a) == 0;
}

TEST_F(ConfigTest, TheShippedFileChangesNoDefault) {
  // On zeroed memory, so that padding is the same.
  alignas(Config) static std::byte memory[2][sizeof(Config)];
  const Config& usual = *new (memory[0]) Config;
  Config& shipped = *new (memory[1]) Config;
  ASSERT_TRUE(
      apply_file(shipped, fs::path(ANCHORD_SOURCE_DIR) / "deploy/anchord.toml").has_value());
  EXPECT_EQ(shipped.crawler.contact, usual.crawler.contact);
  EXPECT_EQ(shipped.crawler.scope, usual.crawler.scope);
  EXPECT_EQ(shipped.crawler.follow_nofollow, usual.crawler.follow_nofollow);
  EXPECT_TRUE(shipped.network.allow.empty() && shipped.network.ports.empty());
  EXPECT_TRUE(is_same(shipped.politeness, usual.politeness));
  EXPECT_TRUE(is_same(shipped.traps, usual.traps));
  EXPECT_TRUE(is_same(shipped.fetch, usual.fetch));
  EXPECT_TRUE(is_same(shipped.parse, usual.parse));
  EXPECT_TRUE(is_same(shipped.pipeline, usual.pipeline));
  EXPECT_TRUE(is_same(shipped.store, usual.store));
  EXPECT_TRUE(is_same(shipped.revisit, usual.revisit));
  EXPECT_TRUE(is_same(shipped.history, usual.history));
  EXPECT_TRUE(is_same(shipped.tls, usual.tls));
  EXPECT_EQ(shipped.seeds.drop_dir, usual.seeds.drop_dir);
  EXPECT_EQ(shipped.api.listen, kApiListen) << "what holds where none is given";
  EXPECT_EQ(shipped.api.threads, usual.api.threads);
  EXPECT_EQ(shipped.api.connections, usual.api.connections);
  EXPECT_EQ(shipped.api.deadline, usual.api.deadline);
  EXPECT_EQ(shipped.api.memory_bytes_max, usual.api.memory_bytes_max);
  EXPECT_TRUE(shipped.api.tokens.empty() && usual.api.tokens.empty());
  EXPECT_EQ(shipped.api.requests_per_minute, usual.api.requests_per_minute);
  EXPECT_EQ(shipped.api.always_200, usual.api.always_200);
  EXPECT_EQ(shipped.log.level, usual.log.level);
  EXPECT_EQ(shipped.log.format, usual.log.format);
  EXPECT_EQ(shipped.log.file, usual.log.file);
}

}  // namespace
}  // namespace anchord
