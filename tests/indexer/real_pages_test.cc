#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "indexer/ascii.h"
#include "indexer/encoding.h"
#include "indexer/link_collector.h"
#include "indexer/meta_refresh.h"
#include "indexer/robots_meta.h"
#include "indexer/text_run.h"
#include "tests/files.h"
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

struct PageLink {
  std::string what;     // type, URL, rel
  std::string letters;  // of the text, without spaces: where they stand is ours to say
  std::string alt;
};

std::string letters_of(std::string_view text) {
  std::string letters = rendered_text(text, kAnchorBytesMax);
  std::erase(letters, ' ');
  return letters;
}

std::string rel_names(std::uint8_t rel) {
  std::string names;
  if ((rel & kRelNofollow) != 0) names += " nofollow";
  if ((rel & kRelUgc) != 0) names += " ugc";
  if ((rel & kRelSponsored) != 0) names += " sponsored";
  return names;
}

std::string drawn(const std::vector<PageLink>& links) {
  std::string text;
  std::string alt;
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (i == 0 || links[i].what != links[i - 1].what) {
      text += (i == 0 ? "" : " " + std::exchange(alt, "") + "\n") + links[i].what + " ";
    }
    text += links[i].letters;
    if (alt.empty()) alt = links[i].alt;
  }
  return text + " " + alt;
}

std::string string_in(const Json& object, const char* name) {
  const auto it = object.find(name);
  return it == object.end() || it->is_null() ? "" : it->get<std::string>();
}

// Where a reference resolved to `url` leads; nullopt where it is no link.
std::optional<std::string> target_of(const std::string& url_text, const Url& page_url) {
  const std::optional<Url> url = Url::parse(url_text);
  if (!url || !url->is_http()) return std::nullopt;
  if (url->has_fragment() && url->stored_form() == page_url) return std::nullopt;
  return std::string(url->stored_form().href());
}

std::string alt_of(const Json& link) {
  // An area's words are its alternative text, for us.
  if (link["tag"] == "area") return rendered_text(string_in(link, "text"), kAltBytesMax);
  const auto alts = link.find("img_alt");
  if (alts == link.end() || alts->empty() || alts->front().is_null()) return "";
  return rendered_text(alts->front().get<std::string>(), kAltBytesMax);
}

// People part words by more than spaces.
bool has_word(const std::string& list, std::string_view word) {
  std::string words = " " + ascii_lowered(list) + " ";
  const std::string_view separators = ",;'\"";
  std::replace_if(
      words.begin(), words.end(),
      [separators](char c) { return separators.find(c) != std::string_view::npos; }, ' ');
  return words.find(" " + std::string(word) + " ") != std::string::npos;
}

std::string wanted_rel(const std::string& rel) {
  std::string names;
  for (const char* name : {"nofollow", "ugc", "sponsored"}) {
    if (has_word(rel, name)) names += std::string(" ") + name;
  }
  return names;
}

std::vector<PageLink> wanted_anchors(const Json& facts, const Url& page_url) {
  std::vector<PageLink> links;
  for (const Json& link : facts["links"]) {
    const auto url = target_of(string_in(link, "url"), page_url);
    if (!url) continue;
    const std::string text = link["tag"] == "area" ? "" : string_in(link, "text");
    links.push_back(
        {"href " + *url + wanted_rel(string_in(link, "rel")), letters_of(text), alt_of(link)});
  }
  return links;
}

std::vector<PageLink> wanted_of_head(const Json& facts, const Url& page_url) {
  std::vector<PageLink> links;
  for (const Json& link : facts["head_links"]) {
    const auto url = target_of(string_in(link, "url"), page_url);
    const std::string rel = string_in(link, "rel");
    if (!url) continue;
    if (has_word(rel, "canonical")) links.push_back({"canonical " + *url, "", ""});
    if (has_word(rel, "alternate") && !has_word(rel, "stylesheet")) {
      const LinkType type = alternate_type(string_in(link, "type"));
      links.push_back({std::string(name_of(type)) + " " + *url, "", ""});
    }
  }
  return links;
}

std::vector<PageLink> wanted_frames(const Json& facts, const Url& page_url) {
  std::vector<PageLink> links;
  for (const Json& frame : facts.value("frames", Json::array())) {
    if (trimmed(string_in(frame, "src")).empty()) continue;
    const auto url = target_of(string_in(frame, "url"), page_url);
    if (url) links.push_back({"frame " + *url, "", ""});
  }
  return links;
}

struct Metas {
  RobotsDirectives robots;
  std::string refresh_content;
};

Metas metas_of(const Json& facts) {
  Metas metas;
  for (const Json& meta : facts["metas"]) {
    const std::string content = string_in(meta, "content");
    if (ascii_lowered(string_in(meta, "name")) == "robots") metas.robots.add_meta(content);
    if (ascii_lowered(string_in(meta, "he")) == "refresh") metas.refresh_content = content;
  }
  return metas;
}

