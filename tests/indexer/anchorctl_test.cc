#include <nlohmann/json.hpp>

#include "indexer/columns.h"
#include "tests/indexer/anchorctl_testing.h"

namespace anchord {
namespace {

TEST_F(AnchorctlTest, Anchors) {
  EXPECT_EQ(run("--data @ anchors a.example --output csv").out,
            "anchor,links_internal,links_external\r\n"
            "\"b,\"\"ee\",0,1\r\n"
            "ex,1,0\r\n");
  EXPECT_EQ(run("anchors a.example --data @ --select links_external,anchor "
                "--where 'substring(anchor,\"E\")' --having 'links_internal>0' --output json")
                .out,
            "{\"anchors\":[{\"links_external\":0,\"anchor\":\"ex\"}]}\n");
  EXPECT_EQ(run("--data @ anchors a.example --order-by anchor:desc --limit 1").out,
            "anchor  links_internal  links_external\n"
            "ex                   1               0\n");
  EXPECT_EQ(run("--data @ anchors nowhere.example --output json").out, "{\"anchors\":[]}\n");
}

TEST_F(AnchorctlTest, TheParametersOfTheApiAreOptions) {
  EXPECT_EQ(run("--data @ anchors a.example --limit 0 --stats --output json").out,
            "{\"anchors\":[],\n\"stats\":{\"anchors\":2,\"links_internal\":1,\"links_external\":1,"
            "\"all_anchors\":2,\"all_links_internal\":1,\"all_links_external\":1}}\n");
  EXPECT_EQ(run("--data @ links a.example --select url_to,nofollow --where links_external=1").out,
            "url_to             nofollow\n"
            "http://b.example/  false\n");
  const std::string first = "--data @ links a.example --limit 1 --select anchor --output json ";
  const auto page = nlohmann::json::parse(run(first + "--cursor start").out);
  EXPECT_EQ(page["links"][0]["anchor"], "ex");
  const std::string cursor = page["next"]["cursor"];
  EXPECT_EQ(nlohmann::json::parse(run(first + "--cursor " + cursor).out)["links"][0]["anchor"],
            "b,\"ee");
}

TEST_F(AnchorctlTest, LinksHaveEveryColumnInOrder) {
  const CommandOutcome live =
      run("--data @ links a.example --where links_external=1 --output ndjson");
  EXPECT_EQ(live.exit_code, 0);
  const auto row = nlohmann::ordered_json::parse(live.out);
  std::string names;
  std::string want;
  for (const auto& [name, value] : row.items()) names += name + " ";
  for (const Column& column : columns()) want += std::string(column.name) + " ";
  EXPECT_EQ(names, want);
  EXPECT_EQ(row["url_to"], "http://b.example/");
  EXPECT_EQ(row["first_seen"], "2024-01-02T00:00:00Z");
  EXPECT_TRUE(row["prev_visited"].is_null());

  const CommandOutcome lost = run("--data @ links a.example --lost --output json");
  const auto links = nlohmann::json::parse(lost.out)["links"];
  EXPECT_EQ(links.size(), 2U);
  EXPECT_EQ(links[0]["anchor"], "lost");
}

TEST_F(AnchorctlTest, PagesStatsAndCheck) {
  const auto pages = nlohmann::json::parse(run("--data @ pages a.example --output json").out);
  ASSERT_EQ(pages["pages"].size(), 1U);
  EXPECT_EQ(pages["pages"][0]["links_live"], 2);
  EXPECT_EQ(pages["pages"][0]["links_lost"], 2);
  const auto all = nlohmann::json::parse(run("--data @ pages a.example --all --output json").out);
  ASSERT_EQ(all["pages"].size(), 2U);
  EXPECT_EQ(all["pages"][1]["state"], "waiting");
  EXPECT_TRUE(all["pages"][1]["title"].is_null());

  const std::string stats = run("--data @ stats --output csv").out;
  for (const char* line : {"pages,1\r\n", "urls_waiting,1\r\n", "links_live_href,2\r\n",
                           "links_lost_href,2\r\n", "anchors,2\r\n", "frontier,1\r\n"}) {
    EXPECT_NE(stats.find(line), std::string::npos) << line << " in " << stats;
  }

  const CommandOutcome clean = run("--data @ check");
  EXPECT_EQ(clean.exit_code, 0) << clean.out;
  SampleIndex(directory_ / "index")
      .remove(Family::kUrls, SampleIndex::key_of("http://a.example/x"));
  const CommandOutcome broken = run("--data @ check");
  EXPECT_EQ(broken.exit_code, 1);
  EXPECT_EQ(broken.out.substr(0, broken.out.find('\n')),
            "frontier entry of http://a.example/x: there is no URL record");
}

TEST_F(AnchorctlTest, BadInputIsOneLineThatNamesItAndExitCode2) {
  struct {
    const char* arguments;
    const char* want;  // part of the line
  } const cases[] = {
      {"",
       "want one of the commands anchors, links, pages, stats, serve, token, seed, check, "
       "frontier, host, url-status, backup, restore, compact, upgrade, forget, extract, url, "
       "encoding, "
       "robots"},
      {"bogus", "\"bogus\": want one of the commands anchors,"},
      {"anchors a.example", "--data: want the directory of an index"},
      {"--data @/none anchors a.example", "/none: no such directory"},
      {"--data / anchors a.example", "/: no anchord index there"},
      {"--data", "--data: 1 required TEXT missing; see anchorctl --help"},
      {"--data @ anchors", "TARGET is required"},
      {"--data @ anchors a.example --bogus", "--bogus; see anchorctl anchors --help"},
      {"--data @ anchors a.example b.example", "b.example; see anchorctl anchors --help"},
      {"--data @ anchors a.example --mode all", "mode \"all\": want one of exact, prefix,"},
      {"--data @ anchors 'http://[x/'", "target \"http://[x/\": want a host"},
      {"--data @ anchors a.example --select title", "select: column \"title\" cannot stand there"},
      {"--data @ anchors a.example --order-by title", "order_by: column \"title\" cannot stand"},
      {"--data @ anchors a.example --having 'title=\"x\"'", "having, byte 1: column \"title\""},
      {"--data @ anchors a.example --where 'colour=1'", "where, byte 1: unknown column \"colour\""},
      {"--data @ anchors a.example --limit -1", "--limit: want a whole number, not \"-1\""},
      {"--data @ anchors a.example --offset x", "--offset: want a whole number, not \"x\""},
      {"--data @ anchors a.example --limit", "--limit"},
      {"--data @ links a.example --output tsv",
       "output: \"tsv\": want one of json, xml, php, csv, ndjson, table"},
      {"--data @ anchors a.example --stats", "stats: output wants to be json, xml or php"},
      {"--data @ links a.example --cursor x --output json", "cursor: want \"start\" or what"},
      {"extract", "want a FILE and its --url, or --batch"},
      {"extract --url mailto:x -", "URL \"mailto:x\": want an http or https URL"},
      {"extract --url http://a.example/ /none", "/none: want a file that can be read"},
      {"encoding /none", "/none: want a file that can be read"},
      {"url ../x", "\"../x\": it is relative: give a --base"},
      {"url --base x y", "--base: it is relative"},
      {"url 'http://[x/'", "\"http://[x/\": it has no scheme that fits, or its host or port"},
  };
  for (const auto& c : cases) {
    const CommandOutcome outcome = run(c.arguments);
    EXPECT_EQ(outcome.exit_code, 2) << c.arguments;
    EXPECT_EQ(outcome.out, "") << c.arguments;
    EXPECT_NE(outcome.err.find(c.want), std::string::npos) << c.arguments << ": " << outcome.err;
    EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1) << outcome.err;
  }
}

TEST_F(AnchorctlTest, AnotherFormatVersionIsRefused) {
  SampleIndex(directory_ / "index").put(Family::kMeta, kFormatKey, "\x63");
  const CommandOutcome outcome = run("--data @ stats");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("the index has format 99"), std::string::npos) << outcome.err;
}

TEST_F(AnchorctlTest, DamageIsExitCode1) {
  SampleIndex(directory_ / "index")
      .put(Family::kLinks, SampleIndex::key_of("http://a.example/"), "\xff");
  const CommandOutcome outcome = run("--data @ links a.example");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.err.find("links of http://a.example/"), std::string::npos) << outcome.err;
}

TEST_F(AnchorctlTest, AReaderThatGoesAwayEndsItQuietly) {
  const CommandOutcome outcome = run("--data @ links a.example | true");
  EXPECT_EQ(outcome.err, "");
}

TEST_F(AnchorctlTest, HelpTellsTheExitCodes) {
  const CommandOutcome outcome = run("--help");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_NE(outcome.out.find("Exit codes: 0 done; 1 I/O error"), std::string::npos);
}

}  // namespace
}  // namespace anchord
