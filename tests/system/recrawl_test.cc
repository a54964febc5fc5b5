#include <gtest/gtest.h>

#include "tests/system/site_server.h"
#include "tests/system/system_testing.h"

// Crawls of a site that changes between them.
namespace anchord {
namespace {

std::string link(std::string_view href, std::string_view anchor) {
  return "<p><a href=\"" + std::string(href) + "\">" + std::string(anchor) + "</a></p>";
}

class RecrawlTest : public testing::Test {
 protected:
  // Home links to two pages, one of them moved, and away.
  RecrawlTest() {
    set("/", link("/one", "one") + link("/two", "two") + link("/moved", "moved") +
                 link("http://elsewhere.example/", "elsewhere"));
    set("/one", link("/", "home") + link("/two", "two"));
    set("/two", link("/", "home"));
    server_.set(server_.url("/moved"), {.status = 301, .location = "/two"});
    EXPECT_EQ(index_.crawl({server_.url("/")}), 0);
  }

  void set(std::string_view path, const std::string& body, const std::string& etag = "") {
    server_.set(server_.url(path), {.body = body, .etag = etag});
  }
  void recrawl() {
    EXPECT_EQ(index_.crawl({"--recrawl"}), 0);
    EXPECT_EQ(index_.violations(), "");
  }

  // "/one: two", "/moved: (redirect)", sorted by page and place.
  std::string links(bool lost = false) const {
    std::string text;
    for (const auto& row : rows(lost)) text += name_of(row) + "\n";
    return text;
  }
  std::vector<nlohmann::json> rows(bool lost = false) const {
    std::vector<std::string> arguments = {"links", "127.0.0.1"};
    if (lost) arguments.emplace_back("--lost");
    return index_.rows(arguments);
  }
  std::string name_of(const nlohmann::json& row) const {
    const std::string from = row["url_from"];
    const std::string anchor = row["anchor"];
    return from.substr(server_.url("").size()) + ": " +
           (row["link_type"] == "redirect" ? "(redirect)" : anchor);
  }
  std::string anchors() const {
    std::string text;
    for (const auto& row : index_.rows({"anchors", "127.0.0.1", "--order-by", "anchor"})) {
      text += row["anchor"].get<std::string>() + " " + row["links_internal"].dump() + "+" +
              row["links_external"].dump() + "\n";
    }
    return text;
  }

