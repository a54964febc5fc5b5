#include "storage/target.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "storage/format.h"

namespace anchord {
namespace {

// A random URL out of few parts, so that hosts and paths are often prefixes of each other.
Url random_url(std::mt19937& random) {
  static constexpr const char* kSchemes[] = {"http://", "https://"};
  static constexpr const char* kHosts[] = {"example.com",
                                           "example.co",
                                           "example.com.au",
                                           "a.example.com",
                                           "b.a.example.com",
                                           "aexample.com",
                                           "a-example.com",
                                           "example-a.com",
                                           "xn--bcher-kva.example",
                                           "127.0.0.1",
                                           "127.0.0.10",
                                           "[::1]",
                                           "localhost",
                                           "com",
                                           "example.com."};
  static constexpr const char* kPorts[] = {"", "", "", ":80", ":443", ":8080", ":8", ":65535"};
  static constexpr const char* kPaths[] = {"/",       "/a", "/a/",        "/a/b", "/a%20b",
                                           "/%C3%BC", "/ä", "/a?b",       "/a?",  "/ab",
                                           "/a!",     "/A", "/a/b?c=d/e", "/~"};
  const auto pick = [&random](const auto& from) { return from[random() % std::size(from)]; };
  const std::string text = std::string(pick(kSchemes)) + pick(kHosts) + pick(kPorts) + pick(kPaths);
  return Url::parse(text)->stored_form();
}

std::string_view host_of(const Url& url) {
  const std::string_view host = url.host();
  return host.substr(0, host.size() - (host.ends_with('.') ? 1 : 0));
}

bool is_below(std::string_view host, std::string_view domain) {
  return host == domain || (host.size() > domain.size() && host.ends_with(domain) &&
                            host[host.size() - domain.size() - 1] == '.');
}

// The modes by their definition, without keys.
bool belongs(const Url& page, const Url& target, TargetMode mode) {
  const bool same_host = host_of(page) == host_of(target);
  const bool same_port = page.port() == target.port();
  switch (mode) {
    case TargetMode::kExact:
      return same_host && same_port && page.path_and_query() == target.path_and_query();
    case TargetMode::kPrefix:
      return same_host && same_port && page.path_and_query().starts_with(target.path_and_query());
    case TargetMode::kDomain:
      return same_host;
    case TargetMode::kSubdomains:
      return is_below(host_of(page), host_of(target));
  }
  return false;
}

std::string without_scheme_and_port(const Url& url, TargetMode mode) {
  const bool with_port = mode == TargetMode::kExact || mode == TargetMode::kPrefix;
  std::string text(url.host());
  if (with_port && url.port()) text += ":" + std::to_string(*url.port());
  return text.append(url.path_and_query());
}

TEST(Target, EachModeIsOneContiguousRangeOfKeys) {
  std::mt19937 random(11);
  std::vector<Url> urls;
  for (int i = 0; i < 3000; ++i) urls.push_back(random_url(random));
  std::sort(urls.begin(), urls.end(),
            [](const Url& a, const Url& b) { return page_key(a) < page_key(b); });
  for (int i = 0; i < 400; ++i) {
    const Url around = random_url(random);
    const auto mode = static_cast<TargetMode>(random() % 4);
    // Without a scheme, port 80 or 443 would be one scheme's default and the other's own.
    if (around.port() == 80 || around.port() == 443) continue;
    const auto target = Target::parse(without_scheme_and_port(around, mode), mode);
    ASSERT_TRUE(target.has_value());
    const KeyRange range = target->pages();
    for (const Url& url : urls) {
      const std::string key = page_key(url);
      const bool in_range = key >= range.begin && key < range.end;
      EXPECT_EQ(in_range, belongs(url, around, mode))
          << url.href() << " in " << name_of(mode) << " " << around.href();
      EXPECT_TRUE(!in_range || target->covers(key));
    }
  }
}

TEST(Target, SchemeAndPortNarrowItWhereTheyAreNamed) {
  const auto covers = [](std::string_view text, TargetMode mode, std::string_view page) {
    const auto target = Target::parse(text, mode);
    const std::string key = page_key(*Url::parse(page));
    const KeyRange range = target->pages();
    return key >= range.begin && key < range.end && target->covers(key);
  };
  struct Case {
    const char* target;
    TargetMode mode;
    const char* page;
    bool want;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"https://a.com/", TargetMode::kDomain, "https://a.com/x", true},
           {"https://a.com/", TargetMode::kDomain, "http://a.com/x", false},
           {"a.com:8080", TargetMode::kDomain, "http://a.com:8080/", true},
           {"a.com:8080", TargetMode::kDomain, "http://a.com/", false},
           {"a.com", TargetMode::kDomain, "http://a.com:8080/", true},
           {"a.com:8080", TargetMode::kSubdomains, "http://b.a.com:8080/", true},
           {"a.com:8080", TargetMode::kSubdomains, "http://b.a.com/", false},
           {"a.com:8080", TargetMode::kExact, "http://a.com:8080/", true},
           {"a.com", TargetMode::kExact, "http://a.com:8080/", false},
           {"a.com", TargetMode::kExact, "https://a.com/", true},
           {"a.com/?u=http://b.com/", TargetMode::kExact, "https://a.com/?u=http://b.com/", true},
           {"a.com/?u=https://b.com/", TargetMode::kExact, "http://a.com/?u=https://b.com/", true},
           {"a.com/http://b.com/", TargetMode::kPrefix, "https://a.com/http://b.com/x", true},
           {"a.com/http://b.com/", TargetMode::kDomain, "https://a.com/", true},
           {"a.com:81/?u=http://b.com:82/", TargetMode::kDomain, "http://a.com:81/", true},
           {"a.com/?u=http://b.com:82/", TargetMode::kDomain, "http://a.com:81/", true},
           {"https://a.com/?u=http://b.com/", TargetMode::kDomain, "http://a.com/", false},
           {"a.com.", TargetMode::kDomain, "http://a.com/x", true},
           {"a.com", TargetMode::kSubdomains, "http://b.a.com./x", true},
       }) {
    EXPECT_EQ(covers(c.target, c.mode, c.page), c.want) << c.target << " " << c.page;
  }
}

