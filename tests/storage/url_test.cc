#include "storage/url.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace anchord {
namespace {

// Parses from a heap block of the exact size, so that AddressSanitizer sees one byte too many.
std::optional<Url> parse(std::string_view input, const Url* base = nullptr,
                         const QueryEncoder& encoder = nullptr) {
  const std::vector<char> block(input.begin(), input.end());
  return Url::parse(std::string_view(block.data(), block.size()), base, encoder);
}

std::string href(std::string_view input, std::string_view base = "") {
  std::optional<Url> base_url;
  if (!base.empty()) base_url = parse(base);
  const auto url = parse(input, base_url ? &*base_url : nullptr);
  return url ? std::string(url->href()) : "failure";
}

// "scheme user password host port path query fragment", "-" for what is not there.
std::string parts(std::string_view input) {
  const auto url = parse(input);
  if (!url) return "failure";
  std::string out;
  for (const std::string_view part :
       {url->scheme(), url->username(), url->password(), url->host()}) {
    out.append(part.empty() ? "-" : part).append(" ");
  }
  out.append(url->port() ? std::to_string(*url->port()) : "-").append(" ");
  out.append(url->path().empty() ? "-" : url->path()).append(" ");
  out.append(url->has_query() ? "?" + std::string(url->query()) : "-").append(" ");
  return out.append(url->has_fragment() ? "#" + std::string(url->fragment()) : "-");
}

std::string stored(std::string_view input) {
  const auto url = parse(input);
  return url ? std::string(url->stored_form().href()) : "failure";
}

TEST(UrlTest, PartsAreViewsIntoTheSerialisation) {
  EXPECT_EQ(parts("https://user:pass@example.com:8080/foo/bar?baz#quux"),
            "https user pass example.com 8080 /foo/bar ?baz #quux");
  EXPECT_EQ(parts("http://example.com"), "http - - example.com - / - -");
  EXPECT_EQ(parts("http://:pass@example.com/?#"), "http - pass example.com - / ? #");
  EXPECT_EQ(parts("http://user:@[::1]:80/"), "http user - [::1] - / - -");
  EXPECT_EQ(parts("mailto:user@example.com?subject=a"),
            "mailto - - - - user@example.com ?subject=a -");
  EXPECT_EQ(parts("file:///C|/a"), "file - - - - /C:/a - -");
  EXPECT_EQ(parts("foo://h"), "foo - - h - - - -");
  EXPECT_EQ(parts("web+demo:/.//not-a-host/"), "web+demo - - - - //not-a-host/ - -");
}

TEST(UrlTest, PathAndQueryIsWhatHttpAsksFor) {
  EXPECT_EQ(parse("http://h/a?b#c")->path_and_query(), "/a?b");
  EXPECT_EQ(parse("http://h/a?#c")->path_and_query(), "/a?");
  EXPECT_EQ(parse("http://h#c")->path_and_query(), "/");
}

TEST(UrlTest, TellsHttp) {
  EXPECT_TRUE(parse("http://h/")->is_http());
  EXPECT_TRUE(parse("HTTPS://h/")->is_http());
  EXPECT_FALSE(parse("ftp://h/")->is_http());
  EXPECT_FALSE(parse("httpx://h/")->is_http());
}

TEST(UrlTest, StoredFormDropsFragmentAndCredentials) {
  EXPECT_EQ(stored("https://user:pass@example.com:8080/a?b#c"), "https://example.com:8080/a?b");
  EXPECT_EQ(stored("http://example.com/#"), "http://example.com/");
  EXPECT_EQ(stored("http://u@h/?#x"), "http://h/?");
  EXPECT_EQ(stored("mailto:a@b#c"), "mailto:a@b");
  EXPECT_EQ(stored("web+demo:/.//x#y"), "web+demo:/.//x");
  const Url form = parse("https://user:pass@example.com:8080/a?b#c")->stored_form();
  EXPECT_EQ(form.host(), "example.com");
  EXPECT_EQ(form.username(), "");
  EXPECT_EQ(form.password(), "");
  EXPECT_EQ(form.port(), 8080);
  EXPECT_EQ(form.path_and_query(), "/a?b");
  EXPECT_FALSE(form.has_fragment());
}

TEST(UrlTest, OutlivesInputAndBaseAndKeepsTheEqualityOfItsText) {
  std::optional<Url> url;
  {
    const auto base = parse("http://example.com/a/b");
    url = parse("c", &*base);
  }
  const Url copy = *url;
  EXPECT_EQ(copy.href(), "http://example.com/a/c");
  EXPECT_TRUE(copy == *parse("HTTP://example.COM:80/a/x/../c"));
  EXPECT_FALSE(copy == *parse("https://example.com/a/c"));
}

TEST(UrlTest, DotSegmentsAreResolvedAlsoWhereEncoded) {  // URL Standard 4.4, path state
  EXPECT_EQ(href("http://h/a/./b/../c/%2e/%2E%2e/d"), "http://h/a/d");
  EXPECT_EQ(href("http://h/a/b/.."), "http://h/a/");
  EXPECT_EQ(href("http://h/../../a"), "http://h/a");
  EXPECT_EQ(href("http://h/.../%2e%2e%2e/....../%2e%2"), "http://h/.../%2e%2e%2e/....../%2e%2");
  EXPECT_EQ(href("..", "web+demo:/a/b"), "web+demo:/");
  EXPECT_EQ(href("..//x", "web+demo:/a/b"), "web+demo:/.//x");
  EXPECT_EQ(href("?q", "web+demo:/.//x"), "web+demo:/.//x?q");
}

TEST(UrlTest, IllFormedUtf8IsReadAsReplacementCharacters) {  // Encoding Standard 8.1.1
  EXPECT_EQ(href("http://h/\xC3"), "http://h/%EF%BF%BD");
  EXPECT_EQ(href("http://h/\xE2\x82z\xFF"), "http://h/%EF%BF%BDz%EF%BF%BD");
  EXPECT_EQ(href("http://h/?\xF0\x9F\x98#\xED\xA0\x80"),
            "http://h/?%EF%BF%BD#%EF%BF%BD%EF%BF%BD%EF%BF%BD");
  EXPECT_EQ(href("http://h/\xC3\t\xA9"), "http://h/%EF%BF%BD%EF%BF%BD");
  EXPECT_EQ(href("http://\xC3/"), "failure");
  EXPECT_EQ(href("http://\xC3%A9/"), "failure");
}

TEST(UrlTest, HostsThatTheTablesOfTheStandardDoNotShow) {
  EXPECT_EQ(href("http://0x7f.1/"), "http://127.0.0.1/");
  EXPECT_EQ(href("http://4294967295/"), "http://255.255.255.255/");
  EXPECT_EQ(href("http://4294967296/"), "failure");
  EXPECT_EQ(href("http://1.2.3.4.5/"), "failure");
  EXPECT_EQ(href("http://" + std::string(100, '9') + "/"), "failure");
  EXPECT_EQ(href("http://[1:0:0:2::]/"), "http://[1:0:0:2::]/");
  EXPECT_EQ(href("http://[1:0:2:0:3:0:0:4]/"), "http://[1:0:2:0:3::4]/");
  EXPECT_EQ(href("http://[::ffff:1.2.3.4]/"), "http://[::ffff:102:304]/");
  EXPECT_EQ(href("http://[::ffff:1.2.3.04]/"), "failure");
  EXPECT_EQ(href("http://[::ffff:1.2.3]/"), "failure");
  EXPECT_EQ(href("http://xn--a.\xC3\x9F/"), "failure");
  EXPECT_EQ(href("http://xn--ascii-.\xC3\x9F/"), "failure");
}

// Code points that ICU 72 refuses or maps in another way than UTS #46 of Unicode 17.0 does.
TEST(UrlTest, NewerMappingsOfUts46Hold) {
  const struct {
    std::string_view name, host, want;
  } tests[] = {
      {"U+04C0", "\xD3\x80", "xn--s5a"},
      {"U+10A0", "\xE1\x82\xA0", "xn--rkj"},
      {"U+10C5", "\xE1\x83\x85", "xn--tlj"},
      {"U+1160",
       "a\xE1\x85\xA0"
       "b",
       "ab"},
      {"U+17B5",
       "a\xE1\x9E\xB5"
       "b",
       "ab"},
      {"U+1E9E", "\xE1\xBA\x9E", "xn--zca"},
      {"U+2062",
       "a\xE2\x81\xA2"
       "b",
       "ab"},
      {"U+206F",
       "a\xE2\x81\xAF"
       "b",
       "ab"},
      {"U+2132", "\xE2\x84\xB2", "xn--73g"},
      {"U+3164",
       "a\xE3\x85\xA4"
       "b",
       "ab"},
      {"U+1D17A",
       "a\xF0\x9D\x85\xBA"
       "b",
       "ab"},
      {"U+2F9BF", "\xF0\xAF\xA6\xBF", "xn--gro"},
  };
  for (const auto& test : tests) {
    const auto url = parse("http://" + std::string(test.host) + "/");
    EXPECT_EQ(url ? url->host() : "failure", test.want) << test.name;
  }
}

TEST(UrlTest, QueryEncoderIsAskedOnlyWhereTheStandardHeedsTheEncoding) {  // 4.4, query state
  std::string asked;
  const QueryEncoder encoder = [&asked](std::string_view query, bool is_special) {
    asked.append(query).append(is_special ? "(special) " : "(other) ");
    return std::string("%F6");
  };
  EXPECT_EQ(parse("http://h/\xC3\xB6?\xC3\xB6 \xFF#\xC3\xB6", nullptr, encoder)->href(),
            "http://h/%C3%B6?%F6#%C3%B6");
  for (const std::string_view input : {"ws://h/?a", "foo://h/?b", "foo:c?d", "http://h/"}) {
    EXPECT_EQ(parse(input, nullptr, encoder)->href(), input);
  }
  EXPECT_EQ(asked, "\xC3\xB6 \xEF\xBF\xBD(special) ");
}

// Each of these made some URL parser take quadratic time or memory; a megabyte of it must end at
// once here. The test's time limit is the check, the lengths show that nothing was lost.
TEST(UrlTest, HostileInputsTakeLinearTime) {
  const auto repeated = [](std::string_view unit) {
    std::string out;
    while (out.size() < 1'000'000) out.append(unit);
    return out;
  };
  EXPECT_EQ(href("http://h/" + repeated("a/../")), "http://h/");
  EXPECT_EQ(href("http://h/" + repeated("a/") + repeated("../")).size(),
            9 + 1'000'000 - 2 * 333'334);
  EXPECT_EQ(href("http://" + repeated("@") + "h/").size(), 7 + 3 * 999'999 + 3U);
  EXPECT_EQ(href("http://" + repeated("a.") + "/").size(), 7 + 1'000'001U);
  EXPECT_EQ(href("http://" + repeated("1.") + "/"), "failure");
  EXPECT_EQ(href("http://[" + repeated(":0") + "]/"), "failure");
  EXPECT_EQ(href(repeated("/"), "http://h/a"), "failure");
  EXPECT_EQ(href("http://h/" + repeated("\xFF")).size(), 9 + 9 * 1'000'000U);
}

}  // namespace
}  // namespace anchord