std::vector<PageLink> wanted_refresh(const Metas& metas, const Url& base, const Url& page_url) {
  const std::optional<Refresh> refresh = parse_refresh(metas.refresh_content);
  if (!refresh || !refresh->has_reference) return {};
  const std::optional<Url> url = Url::parse(refresh->reference, &base);
  const auto target = url ? target_of(std::string(url->href()), page_url) : std::nullopt;
  if (!target) return {};
  return {{"redirect " + *target, "", ""}};
}

std::vector<PageLink> found(const ExtractedPage& page, const std::vector<LinkType>& types) {
  std::vector<PageLink> links;
  for (const Link& link : page.links.links) {
    if (std::find(types.begin(), types.end(), link.type) == types.end()) continue;
    const std::string what = std::string(name_of(link.type)) + " " +
                             std::string(page.links.target(link)) + rel_names(link.rel);
    links.push_back(
        {what, letters_of(page.links.view(link.anchor)), std::string(page.links.view(link.alt))});
  }
  return links;
}

// We trust bytes that are UTF-8, or are not, more than a missing or wrong label.
bool is_known_departure(const std::string& ours, const std::string& theirs,
                        const std::string& body) {
  return is_valid_utf8(body) ? ours == "utf8" : theirs == "utf8";
}

// The facts have the bytes 80 to 9F of windows-1252 as control characters, as a decoder of
// ISO-8859-1 does.
Json facts_of(const std::string& line) {
  Json facts = Json::parse(line);
  if (facts["encoding"] != "windows-1252") return facts;
  std::string mended;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool is_control = line[i] == '\xC2' && i + 1 < line.size() && line[i + 1] < '\xA0';
    if (!is_control) {
      mended += line[i];
      continue;
    }
    std::string storage;
    mended += decode(line.substr(++i, 1), *encoding_for_label("windows-1252"), storage);
  }
  return Json::parse(mended);
}

// The facts have the words of an SVG that are never rendered, so here they become its text.
std::string with_svg_words_shown(const std::string& body) {
  std::string shown;
  std::size_t at = 0;
  while (at < body.size()) {
    const std::size_t begin = std::min(body.find("<svg", at), body.size());
    const std::size_t end = std::min(body.find("</svg", begin), body.size());
    shown += body.substr(at, begin - at);
    std::string svg = body.substr(begin, end - begin);
    for (const std::string name : {"title", "desc", "metadata", "defs", "symbol", "pattern"}) {
      for (const std::string start : {"<", "</"}) {
        const std::string tag = start + name;
        for (std::size_t place = 0; (place = svg.find(tag, place)) != std::string::npos;) {
          svg.replace(place, tag.size(), start + "text");
        }
      }
    }
    shown += svg;
    at = end;
  }
  return shown;
}

void compare(const Json& facts, const ExtractedPage& page, const Url& url) {
  EXPECT_EQ(drawn(found(page, {LinkType::kHref})), drawn(wanted_anchors(facts, url)));
  EXPECT_EQ(drawn(found(page, {LinkType::kCanonical, LinkType::kRss, LinkType::kAlternate})),
            drawn(wanted_of_head(facts, url)));
  EXPECT_EQ(drawn(found(page, {LinkType::kFrame})), drawn(wanted_frames(facts, url)));
  EXPECT_EQ(page.title, rendered_text(string_in(facts, "title"), kTitleBytesMax));
  EXPECT_EQ(page.base, Url::parse(string_in(facts, "base"))->href());
  const Metas metas = metas_of(facts);
  EXPECT_EQ(page.nofollow, metas.robots.nofollow);
  EXPECT_EQ(page.noindex, metas.robots.noindex);
  EXPECT_EQ(drawn(found(page, {LinkType::kRedirect})),
            drawn(wanted_refresh(metas, *Url::parse(page.base), url)));
}

TEST(RealPagesTest, AllFactsAreThoseOfTwoSpecificationParsers) {
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
    const Json facts = facts_of(line);
    const std::string file = facts["file"];
    SCOPED_TRACE(file);
    const Url url = Url::parse(string_in(facts, "doc_url"))->stored_form();
    PageHeaders headers = html_headers();
    const std::string content_type = string_in(facts, "http_content_type");
    headers.content_type = content_type.empty() ? "text/html" : content_type;
    const std::string body = with_svg_words_shown(bytes_of(unpacked.path() / "pages" / file));
    ExtractedPage page = extractor.extract(url, 200, headers, body);
    const std::string label = ascii_lowered(string_in(facts, "encoding"));
    const std::string encoding = label == "utf-8" ? "utf8" : label;
    if (page.encoding != encoding) {
      EXPECT_TRUE(is_known_departure(page.encoding, encoding, body)) << page.encoding;
      headers.content_type = "text/html; charset=" + label;
      page = extractor.extract(url, 200, headers, body);
      if (page.encoding != encoding) continue;
    }
    ++compared;
    compare(facts, page, url);
  }
  EXPECT_GE(compared, 333U);
}

}  // namespace
}  // namespace anchord
