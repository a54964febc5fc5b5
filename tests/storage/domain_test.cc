#include "storage/domain.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "storage/url.h"
#include "tests/testdata.h"

namespace anchord {
namespace {

std::string registrable(std::string_view host) {
  const std::vector<char> block(host.begin(), host.end());
  return std::string(registrable_domain(std::string_view(block.data(), block.size())));
}

TEST(DomainTest, IsTheLabelBeforeThePublicSuffix) {
  EXPECT_EQ(registrable("www.example.com"), "example.com");
  EXPECT_EQ(registrable("example.com"), "example.com");
  EXPECT_EQ(registrable("www.example.co.uk"), "example.co.uk");
  EXPECT_EQ(registrable("x.a.github.io"), "a.github.io");
  EXPECT_EQ(registrable("a.b.c.kawasaki.jp"), "b.c.kawasaki.jp");
  EXPECT_EQ(registrable("www.city.kawasaki.jp"), "city.kawasaki.jp");
  EXPECT_EQ(registrable("www.xn--85x722f.xn--55qx5d.cn"), "xn--85x722f.xn--55qx5d.cn");
  EXPECT_EQ(registrable("a.b.unlisted-suffix"), "b.unlisted-suffix");
}

TEST(DomainTest, WhatHasNoneIsItsOwn) {
  for (const std::string_view host :
       {"", ".", "localhost", "com", "co.uk", "github.io", "127.0.0.1", "10.20.30.40", "[::1]"}) {
    EXPECT_EQ(registrable(host), host);
  }
}

TEST(DomainTest, TheFinalDotOfAFullyQualifiedNameDoesNotCount) {
  EXPECT_EQ(registrable("www.example.com."), "example.com");
  EXPECT_EQ(registrable("com."), "com");
  EXPECT_TRUE(same_site("www.example.com.", "example.com"));
}

TEST(DomainTest, LabelsFarFromTheSuffixCostNothing) {
  std::string host;
  while (host.size() < 1'000'000) host.append("a.");
  EXPECT_EQ(registrable(host + "example.co.uk"), "example.co.uk");
  EXPECT_EQ(registrable(std::string(1'000'000, 'a') + ".example.com"), "example.com");
}

TEST(DomainTest, SameSiteIsSameRegistrableDomain) {
  EXPECT_TRUE(same_site("www.example.com", "shop.example.com"));
  EXPECT_TRUE(same_site("10.0.0.1", "10.0.0.1"));
  EXPECT_FALSE(same_site("a.co.uk", "b.co.uk"));
  EXPECT_FALSE(same_site("a.github.io", "b.github.io"));
  EXPECT_FALSE(same_site("10.0.0.1", "20.0.0.1"));
  EXPECT_FALSE(same_site("example.com", "badexample.com"));
}

// The list's own cases, with hosts brought to the form that URLs give them. They ask for nothing
// where a host has no registrable domain; here such a host is its own.
TEST(DomainTest, CasesOfThePublicSuffixList) {
  const auto path = testdata() / "psl/test_psl.json";
  std::ifstream file(path);
  if (!file) GTEST_SKIP() << "no " << path;
  const auto canonical = [](const nlohmann::json& host) {
    const auto url = Url::parse("http://" + host.get<std::string>() + "/");
    return url ? std::string(url->host()) : "no host";
  };
  int compared = 0;
  for (const nlohmann::json& test : nlohmann::json::parse(file)) {
    if (test.at("host").is_null()) continue;
    const std::string host = canonical(test.at("host"));
    const nlohmann::json& want = test.at("registrable_domain");
    EXPECT_EQ(registrable(host), want.is_null() ? host : canonical(want)) << test.dump();
    ++compared;
  }
  EXPECT_EQ(compared, 77);
}

TEST(Domain, AHostHasOneTwinAtMost) {
  const auto twin = [](std::string_view host) { return www_twin(host).value_or("none"); };
  EXPECT_EQ(twin("a.example.com"), "www.a.example.com");
  EXPECT_EQ(twin("example.com"), "www.example.com");
  EXPECT_EQ(twin("www.example.com"), "example.com");
  EXPECT_EQ(twin("www.example.com."), "example.com");
  EXPECT_EQ(twin("localhost"), "www.localhost");
  EXPECT_EQ(twin("www.localhost"), "localhost");
  EXPECT_EQ(twin("www.b\xC3\xBC"), "b\xC3\xBC");
  for (const char* host : {"www.www.example.com", "com", "www.com", "www.co.uk", "www.github.io",
                           "127.0.0.1", "www.127.0.0.1", "[::1]", ""}) {
    EXPECT_EQ(twin(host), "none") << host;
  }
}

}  // namespace
}  // namespace anchord
