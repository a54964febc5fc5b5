#include "crawler/address_guard.h"

#include <gtest/gtest.h>

namespace anchord {
namespace {

std::string refusal(const AddressGuard& guard, std::string_view ip) {
  return guard.refusal(ip).value_or("");
}

AddressGuard guard_allowing(std::initializer_list<const char*> ranges) {
  std::vector<IpRange> allow;
  for (const char* range : ranges) allow.push_back(*IpRange::parse(range));
  return AddressGuard(std::move(allow));
}

TEST(AddressGuardTest, ASpecialRangeIsRefusedFromItsFirstAddressToItsLast) {
  const struct {
    const char* first;
    const char* last;
    const char* why;
  } cases[] = {
      {"0.0.0.0", "0.255.255.255", "this network (0.0.0.0/8)"},
      {"10.0.0.0", "10.255.255.255", "private (10.0.0.0/8)"},
      {"100.64.0.0", "100.127.255.255", "shared by a provider's customers (100.64.0.0/10)"},
      {"127.0.0.0", "127.255.255.255", "loopback (127.0.0.0/8)"},
      {"169.254.0.0", "169.254.255.255", "link-local (169.254.0.0/16)"},
      {"172.16.0.0", "172.31.255.255", "private (172.16.0.0/12)"},
      {"192.0.0.0", "192.0.0.255", "for protocols (192.0.0.0/24)"},
      {"192.0.2.0", "192.0.2.255", "documentation (192.0.2.0/24)"},
      {"192.88.99.0", "192.88.99.255", "6to4 relay (192.88.99.0/24)"},
      {"192.168.0.0", "192.168.255.255", "private (192.168.0.0/16)"},
      {"198.18.0.0", "198.19.255.255", "benchmarking (198.18.0.0/15)"},
      {"198.51.100.0", "198.51.100.255", "documentation (198.51.100.0/24)"},
      {"203.0.113.0", "203.0.113.255", "documentation (203.0.113.0/24)"},
      {"224.0.0.0", "239.255.255.255", "multicast (224.0.0.0/4)"},
      {"240.0.0.0", "255.255.255.255", "reserved (240.0.0.0/4)"},
      {"::", "::", "unspecified (::/128)"},
      {"::1", "::1", "loopback (::1/128)"},
      {"100::", "100::ffff:ffff:ffff:ffff", "discard-only (100::/64)"},
      {"64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "local translation (64:ff9b:1::/48)"},
      {"2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "for protocols (2001::/23)"},
      {"2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "documentation (2001:db8::/32)"},
      {"2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "6to4 (2002::/16)"},
      {"3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "documentation (3fff::/20)"},
      {"fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "unique local (fc00::/7)"},
      {"fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "link-local (fe80::/10)"},
      {"fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "site-local (fec0::/10)"},
      {"ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "multicast (ff00::/8)"},
      {"::2", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "not global unicast (2000::/3)"},
      {"::127.0.0.1", "4000::", "not global unicast (2000::/3)"},
  };
  const AddressGuard guard;
  for (const auto& c : cases) {
    for (const char* ip : {c.first, c.last}) {
      EXPECT_EQ(refusal(guard, ip), IpAddress::parse(ip)->text() + " is " + c.why);
    }
  }
}

TEST(AddressGuardTest, PublicAddressesAreAllowedUpToTheEdges) {
  const AddressGuard guard;
  for (const char* ip : {"1.0.0.0",         "8.8.8.8",        "9.255.255.255",   "11.0.0.0",
                         "100.63.255.255",  "100.128.0.0",    "126.255.255.255", "128.0.0.0",
                         "169.253.255.255", "169.255.0.0",    "172.15.255.255",  "172.32.0.0",
                         "191.255.255.255", "192.0.1.0",      "192.0.3.0",       "192.167.255.255",
                         "192.169.0.0",     "198.17.255.255", "198.20.0.0",      "223.255.255.255",
                         "2000::",          "2001:200::",     "2001:db7::1",     "2001:db9::1",
                         "2003::",          "2606:4700::1",   "3fff:1000::",     "::ffff:8.8.8.8",
                         "[2606:4700::1]"}) {
    EXPECT_EQ(refusal(guard, ip), "") << ip;
  }
}

TEST(AddressGuardTest, AnIpv4AddressInsideAnIpv6OneIsLookedAt) {
  const AddressGuard guard;
  EXPECT_EQ(refusal(guard, "::ffff:10.1.2.3"), "10.1.2.3 is private (10.0.0.0/8)");
  EXPECT_EQ(refusal(guard, "[::ffff:7f00:1]"), "127.0.0.1 is loopback (127.0.0.0/8)");
  EXPECT_EQ(refusal(guard, "64:ff9b::a9fe:a9fe"),
            "64:ff9b::a9fe:a9fe is link-local (169.254.0.0/16)");
  EXPECT_EQ(refusal(guard, "64:ff9b::808:808"), "");
}

TEST(AddressGuardTest, WhatIsNoAddressIsRefused) {
  for (const std::string_view text :
       {"", "localhost", "8.8.8", "8.8.8.8.8", "08.8.8.8", "8.8.8.8 ", "fe80::1%eth0", "[::1",
        "2606:4700:::1", "1111:1111:1111:1111:1111:1111:1111:1111:1111"}) {
    EXPECT_EQ(refusal(AddressGuard(), text), "not an IP address") << text;
  }
  EXPECT_EQ(refusal(AddressGuard(), std::string_view("8.8.8.8\0x", 9)), "not an IP address");
}

TEST(AddressGuardTest, WhatIsListedIsAllowedAndNothingElse) {
  const AddressGuard guard = guard_allowing({"127.0.0.0/8", "fd00:1::/32", "192.168.7.9"});
  for (const char* ip : {"127.0.0.1", "127.9.9.9", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
                         "fd00:1::5", "192.168.7.9"}) {
    EXPECT_EQ(refusal(guard, ip), "") << ip;
  }
  for (const char* ip : {"10.0.0.1", "::1", "fd00:2::5", "192.168.7.8", "192.168.7.10"}) {
    EXPECT_NE(refusal(guard, ip), "") << ip;
  }
}

TEST(AddressGuardTest, ARangeOfOneFamilyIsNoneOfTheOther) {
  const AddressGuard all_v6 = guard_allowing({"::/0"});
  EXPECT_EQ(refusal(all_v6, "fe80::1"), "");
  EXPECT_NE(refusal(all_v6, "10.0.0.1"), "");
  EXPECT_NE(refusal(all_v6, "::ffff:10.0.0.1"), "");
  const AddressGuard all_v4 = guard_allowing({"0.0.0.0/0"});
  EXPECT_EQ(refusal(all_v4, "::ffff:10.0.0.1"), "");
  EXPECT_NE(refusal(all_v4, "fe80::1"), "");
}

TEST(AddressGuardTest, RangesAreReadStrictly) {
  const struct {
    const char* text;
    const char* want;  // "": refused
  } cases[] = {
      {"10.0.0.0/8", "10.0.0.0/8"},
      {"10.1.2.3", "10.1.2.3/32"},
      {"0.0.0.0/0", "0.0.0.0/0"},
      {"FC00::/7", "fc00::/7"},
      {"::1", "::1/128"},
      {"::ffff:10.0.0.0/104", "10.0.0.0/8"},
      {"10.1.2.3/8", ""},
      {"fc00::1/7", ""},
      {"::ffff:0:0/90", ""},
      {"10.0.0.0/33", ""},
      {"::/129", ""},
      {"10.0.0.0/", ""},
      {"10.0.0.0/-1", ""},
      {"10.0.0.0/8 ", ""},
      {"/8", ""},
      {"10.0.0/8", ""},
      {"[::1]", ""},
      {"localhost", ""},
      {"", ""},
  };
  for (const auto& c : cases) {
    const auto range = IpRange::parse(c.text);
    EXPECT_EQ(range ? range->text() : "", c.want) << c.text;
  }
}

TEST(AddressGuardTest, PortsAreLimitedWhereAnyAreListed) {
  EXPECT_TRUE(AddressGuard().allows_port(6379));
  const AddressGuard web({}, {80, 443});
  EXPECT_TRUE(web.allows_port(80));
  EXPECT_TRUE(web.allows_port(443));
  EXPECT_FALSE(web.allows_port(8080));
}

}  // namespace
}  // namespace anchord
