// The conformance data of the web platform tests (SOURCE.txt beside them), case by case.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "storage/url.h"
#include "tests/testdata.h"

namespace anchord {
namespace {

using nlohmann::json;

std::optional<Url> parse(const json& input, const Url* base = nullptr,
                         const QueryEncoder& encoder = nullptr) {
  const auto& text = input.get_ref<const std::string&>();
  const std::vector<char> block(text.begin(), text.end());
  return Url::parse(std::string_view(block.data(), block.size()), base, encoder);
}

std::string with_prefix(std::string_view prefix, std::string_view part) {
  return part.empty() ? std::string() : std::string(prefix).append(part);
}

// The attributes of the URL class of the standard, one a line.
std::string attributes(const Url& url) {
  const std::string port = url.port() ? std::to_string(*url.port()) : "";
  const std::string host = std::string(url.host()).append(with_prefix(":", port));
  std::string out(url.href());
  for (const std::string& value :
       {std::string(url.scheme()) + ":", std::string(url.username()), std::string(url.password()),
        host, std::string(url.host()), port, std::string(url.path()), with_prefix("?", url.query()),
        with_prefix("#", url.fragment())}) {
    out.append("\n").append(value);
  }
  return out;
}

std::string wanted_attributes(const json& test) {
  if (test.contains("failure")) return "failure";
  std::string out = test.at("href");
  for (const char* name : {"protocol", "username", "password", "host", "hostname", "port",
                           "pathname", "search", "hash"}) {
    out.append("\n").append(test.at(name).get_ref<const std::string&>());
  }
  return out;
}

std::string parsed_attributes(const json& test) {
  std::optional<Url> base;
  if (test.contains("base") && test.at("base").is_string()) {
    base = parse(test.at("base"));
    if (!base) return "failure";
  }
  const auto url = parse(test.at("input"), base ? &*base : nullptr);
  return url ? attributes(*url) : "failure";
}

class UrlConformanceTest : public testing::Test {
 protected:
  // The cases of a file: its array without the comments. Skips the test where there is no file.
  // Lone surrogates, which UTF-8 cannot write, stand as the U+FFFD that a parser would see.
  void load(const std::string& name) {
    const auto path = testdata() / "url" / name;
    std::ifstream file(path);
    if (!file) GTEST_SKIP() << "no " << path;
    std::string text{std::istreambuf_iterator<char>(file), {}};
    for (const std::string_view lone : {"\\uD800", "\\uDFFF"}) {
      for (std::size_t at = 0; (at = text.find(lone, at)) != std::string::npos;) {
        text.replace(at, lone.size(), "\\uFFFD");
      }
    }
    for (const json& item : json::parse(text)) {
      if (item.is_object()) cases_.push_back(item);
    }
    ASSERT_FALSE(cases_.empty()) << path;
  }

  void expect_every_case() const {
    for (const json& test : cases_) {
      EXPECT_EQ(parsed_attributes(test), wanted_attributes(test)) << test.dump();
    }
  }

  std::vector<json> cases_;
};

TEST_F(UrlConformanceTest, WebPlatformTests) {
  load("urltestdata.json");
  expect_every_case();
}

TEST_F(UrlConformanceTest, WebPlatformTestsWithLoneSurrogates) {
  load("urltestdata-javascript-only.json");
  expect_every_case();
}

TEST_F(UrlConformanceTest, AdaExtras) {
  load("ada_extra_urltestdata.json");
  expect_every_case();
}

TEST_F(UrlConformanceTest, AdaLongHost) {
  load("ada_long_urltestdata.json");
  expect_every_case();
}

TEST_F(UrlConformanceTest, DomainsToAscii) {
  load("toascii.json");
  for (const json& test : cases_) {
    const std::string input = test.at("input");
    const std::string want = test.at("output").is_null()
                                 ? "failure"
                                 : "https://" + test.at("output").get<std::string>() + "/x";
    const auto url = parse("https://" + input + "/x");
    EXPECT_EQ(url ? url->href() : "failure", want) << test.dump();
  }
}

// The encoders themselves are the indexer's; here a stand-in answers for them, and what counts is
// what it is asked and where its answer goes.
TEST_F(UrlConformanceTest, QueriesInLegacyEncodings) {
  load("percent-encoding.json");
  for (const json& test : cases_) {
    const std::string input = test.at("input");
    const std::string utf8 = test.at("output").at("utf-8");
    const std::string document = "http://h/?" + input + "#" + input;
    EXPECT_EQ(parse(document)->query(), utf8);
    for (const auto& [encoding, want] : test.at("output").items()) {
      const QueryEncoder encoder = [&](std::string_view query, bool) {
        return query == input ? want.get<std::string>() : "not the query";
      };
      EXPECT_EQ(parse(document, nullptr, encoder)->query(), want.get<std::string>()) << encoding;
    }
  }
}

}  // namespace
}  // namespace anchord
