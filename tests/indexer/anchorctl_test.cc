#include <gtest/gtest.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <array>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "indexer/columns.h"
#include "tests/indexer/sample_index.h"

// Runs the built program as a shell does.
namespace anchord {
namespace {

namespace fs = std::filesystem;

struct Outcome {
  int exit_code = -1;
  std::string out;
  std::string err;
};

class AnchorctlTest : public testing::Test {
 protected:
  AnchorctlTest() {
    std::string name = (fs::temp_directory_path() / "anchorctl-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    SampleIndex index(directory_ / "index");
    index.visit("http://a.example/", day(0), {{"/x", "ex"}, {"/lost", "lost"}, {"/x", "ex"}});
    index.visit("http://a.example/", day(1), {{"/x", "ex"}, {"http://b.example/", "b,\"ee"}});
    index.found("http://a.example/x", day(0));
  }
  ~AnchorctlTest() override { fs::remove_all(directory_); }

  // `arguments` as a shell would get them; @ stands for the index's directory.
  Outcome run(std::string arguments, const std::string& input = "") const {
    const std::string index = (directory_ / "index").string();
    if (const std::size_t at = arguments.find('@'); at != std::string::npos) {
      arguments.replace(at, 1, index);
    }
    std::ofstream(directory_ / "in") << input;
    const std::string command = std::string(ANCHORCTL) + " " + arguments + " <" +
                                (directory_ / "in").string() + " 2>" +
                                (directory_ / "err").string();
    Outcome outcome;
    FILE* const pipe = popen(command.c_str(), "r");
    std::array<char, 4096> block{};
    while (const std::size_t size = fread(block.data(), 1, block.size(), pipe)) {
      outcome.out.append(block.data(), size);
    }
    outcome.exit_code = WEXITSTATUS(pclose(pipe));
    std::ifstream err(directory_ / "err");
    outcome.err.assign(std::istreambuf_iterator<char>(err), {});
    return outcome;
  }

  fs::path directory_;
};

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
  const Outcome live = run("--data @ links a.example --where links_external=1 --output ndjson");
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

  const Outcome lost = run("--data @ links a.example --lost --output json");
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

