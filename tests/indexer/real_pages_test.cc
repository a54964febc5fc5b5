#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "indexer/ascii.h"
#include "indexer/text_run.h"
#include "tests/indexer/extraction.h"
#include "tests/testdata.h"

// The facts that two specification parsers agree on about real pages, against ours. Where they
// count the elements that a parser made of one unclosed tag, they have more links than we do; so
// runs of links to one URL are compared as one.
namespace anchord {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

// A folder with the unpacked pages, removed at the end.
class Unpacked {
 public:
  Unpacked() : path_(fs::temp_directory_path() / ("anchord_pages_" + std::to_string(::getpid()))) {
    fs::create_directory(path_);
  }
  ~Unpacked() { fs::remove_all(path_); }
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;

  const fs::path& path() const { return path_; }
  bool run(const std::string& command) const { return std::system(command.c_str()) == 0; }

 private:
  const fs::path path_;
};

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

struct PageLink {
  std::string url;
  std::string letters;  // of the text, without spaces: where they stand is ours to say
};

std::string letters_of(std::string_view text) {
  std::string letters = rendered_text(text, kAnchorBytesMax);
  std::erase(letters, ' ');
  return letters;
}

std::string drawn(const std::vector<PageLink>& links) {
  std::string text;
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (i > 0 && links[i].url == links[i - 1].url) {
      text += links[i].letters;
    } else {
      text += "\n" + links[i].url + " " + links[i].letters;
    }
  }
  return text;
}

std::string wanted(const Json& facts, const Url& page_url) {
  std::vector<PageLink> links;
  for (const Json& link : facts["links"]) {
    if (link["url"].is_null()) continue;
    const std::optional<Url> url = Url::parse(link["url"].get<std::string>());
    if (!url || !url->is_http()) continue;
    if (url->has_fragment() && url->stored_form() == page_url) continue;
    // An area's words are its alternative text, for us.
    const std::string text = link["tag"] == "area" ? "" : link["text"].get<std::string>();
    links.push_back({std::string(url->stored_form().href()), letters_of(text)});
  }
  return drawn(links);
}

std::string found(const ExtractedPage& page) {
  std::vector<PageLink> links;
  for (const Link& link : page.links.links) {
    if (link.type != LinkType::kHref) continue;
    links.push_back(
        {std::string(page.links.target(link)), letters_of(page.links.view(link.anchor))});
  }
  return drawn(links);
}

TEST(RealPagesTest, LinksAndTitlesAreThoseOfTwoSpecificationParsers) {
  const fs::path data = testdata() / "html";
  if (!fs::exists(data / "real_pages_dev.tar.xz")) {
    GTEST_SKIP() << "absent: html/real_pages_dev.tar.xz";
  }
  const Unpacked unpacked;
  const std::string folder = unpacked.path().string();
  ASSERT_TRUE(unpacked.run("tar -xJf '" + (data / "real_pages_dev.tar.xz").string() + "' -C '" +
                           folder + "'"));
  ASSERT_TRUE(unpacked.run("gzip -dc '" + (data / "real_links_dev.jsonl.gz").string() + "' > '" +
                           folder + "/facts'"));
  std::ifstream lines(unpacked.path() / "facts");
  Extractor extractor(ParseLimits{}, "anchord");
  std::size_t compared = 0;
  for (std::string line; std::getline(lines, line);) {
    const Json facts = Json::parse(line);
    const std::string file = facts["file"];
    // The facts have its byte 92 as a control character; in windows-1252 it is U+2019.
    if (file == "resiliparse/0009.html" || file == "resiliparse/0010.html") continue;
    const Url url = Url::parse(facts["doc_url"].get<std::string>())->stored_form();
    PageHeaders headers = html_headers();
    headers.content_type = facts["http_content_type"].is_null()
                               ? "text/html"
                               : facts["http_content_type"].get<std::string>();
    const ExtractedPage page =
        extractor.extract(url, 200, headers, contents(unpacked.path() / "pages" / file));
    // We trust bytes that are UTF-8, or are not, more than a missing or wrong label.
    const std::string encoding = ascii_lowered(facts["encoding"].get<std::string>());
    if (page.encoding != (encoding == "utf-8" ? "utf8" : encoding)) continue;
    ++compared;
    EXPECT_EQ(found(page), wanted(facts, url)) << file;
    const std::string title = facts["title"].is_null() ? "" : facts["title"].get<std::string>();
    EXPECT_EQ(page.title, rendered_text(title, kTitleBytesMax)) << file;
  }
  EXPECT_GE(compared, 290U);
}

}  // namespace
}  // namespace anchord