  SiteServer server_;
  Index index_;
};

TEST_F(RecrawlTest, TheFirstCrawlFindsEveryLink) {
  EXPECT_EQ(links(),
            "/: one\n/: two\n/: moved\n/: elsewhere\n/moved: (redirect)\n/one: home\n/one: two\n"
            "/two: home\n");
  EXPECT_EQ(anchors(), " 1+0\nelsewhere 0+1\nhome 2+0\nmoved 1+0\none 1+0\ntwo 2+0\n");
  for (const auto& row : rows()) {
    EXPECT_TRUE(row["original"]);
    EXPECT_TRUE(row["prev_visited"].is_null());
    EXPECT_EQ(row["first_seen"], row["last_visited"]);
  }
}

TEST_F(RecrawlTest, AnUnchangedSiteMovesTheVisitsAlone) {
  const auto before = rows();
  const std::string counts = anchors();
  const std::int64_t bytes = index_.stat("bytes_links");
  recrawl();
  const auto after = rows();
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    nlohmann::json want = before[i];
    EXPECT_GT(after[i]["last_visited"], before[i]["last_visited"]);
    want["prev_visited"] = before[i]["last_visited"];
    want["last_visited"] = after[i]["last_visited"];
    EXPECT_EQ(after[i], want);
  }
  EXPECT_EQ(anchors(), counts);
  EXPECT_GT(bytes, 0);
  EXPECT_EQ(index_.stat("bytes_links"), bytes) << "links were written";
}

TEST_F(RecrawlTest, TheSameLinksOnAChangedPageAreNotWritten) {
  const std::int64_t bytes = index_.stat("bytes_links");
  set("/two", link("/", "home") + "<!-- 12:31 -->");
  recrawl();
  EXPECT_EQ(index_.stat("bytes_links"), bytes) << "links were written";
}

TEST_F(RecrawlTest, AServerWithValidatorsIsAskedOnlyWhetherAPageChanged) {
  const std::string body = link("/", "home");
  set("/two", body, "\"1\"");
  recrawl();
  set("/two", "never sent, for the validator says that nothing changed", "\"1\"");
  recrawl();
  EXPECT_NE(links().find("/two: home\n"), std::string::npos);
  set("/two", link("/", "changed"), "\"2\"");
  recrawl();
  EXPECT_NE(links().find("/two: changed\n"), std::string::npos);
}

TEST_F(RecrawlTest, AServerThatSaysNotModifiedWhateverHasChangedIsFoundOut) {
  set("/two", link("/", "home"), "\"1\"");
  recrawl();
  set("/two", link("/", "changed"), "\"1\"");
  const std::vector<std::string> every_second_in_full = {"--recrawl", "--set",
                                                         "revisit.full_fetch_every=2"};
  EXPECT_EQ(index_.crawl(every_second_in_full), 0);
  EXPECT_NE(links().find("/two: home\n"), std::string::npos);
  EXPECT_EQ(index_.crawl(every_second_in_full), 0);
  EXPECT_NE(links().find("/two: changed\n"), std::string::npos);
}

TEST_F(RecrawlTest, OneLinkLessAndOneMore) {
  set("/one", link("/", "home") + link("/three", "three"));
  set("/three", "");
  recrawl();
  EXPECT_EQ(links(),
            "/: one\n/: two\n/: moved\n/: elsewhere\n/moved: (redirect)\n/one: home\n"
            "/one: three\n/two: home\n");
  EXPECT_EQ(links(true), "/one: two\n");
  EXPECT_EQ(anchors(), " 1+0\nelsewhere 0+1\nhome 2+0\nmoved 1+0\none 1+0\nthree 1+0\ntwo 1+0\n");
  for (const auto& row : rows()) {
    EXPECT_EQ(row["original"], row["anchor"] != "three");
    EXPECT_EQ(row["prev_visited"].is_null(), row["anchor"] == "three");
  }
}

TEST_F(RecrawlTest, AChangedAnchorIsALostLinkAndANewOne) {
  set("/two", link("/", "start"));
  recrawl();
  EXPECT_EQ(links(true), "/two: home\n");
  EXPECT_EQ(anchors(), " 1+0\nelsewhere 0+1\nhome 1+0\nmoved 1+0\none 1+0\nstart 1+0\ntwo 2+0\n");
  const nlohmann::json lost = rows(true)[0];
  set("/two", link("/", "home"));
  recrawl();
  EXPECT_EQ(links(true), "/two: start\n");
  for (const auto& row : rows()) {
    if (name_of(row) != "/two: home") continue;
    EXPECT_EQ(row["first_seen"], lost["first_seen"]);
    EXPECT_EQ(row["prev_visited"], lost["last_visited"]);
  }
}

TEST_F(RecrawlTest, APageThatIsGoneLosesItsLinks) {
  server_.remove(server_.url("/one"));
  recrawl();
  EXPECT_EQ(links(), "/: one\n/: two\n/: moved\n/: elsewhere\n/moved: (redirect)\n/two: home\n");
  EXPECT_EQ(links(true), "/one: home\n/one: two\n");
  EXPECT_EQ(anchors(), " 1+0\nelsewhere 0+1\nhome 1+0\nmoved 1+0\none 1+0\ntwo 1+0\n");
}

TEST_F(RecrawlTest, APageThatFailsKeepsItsLinks) {
  const std::string before = links();
  const std::string counts = anchors();
  server_.set(server_.url("/one"), {.status = 500, .body = "trouble"});
  recrawl();
  EXPECT_EQ(links(), before);
  EXPECT_EQ(links(true), "");
  EXPECT_EQ(anchors(), counts);
  for (const auto& row : index_.rows({"pages", "127.0.0.1"})) {
    const bool fails = row["url"] == server_.url("/one");
    EXPECT_EQ(row["state"], fails ? "refused" : "visited");
    EXPECT_EQ(row["prev_visited"].is_null(), fails);
  }
}

TEST_F(RecrawlTest, ARedirectThatLeadsElsewhereIsAnotherLink) {
  server_.set(server_.url("/moved"), {.status = 302, .location = "/one"});
  recrawl();
  for (const auto& row : rows()) {
    if (row["link_type"] != "redirect") continue;
    EXPECT_EQ(row["url_to"], server_.url("/one"));
  }
  EXPECT_EQ(links(true), "/moved: (redirect)\n");
}

}  // namespace
}  // namespace anchord
