#include <algorithm>
#include <mutex>

#include "tests/crawler/loopback_server.h"
#include "tests/system/system_testing.h"

// What an answer is and which encoding it is in, as its headers say it or fail to: from the bytes
// on the wire to the rows of the index.
namespace anchord {
namespace {

struct SentPage {
  std::string headers;  // with their line endings
  std::string body;
  std::string want;  // "encoding: anchor"; "encoding:" where there is no link
};

std::string answer(const std::string& headers, const std::string& body) {
  return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

std::string path_of(const std::string& request) {
  const std::size_t begin = request.find(' ') + 1;
  return request.substr(begin, request.find(' ', begin) - begin);
}

const std::string kNothing = "HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n";

std::vector<SentPage> sent_pages() {
  const std::string html = "Content-Type: text/html\r\n";
  const std::string link = "<a href=/to>caf\u00E9</a>";
  const std::string link_1252 = "<a href=/to>caf\xE9 x</a>";
  const std::string xhtml =
      "<html xmlns='http://www.w3.org/1999/xhtml'><script src='x'/><title/>"
      "<a href='/to'>caf\u00E9</a></html>";
  const std::string late =
      "<!--" + std::string(2000, 'x') + "--><textarea><meta charset=koi8-r></textarea>";
  return {
      {"Content-Type: text/html,text/html\r\n", link, "utf8: caf\u00E9"},
      {"Content-Type: text/html charset=utf-8\r\n", link, "utf8: caf\u00E9"},
      {"Content-Type: html\r\n", "<!DOCTYPE html>" + link, "utf8: caf\u00E9"},
      {"Content-Type: */*\r\n", link, "utf8: caf\u00E9"},
      {"Content-Type: unknown/unknown\r\n", "<html>" + link, "utf8: caf\u00E9"},
      {"Content-Type:\r\n", "<p>" + link, "utf8: caf\u00E9"},
      {"", link, "utf8: caf\u00E9"},
      {"", "%PDF-1.7 " + link, "raw:"},
      {"", "\x89PNG\r\n\x1A\n" + link, "raw:"},
      {"Content-Type: image/png\r\n" + html, link, "utf8: caf\u00E9"},
      {html + "Content-Type: image/png\r\n", link, "raw:"},
      {"Content-Type: text/html;charset=iso-8859-1\r\n" + html, link_1252,
       "windows-1252: caf\u00E9 x"},
      {"Content-Type: text/html;charset=utf-8\r\nContent-Type: text/html charset=gbk\r\n", link,
       "utf8: caf\u00E9"},
      {"Content-Type: text/html;charset=utf-8\r\n", link + "\u00E8 \xE9 x", "utf8: caf\u00E9"},
      {"Content-Type: text/html;charset=utf-8\r\n", link_1252, "windows-1252: caf\u00E9 x"},
      {html, late + link_1252, "windows-1252: caf\u00E9 x"},
      {"Content-Type: application/xhtml+xml\r\n", xhtml, "utf8: caf\u00E9"},
      {"Content-Type: text/xml\r\n", xhtml, "utf8: caf\u00E9"},
      {"", "<?xml version='1.0'?>" + xhtml, "utf8: caf\u00E9"},
      {html, xhtml, "utf8:"},
  };
}

TEST(PageKindsTest, PagesAreWhatTheirHeadersOrTheirBytesSay) {
  const std::vector<SentPage> pages = sent_pages();
  std::string home;
  for (std::size_t i = 0; i < pages.size(); ++i)
    home += "<a href=/p" + std::to_string(i) + ">x</a>";
  LoopbackServer server([&](const std::string& request) -> LoopbackServer::Reply {
    const std::string path = path_of(request);
    if (path == "/") return {.bytes = answer("Content-Type: text/html\r\n", home)};
    if (!path.starts_with("/p")) return {.bytes = kNothing};
    const SentPage& page = pages.at(std::stoul(path.substr(2)));
    return {.bytes = answer(page.headers, page.body)};
  });
  const Index index;
  ASSERT_EQ(index.crawl({server.url("/")}), 0);
  std::map<std::string, std::string> found;
  for (const auto& row : index.rows({"pages", "127.0.0.1"})) {
    found[row["url"]] = std::string(row["encoding"]) + ":";
  }
  for (const auto& row : index.rows({"links", "127.0.0.1", "--select", "url_from,anchor"})) {
    found[row["url_from"]] += " " + std::string(row["anchor"]);
  }
  for (std::size_t i = 0; i < pages.size(); ++i) {
    EXPECT_EQ(found[server.url("/p" + std::to_string(i))], pages[i].want)
        << pages[i].headers << pages[i].body;
  }
}

// What is asked for of the URLs that the sitemap lists.
std::vector<std::string> asked_for(const std::string& headers, const std::string& sitemap) {
  std::mutex mutex;
  std::vector<std::string> paths;
  LoopbackServer server([&](const std::string& request) -> LoopbackServer::Reply {
    const std::string path = path_of(request);
    if (path == "/") return {.bytes = answer("Content-Type: text/html\r\n", "home")};
    if (path == "/sitemap.xml") return {.bytes = answer(headers, sitemap)};
    if (path == "/robots.txt") return {.bytes = kNothing};
    const std::lock_guard lock(mutex);
    paths.push_back(path);
    return {.bytes = answer("Content-Type: text/html\r\n", "page")};
  });
  const Index index;
  EXPECT_EQ(index.crawl({server.url("/")}), 0);
  const std::lock_guard lock(mutex);
  std::sort(paths.begin(), paths.end());
  return paths;
}

TEST(PageKindsTest, AMislabelledSitemapAsksForTheRightUrls) {
  const std::string declaration = "<?xml version='1.0' encoding='UTF-8'?>";
  const std::string latin1 = "<urlset><url><loc>/p\xE9</loc></url></urlset>";
  const std::string utf8 = "<urlset><url><loc>/p\u00E9</loc></url></urlset>";
  const std::vector<std::string> right = {"/p%C3%A9"};
  EXPECT_EQ(asked_for("Content-Type: text/xml; charset=utf-8\r\n", latin1), right);
  EXPECT_EQ(asked_for("Content-Type: text/xml\r\n", declaration + latin1), right);
  EXPECT_EQ(asked_for("Content-Type: text/xml; charset=iso-8859-1\r\n", utf8), right);
  EXPECT_EQ(asked_for("Content-Type: xml\r\n", utf8), right);
  EXPECT_EQ(
      asked_for("Content-Type: text/xml\r\n",
                "<urlset><url><loc>/p\u00E9</loc></url><url><loc>/q\xE9</loc></url></urlset>"),
      right)
      << "what cannot be read is not asked for";
}

}  // namespace
}  // namespace anchord
