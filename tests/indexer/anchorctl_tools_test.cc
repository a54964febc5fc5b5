#include <nlohmann/json.hpp>
#include <sstream>

#include "indexer/columns.h"
#include "tests/indexer/anchorctl_testing.h"

// The commands that need no index.
namespace anchord {
namespace {

TEST_F(AnchorctlTest, ExtractNeedsNoIndex) {
  const CommandOutcome outcome = run("extract --url http://a.example/dir/ -",
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
  const CommandOutcome outcome =
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

TEST_F(AnchorctlTest, RobotsAnswersLineByLine) {
  const std::string robots =
      "\"robots\":\"User-agent: a\\nDisallow: /*x$\\nUser-agent: *\\n"
      "Disallow: /\"";
  const CommandOutcome outcome =
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

}  // namespace
}  // namespace anchord
