// What holds for every URL, tried on random ones. The seeds are fixed: a failure comes again.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "storage/url.h"

namespace anchord {
namespace {

constexpr std::array<std::string_view, 66> kPieces = {
    "http:",     "https:",
    "file:",     "ftp:",
    "ws:",       "foo:",
    "mailto:",   "javascript:",
    "data:",     "/",
    "//",        "\\",
    "?",         "#",
    "@",         ":",
    ".",         "..",
    "%2e",       "%2E.",
    "%",         "%zz",
    "%C3",       "%00",
    "|",         "C:",
    "C|",        "/C:/",
    "[",         "]",
    "[::1]",     "::",
    "1.2",       "0x7f",
    "255",       "08",
    "80",        ":443",
    ":65536",    "a",
    "B",         "-",
    "xn--",      "xn--zca",
    "localhost", "h.example",
    " ",         "\t",
    "\n",        "'",
    "\"",        "<",
    "^",         "`",
    "{}",        "~",
    "\x01",      "\x7F",
    "\xC3\x9F",  "\xE2\x80\xA5",
    "\xC2\xAD",  "\xF0\x9F\x98\x80",
    "\xC3",      "\xED\xA0\x80",
    "\xFF",      "/./",
};

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string pieces() {
    std::string out;
    for (unsigned n = below(12); n > 0; --n) out.append(kPieces[below(kPieces.size())]);
    return out;
  }

  std::string bytes() {
    std::string out(below(40), '\0');
    std::generate(out.begin(), out.end(), [this] { return static_cast<char>(below(256)); });
    return out;
  }

 private:
  unsigned below(std::size_t limit) {
    return static_cast<unsigned>(random_() % limit);  // NOLINT: any spread will do
  }

  std::mt19937 random_;
};

std::string parts(const Url& url) {
  std::string out;
  for (const std::string_view part : {url.scheme(), url.username(), url.password(), url.host(),
                                      url.path(), url.query(), url.fragment()}) {
    out.append(part).append("\n");
  }
  return out.append(url.port() ? std::to_string(*url.port()) : "");
}

// Why `url` is not canonical; empty where it is.
std::string flaw(const Url& url) {
  const std::string_view href = url.href();
  if (!std::all_of(href.begin(), href.end(), [](char c) { return c >= 0x20 && c <= 0x7E; })) {
    return "not printable ASCII";
  }
  const auto again = Url::parse(href);
  if (!again) return "does not parse again";
  if (again->href() != href) return "becomes " + std::string(again->href());
  return parts(*again) == parts(url) ? "" : "has other parts";
}

std::string flaws(const Url& url) {
  const Url stored = url.stored_form();
  if (stored.has_fragment() || !stored.username().empty() || !stored.password().empty()) {
    return "stored form keeps too much";
  }
  return flaw(url) + flaw(stored);
}

std::optional<Url> parse(const std::string& input, const Url* base) {
  const std::vector<char> block(input.begin(), input.end());
  return Url::parse(std::string_view(block.data(), block.size()), base);
}

TEST(UrlPropertyTest, ParsingASerialisationGivesTheSameUrl) {
  Generator generate(1);
  int parsed = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::string input = generate.pieces();
    const auto url = parse(input, nullptr);
    if (!url) continue;
    ++parsed;
    ASSERT_EQ(flaws(*url), "") << url->href() << " from " << input;
  }
  EXPECT_GT(parsed, 5'000);
}

TEST(UrlPropertyTest, ResolvingGivesACanonicalUrlOrNothing) {
  Generator generate(2);
  const std::array<std::string_view, 8> bases = {"http://u:p@h.example:81/a/b?c#d",
                                                 "file:///C:/a/b",
                                                 "file://host/a?b",
                                                 "foo:opaque?a#b",
                                                 "foo:/a/b",
                                                 "foo:/.//a/b?c",
                                                 "foo://h",
                                                 "ws://h/a/"};
  for (int i = 0; i < 100'000; ++i) {
    const auto base = Url::parse(bases[static_cast<std::size_t>(i) % bases.size()]);
    const std::string input = i % 4 == 0 ? generate.bytes() : generate.pieces();
    const auto url = parse(input, &*base);
    if (!url) continue;
    ASSERT_EQ(flaws(*url), "") << url->href() << " from " << input;
  }
}

TEST(UrlPropertyTest, AnAbsoluteUrlNeedsNoBase) {
  Generator generate(3);
  const auto base = Url::parse("foo:/a/b");
  for (int i = 0; i < 20'000; ++i) {
    const std::string input = generate.pieces();
    const auto alone = parse(input, nullptr);
    if (!alone) continue;
    ASSERT_EQ(parse(input, &*base)->href(), alone->href()) << input;
  }
}

}  // namespace
}  // namespace anchord