  const Outcome clean = run("--data @ check");
  EXPECT_EQ(clean.exit_code, 0) << clean.out;
  SampleIndex(directory_ / "index")
      .remove(Family::kUrls, SampleIndex::key_of("http://a.example/x"));
  const Outcome broken = run("--data @ check");
  EXPECT_EQ(broken.exit_code, 1);
  EXPECT_EQ(broken.out.substr(0, broken.out.find('\n')),
            "frontier entry of http://a.example/x: there is no URL record");
}

TEST_F(AnchorctlTest, ExtractNeedsNoIndex) {
  const Outcome outcome = run("extract --url http://a.example/dir/ -",
                              "<title>T</title><p>see <a href=x rel=ugc>this</a> page");
  const auto row = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(row["url_to"], "http://a.example/dir/x");
  EXPECT_EQ(row["title"], "T");
  EXPECT_EQ(row["page_size"], 54);
  EXPECT_EQ(row["nofollow"], true);
  EXPECT_EQ(row["text_pre"], "see");
  EXPECT_TRUE(row["first_seen"].is_null());
  EXPECT_TRUE(row["original"].is_null());
}

TEST_F(AnchorctlTest, ExtractAnswersJsonLinesAndGoesOnAfterABadOne) {
  std::ofstream(directory_ / "page.html")
      << "<title>T</title><base href=/b/><meta name=robots content=noindex>"
         "<nav><a href=x hreflang=de>this</a></nav>";
  const std::string file = (directory_ / "page.html").string();
  const std::string url = ",\"url\":\"http://a.example/\",\"content_type\":null}\n";
  const Outcome outcome =
      run("extract --batch", "{\"file\":\"/none\"" + url + "x\n\n{\"file\":\"" + file + "\"" + url);
  EXPECT_EQ(outcome.exit_code, 2);
  std::istringstream lines(outcome.out);
  std::vector<nlohmann::json> answers;
  for (std::string line; std::getline(lines, line);) answers.push_back(nlohmann::json::parse(line));
  ASSERT_EQ(answers.size(), 3U) << outcome.out;
  EXPECT_EQ(answers[0]["file"], "/none");
  EXPECT_TRUE(answers[0].contains("error"));
  EXPECT_EQ(answers[1], nlohmann::json({{"error", "want a JSON object a line"}}));
  nlohmann::json& page = answers[2];
  ASSERT_EQ(page["links"].size(), 1U) << page;
  EXPECT_EQ(page["links"][0].size(), kColumns);
  EXPECT_EQ(page["links"][0]["url_to"], "http://a.example/b/x");
  EXPECT_EQ(page["links"][0]["position"], "nav");
  EXPECT_EQ(page["links"][0]["hreflang"], "de");
  page.erase("links");
  EXPECT_EQ(page, nlohmann::json({{"file", file},
                                  {"encoding", "utf8"},
                                  {"title", "T"},
                                  {"base", "http://a.example/b/"},
                                  {"nofollow", false},
                                  {"noindex", true},
                                  {"status", "ok"}}));
}

TEST_F(AnchorctlTest, UrlAnswersJsonLines) {
  EXPECT_EQ(
      run("url",
          "{\"input\":\" //Www.Example.CO.uk:443/\\u00fc#x\",\"base\":\"https://b.example/\"}\n"
          "{\"input\":\"http://a/\\ud800\\ud83d\\ude00\\\\ud800\",\"base\":null}\n"
          "{\"input\":\"x\",\"base\":null}\n"
          "{\"input\":\"x\",\"base\":\"no base\"}\n"
          "{\"input\":\"mailto:x@b.example\"}\n")
          .out,
      "{\"href\":\"https://www.example.co.uk/%C3%BC#x\",\"host\":\"www.example.co.uk\","
      "\"registrable_domain\":\"example.co.uk\"}\n"
      "{\"href\":\"http://a/%EF%BF%BD%F0%9F%98%80/ud800\",\"host\":\"a\","
      "\"registrable_domain\":\"a\"}\n"
      "{\"failure\":true}\n"
      "{\"failure\":true}\n"
      "{\"href\":\"mailto:x@b.example\",\"host\":\"\",\"registrable_domain\":\"\"}\n");
}

TEST_F(AnchorctlTest, UrlExplainsOneInWords) {
  EXPECT_EQ(run("url --base https://www.example.co.uk/dir/ '../x?q#f'").out,
            "URL                 https://www.example.co.uk/x?q#f\n"
            "scheme              https\n"
            "host                www.example.co.uk\n"
            "registrable domain  example.co.uk\n"
            "port                443, its scheme's\n"
            "path                /x\n"
            "query               q\n"
            "fragment            f\n"
            "kept in the index   https://www.example.co.uk/x?q (without fragment, user name and "
            "password)\n");
}

TEST_F(AnchorctlTest, EncodingSaysWhichAndWhy) {
  const struct {
    const char* arguments;
    const char* body;
    const char* want;
  } cases[] = {
      {"encoding --content-type 'text/html; charset=euc-kr' -", "x",
       "EUC-KR (the Content-Type header says so)\n"},
      {"encoding -", "<meta charset=latin1>", "windows-1252 (its meta element says so)\n"},
      {"encoding -", "\xFE\xFF", "UTF-16BE (its byte-order mark says so)\n"},
      {"encoding -", "x", "UTF-8 (nothing says so, but all its bytes are valid UTF-8)\n"},
      {"encoding -", "\xFF", "windows-1252 (nothing says so, and its bytes are not valid UTF-8)\n"},
  };
  for (const auto& c : cases) EXPECT_EQ(run(c.arguments, c.body).out, c.want) << c.body;
}

TEST_F(AnchorctlTest, BadInputIsOneLineThatNamesItAndExitCode2) {
  struct {
    const char* arguments;
    const char* want;  // part of the line
  } const cases[] = {
      {"",
       "want one of the commands anchors, links, pages, stats, serve, token, seed, check, "
       "frontier, host, url-status, backup, restore, compact, forget, extract, url, encoding, "
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
    const Outcome outcome = run(c.arguments);
    EXPECT_EQ(outcome.exit_code, 2) << c.arguments;
    EXPECT_EQ(outcome.out, "") << c.arguments;
    EXPECT_NE(outcome.err.find(c.want), std::string::npos) << c.arguments << ": " << outcome.err;
    EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1) << outcome.err;
  }
}

TEST_F(AnchorctlTest, RobotsAnswersLineByLine) {
  const std::string robots =
      "\"robots\":\"User-agent: a\\nDisallow: /*x$\\nUser-agent: *\\n"
      "Disallow: /\"";
  const Outcome outcome =
      run("robots", "{" + robots + ",\"agent\":\"A/2.1\",\"url\":\"https://h/y?x\"}\n" +  //
                        "{" + robots + ",\"agent\":\"a\",\"url\":\"https://h/y?z\"}\n" + "{" +
                        robots + ",\"agent\":\"b\",\"url\":\"https://h/y?z\"}\n" + "{" + robots +
                        ",\"agent\":\"*\",\"url\":\"https://h/robots.txt\"}\n" + "{" + robots +
                        ",\"agent\":\"a\"}\n");
  EXPECT_EQ(outcome.out,
            "{\"allowed\":false}\n{\"allowed\":true}\n{\"allowed\":false}\n{\"allowed\":true}\n"
            "{\"error\":\"\\\"url\\\": want a string\"}\n");
  EXPECT_EQ(outcome.exit_code, 2);
}

TEST_F(AnchorctlTest, AnotherFormatVersionIsRefused) {
  SampleIndex(directory_ / "index").put(Family::kMeta, kFormatKey, "\x63");
  const Outcome outcome = run("--data @ stats");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("the index has format 99"), std::string::npos) << outcome.err;
}

TEST_F(AnchorctlTest, DamageIsExitCode1) {
  SampleIndex(directory_ / "index")
      .put(Family::kLinks, SampleIndex::key_of("http://a.example/"), "\xff");
  const Outcome outcome = run("--data @ links a.example");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.err.find("links of http://a.example/"), std::string::npos) << outcome.err;
}

TEST_F(AnchorctlTest, AReaderThatGoesAwayEndsItQuietly) {
  const Outcome outcome = run("--data @ links a.example | true");
  EXPECT_EQ(outcome.err, "");
}

TEST_F(AnchorctlTest, HelpTellsTheExitCodes) {
  const Outcome outcome = run("--help");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_NE(outcome.out.find("Exit codes: 0 done; 1 I/O error"), std::string::npos);
}

}  // namespace
}  // namespace anchord