TEST(Target, ThatOfAPageNamesNoSchemeAndOnlyItsOwnPort) {
  struct Case {
    const char* around;
    TargetMode mode;
    const char* page;
    bool want;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"http://a.com/?u=http://b.com/", TargetMode::kExact, "https://a.com/?u=http://b.com/",
            true},
           {"https://a.com/x://y/", TargetMode::kPrefix, "http://a.com/x://y/z", true},
           {"https://a.com/", TargetMode::kDomain, "http://a.com:81/", true},
           {"http://a.com:81/", TargetMode::kDomain, "http://a.com/", false},
           {"https://a.com:80/x", TargetMode::kExact, "https://a.com:80/x", true},
           {"https://a.com:80/x", TargetMode::kExact, "https://a.com/x", false},
       }) {
    const Target target = Target::around(*Url::parse(c.around), c.mode);
    const std::string key = page_key(*Url::parse(c.page));
    const KeyRange range = target.pages();
    EXPECT_EQ(key >= range.begin && key < range.end && target.covers(key), c.want)
        << c.around << " " << c.page;
  }
  const auto is_same = [](const char* a, const char* b, TargetMode mode) {
    return Target::around(*Url::parse(a), mode).is_same(Target::around(*Url::parse(b), mode));
  };
  EXPECT_TRUE(is_same("http://a.com/x", "https://a.com/y", TargetMode::kDomain));
  EXPECT_FALSE(is_same("http://a.com/x", "http://a.com/y", TargetMode::kPrefix));
  EXPECT_FALSE(is_same("http://a.com/", "http://a.com:81/", TargetMode::kSubdomains));
  EXPECT_FALSE(is_same("http://a.com/", "http://b.a.com/", TargetMode::kSubdomains));
}

TEST(Target, NonsenseIsRefusedByName) {
  EXPECT_EQ(Target::parse("http://", TargetMode::kExact).error().message,
            "target \"http://\": want a host, a host with a path, or an http(s) URL");
  EXPECT_FALSE(Target::parse("ftp://a.com/", TargetMode::kExact).has_value());
  EXPECT_FALSE(Target::parse("", TargetMode::kDomain).has_value());
  EXPECT_EQ(target_mode_named("host").error().message,
            "mode \"host\": want one of exact, prefix, domain, subdomains");
}

}  // namespace
}  // namespace anchord
