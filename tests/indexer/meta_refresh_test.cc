#include "indexer/meta_refresh.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tests/files.h"
#include "tests/indexer/extraction.h"
#include "tests/testdata.h"

namespace anchord {
namespace {

using Json = nlohmann::json;

std::optional<Json> conformance(const char* name) {
  std::ifstream file(testdata() / "redirects" / name);
  if (!file) return std::nullopt;
  return Json::parse(file);
}

std::string drawn(const std::optional<Refresh>& refresh) {
  if (!refresh) return "none";
  if (!refresh->has_reference) return "itself";
  std::string reference(refresh->reference);
  std::erase_if(reference, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  return "to " + reference;
}

TEST(MetaRefreshTest, EveryCaseOfTheWebPlatformTests) {
  const std::optional<Json> data = conformance("meta_refresh_wpt.json");
  if (!data) GTEST_SKIP() << "absent: redirects/meta_refresh_wpt.json";
  for (const Json& c : data->at("cases")) {
    const std::string content = c["content"];
    const Json& refresh = c["refresh"];
    const std::string want = refresh.is_null()          ? "none"
                             : refresh["url"].is_null() ? "itself"
                                                        : "to " + refresh["url"].get<std::string>();
    EXPECT_EQ(drawn(parse_refresh(content)), want) << content;
  }
}

// The w3lib cases read a page as that library does; two differ by its choice of elements.
TEST(MetaRefreshTest, PagesOfW3lib) {
  const std::optional<Json> data = conformance("meta_refresh_html_w3lib.json");
  if (!data) GTEST_SKIP() << "absent: redirects/meta_refresh_html_w3lib.json";
  for (const Json& c : *data) {
    const std::string name = c["name"];
    const bool is_script_parsed =
        name.ends_with("inside_script") && c["ignore_tags"] == Json::array();
    const bool is_noscript_ignored = name.ends_with("inside_noscript") && c["url"].is_null();
    const bool is_tag_unterminated =
        name.ends_with("unterminated_tag") && !c["html"].get<std::string>().ends_with('>');
    if (is_script_parsed || is_noscript_ignored || is_tag_unterminated) continue;
    const std::string html = c["html"].is_object()
                                 ? from_base64(c["html"]["b64"].get<std::string>())
                                 : c["html"].get<std::string>();
    PageHeaders headers;
    headers.content_type = "text/html; charset=";
    headers.content_type += c["encoding"].is_null() ? "utf-8" : c["encoding"].get<std::string>();
    const std::string want = c["url"].is_null() ? "" : "redirect " + c["url"].get<std::string>();
    std::string got =
        described(extract_page(html, headers, 200, c["base_url"].get<std::string>()).links);
    if (got.ends_with(" internal")) got.resize(got.size() - std::string_view(" internal").size());
    EXPECT_EQ(got, want) << name << ": " << html;
  }
}

}  // namespace
}  // namespace anchord
