#include "indexer/robots.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace anchord {
namespace {

// Parsed from an exact-size block that is gone afterwards.
RobotsRules rules_of(std::string_view body) {
  const std::vector<char> block(body.begin(), body.end());
  return RobotsRules::parse({block.data(), block.size()}, "anchord");
}

bool allows(const RobotsRules& rules, std::string_view path) {
  const std::vector<char> block(path.begin(), path.end());
  return rules.allows({block.data(), block.size()});
}

// Those of `paths` that may be fetched, with a blank between them.
std::string allowed(std::string_view body, const std::vector<std::string>& paths) {
  const RobotsRules rules = rules_of(body);
  std::string result;
  for (const std::string& path : paths) {
    if (allows(rules, path)) result += (result.empty() ? "" : " ") + path;
  }
  return result;
}

std::string delay(std::string_view body) {
  const auto found = rules_of(body).crawl_delay();
  return found ? std::to_string(found->count()) + " ms" : "none";
}

std::string sitemaps(std::string_view body) {
  std::string result;
  const RobotsRules rules = rules_of(body);
  for (const std::string& url : rules.sitemaps()) result += "<" + url + ">";
  return result;
}

std::string normal(std::string_view path) {
  const std::vector<char> block(path.begin(), path.end());
  std::string storage;
  return std::string(normal_octets({block.data(), block.size()}, storage));
}

struct Case {
  std::string name;
  std::string robots;
  std::string want;
};

// RFC 9309 2.2.2: a path begins with the pattern, be it in the middle of an escape.
TEST(Robots, APatternMayEndInsideAnEscape) {
  const struct {
    const char* pattern;
    const char* matched;  // with blanks between them
    const char* not_matched;
  } cases[] = {
      {"/*%", "/a%20b /%C3%A9 /a%2Fb /x?y=%26 /100% /%%%", "/a /ab?c=d /%41 /~x /%7Ex"},
      {"/a%2", "/a%20 /a%2F /a%2f/b /a%2", "/a%30 /a /a2 /b%20"},
      {"/a%", "/a%20 /a%C3%A9 /a%", "/a /ab%20"},
      {"/*%c", "/%C3%A9 /x%cf /x?%C2%A0", "/%20 /%D0%B0 /c"},
      {"/*%C", "/%c3%a9 /x%CF", "/%20 /%D0%B0 /C"},
      {"/*%2$", "/x%2", "/x%20 /x%2F /x%2/"},
      {"/*%$", "/x% /%", "/x%20 /x%2"},
      {"/a%2$", "/a%2", "/a%20 /a%2F"},
      {"/%*", "/%20 /%C3%A9", "/a%20 /"},
      {"/%*z", "/%20z /%C3%A9/x/z", "/%20 /z"},
      {"/a%2*z", "/a%20z /a%2Fxyz", "/a%30z /az"},
      {"/*%*%", "/%20/%20 /%C3%A9", "/%20 /a"},
      {"*%e3%8", "/%E3%81%82 /x/%e3%83%BC", "/%E3%91%82 /%E3%7A"},
      {"/*?*=%", "/a?b=%20 /a?b=c&d=%20", "/a?b=c%20 /a%20"},
      {"/%a%a", "/%a%a /%a%A9", "/%a /%a%9A /%A%a"},
      {"/*%a*%e3*z", "/x%a/%E3%81%82z /%A9%e3z", "/x%a/z /%e3z"},
      {"/a%zz", "/a%zz", "/a%20"},
      {"/a%20", "/a%20 /a%20b", "/a%2F /a%2"},
  };
  const auto split = [](std::string_view text) {
    std::vector<std::string> paths;
    while (!text.empty()) {
      paths.emplace_back(text.substr(0, text.find(' ')));
      text.remove_prefix(std::min(paths.back().size() + 1, text.size()));
    }
    return paths;
  };
  for (const auto& c : cases) {
    const std::string rule = "User-agent: *\nDisallow: " + std::string(c.pattern);
    EXPECT_EQ(allowed(rule, split(c.matched)), "") << c.pattern;
    EXPECT_EQ(allowed(rule, split(c.not_matched)), c.not_matched) << c.pattern;
  }
  EXPECT_EQ(allowed("User-agent: *\nDisallow: /\nAllow: /a%2\nAllow: /*%c3",
                    {"/a%20", "/a%2f", "/a%30", "/x%C3%A9", "/x%C2%A0"}),
            "/a%20 /a%2f /x%C3%A9");
  EXPECT_EQ(allowed("User-agent: *\nDisallow: /*%2\nAllow: /a%20", {"/a%20", "/a%2F", "/b%20"}),
            "/a%20");
  EXPECT_EQ(RobotsPattern("/a%2").text(), "/a%2");
  EXPECT_EQ(RobotsPattern("/a%c*%$").text(), "/a%c*%25$");
}

// RFC 9309 2.2.1
TEST(Robots, GroupsThatHoldForUs) {
  const Case cases[] = {
      {"ours, not everyone's", "User-agent: *\nDisallow: /a\nUser-agent: anchord\nDisallow: /b",
       "/a /c"},
      {"everyone's if none names us", "User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /b",
       "/b /c"},
      {"none", "User-agent: x\nDisallow: /", "/a /b /c"},
      {"one group of several agents", "User-agent: anchord\nUser-agent: x\nDisallow: /a", "/b /c"},
      {"we last in the group", "User-agent: x\nUser-agent: anchord\nDisallow: /a", "/b /c"},
      {"a rule ends the agents", "User-agent: anchord\nDisallow: /a\nUser-agent: x\nDisallow: /b",
       "/b /c"},
      {"an empty rule does too", "User-agent: anchord\nDisallow:\nUser-agent: x\nDisallow: /b",
       "/a /b /c"},
      {"merged",
       "User-agent: anchord\nDisallow: /a\n\nUser-agent: x\nDisallow: /c\n\nUser-agent: "
       "ANCHORD\nDisallow: /b",
       "/c"},
      {"everyone's merged",
       "User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /c\nUser-agent: *\nDisallow: /b",
       "/c"},
      {"a group without rules", "User-agent: *\nDisallow: /\n\nUser-agent: anchord", "/a /b /c"},
      {"a blank line ends nothing", "User-agent: anchord\n\nDisallow: /a", "/b /c"},
      {"a sitemap ends nothing", "User-agent: anchord\nSitemap: /s\nUser-agent: x\nDisallow: /a",
       "/b /c"},
      {"a delay ends nothing", "User-agent: anchord\nCrawl-delay: 1\nUser-agent: x\nDisallow: /a",
       "/b /c"},
      {"an unknown line ends nothing",
       "User-agent: anchord\nNoindex: /\nUser-agent: x\nDisallow: /a", "/b /c"},
      {"rules of no group", "Disallow: /a\nUser-agent: *\nDisallow: /b", "/a /c"},
      {"both in one group", "User-agent: *\nUser-agent: anchord\nDisallow: /a", "/b /c"},
  };
  for (const Case& c : cases) EXPECT_EQ(allowed(c.robots, {"/a", "/b", "/c"}), c.want) << c.name;
}

TEST(Robots, AgentLinesThatNameUs) {
  for (const char* agent : {"anchord", "AnchorD", "anchord/2.1", "anchord 2", "anchord;",
                            "anchord2", "\tanchord\t", "anchord # us", "*", "* all", "*<br>"}) {
    EXPECT_EQ(allowed(std::string("User-agent:") + agent + "\nDisallow: /", {"/"}), "") << agent;
  }
  for (const char* agent : {"anchor", "anchord-news", "anchordx", "anchord_", "x anchord", "", "x*",
                            "Mozilla/5.0 (compatible; anchord/1.0)", "*x", "\xC3\xA4nchord"}) {
    EXPECT_EQ(allowed(std::string("User-agent:") + agent + "\nDisallow: /", {"/"}), "/") << agent;
  }
}

TEST(Robots, NoTokenIsNamedByNoGroup) {
  EXPECT_TRUE(RobotsRules::parse("User-agent: x\nDisallow: /", "").allows("/"));
  EXPECT_FALSE(RobotsRules::parse("User-agent: *\nDisallow: /", "").allows("/"));
}

// RFC 9309 2.2.2 and 2.2.3
TEST(Robots, RulesThatMatch) {
  struct {
    std::string rules;
    std::vector<std::string> paths;
    std::string want;
  } cases[] = {
      {"Disallow: /", {"/", "/robots.txt", "/robots.txt?", "/robots.txt/"}, "/robots.txt"},
      {"Disallow: /robots.txt", {"/robots.txt"}, "/robots.txt"},
      {"Disallow:\nDisallow: /a\nDisallow:", {"/a", "/b"}, "/b"},
      {"Allow:\nDisallow: /", {"/"}, ""},
      {"Disallow: /a\nAllow: /a", {"/a"}, "/a"},
      {"Allow: /a\nDisallow: /a", {"/a"}, "/a"},
      {"Allow: /a/b\nDisallow: /a\nDisallow: /a/b/c", {"/a", "/a/b", "/a/b/c", "/x"}, "/a/b /x"},
      {"Disallow: /a?b", {"/a", "/a?b=1", "/a?c"}, "/a /a?c"},
      {"Disallow: /fish", {"/Fish", "/fish", "/fish/a", "/fishy", "/a/fish"}, "/Fish /a/fish"},
      {"Disallow: a\nDisallow: http://h/a", {"/a", "/http://h/a"}, "/a /http://h/a"},
      {"Disallow: /*.php", {"/a.php", "/a.php?b", "/.php", "/aphp"}, "/aphp"},
      {"Disallow: /*.php$", {"/a.php", "/a.php?b", "/a.php/b.php"}, "/a.php?b"},
      {"Disallow: /a$", {"/a", "/a?", "/ab"}, "/a? /ab"},
      {"Disallow: /$", {"/", "/a"}, "/a"},
      {"Disallow: *", {"/", "/a"}, ""},
      {"Disallow: *a*", {"/", "/a", "/ba"}, "/"},
      {"Disallow: /*$", {"/", "/a"}, ""},
      {"Disallow: /a*$", {"/", "/a", "/ab"}, "/"},
      {"Disallow: /a**b***c", {"/abc", "/axbxc", "/acb", "/ab"}, "/acb /ab"},
      {"Disallow: /*ab*ab$", {"/ab", "/aba", "/abab", "/ab-ab", "/ababa"}, "/ab /aba /ababa"},
      {"Disallow: /a$b", {"/a", "/a$b", "/a%24b"}, "/a"},
      {"Disallow: /a%24", {"/a", "/a$", "/a$b"}, "/a"},
      {"Disallow: /a%2Ab", {"/a*b", "/a%2ab", "/axb"}, "/axb"},
      {"Disallow: /$\nAllow: /*.html$\nDisallow: /*", {"/", "/a", "/a.html"}, "/a.html"},
      {"Disallow: /\nAllow: /d/index.html", {"/d/", "/d/index.html", "/d/x"}, "/d/ /d/index.html"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(allowed("User-agent: anchord\n" + c.rules, c.paths), c.want) << c.rules;
  }
}

TEST(Robots, OctetsInOneSpelling) {
  const struct {
    std::string path;
    std::string want;
  } cases[] = {
      {"", ""},
      {"/a/b?c=d&e=%2F", "/a/b?c=d&e=%2F"},
      {"/%7Ejim/%41%2d%2E%5f", "/~jim/A-._"},
      {"/%c3%a9\xC3\xA9", "/%C3%A9%C3%A9"},
      {"/%2f%3f", "/%2F%3F"},
      {"/a b<\"\\^`{|}>", "/a%20b%3C%22%5C%5E%60%7B%7C%7D%3E"},
      {"/[]'*$#", "/%5B%5D%27%2A%24%23"},
      {"/%", "/%25"},
      {"/%4", "/%254"},
      {"/%zz%41", "/%25zzA"},
      {"/%%41", "/%25A"},
      {std::string("/\0\x7F", 3), "/%00%7F"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(normal(c.path), c.want);
    EXPECT_EQ(normal(c.want), c.want);
  }
}

TEST(Robots, OneSpellingForRuleAndPath) {
  const std::vector<std::string> spellings = {"/k\xC3\xA4se", "/k%C3%A4se", "/k%c3%a4%73e"};
  for (const std::string& rule : spellings) {
    EXPECT_EQ(allowed("User-agent: *\nDisallow: " + rule, spellings), "") << rule;
  }
  EXPECT_EQ(allowed("User-agent: *\nDisallow: /a/b", {"/a%2Fb"}), "/a%2Fb");
}

TEST(Robots, LinesAsTheyComeInTheWild) {
  const Case cases[] = {
      {"CR", "User-agent: *\rDisallow: /a\r", "/b"},
      {"CR LF", "User-agent: *\r\nDisallow: /a\r\n", "/b"},
      {"no last line end", "User-agent: *\nDisallow: /a", "/b"},
      {"byte order mark", "\xEF\xBB\xBFUser-agent: *\nDisallow: /a", "/b"},
      {"half a byte order mark", "\xEF\xBBUser-agent: *\nDisallow: /a", "/b"},
      {"blanks", " \tUser-agent \t: \t* \t\n\t Disallow\t:\t/a\t ", "/b"},
      {"case", "USER-AGENT: *\ndisALLOW: /a", "/b"},
      {"comments", "User-agent: * # all\n#Disallow: /b\nDisallow: /a#b", "/b"},
      {"misspelt", "useragent: *\ndissallow: /a", "/b"},
      {"misspelt too", "user agent: *\ndisalow: /a", "/b"},
      {"no colon", "User-agent *\nDisallow /a", "/b"},
      {"a sentence", "User-agent: *\nDisallow /a and others", "/a /b"},
      {"another field", "User-agent: *\nDisallowed: /a\nXDisallow: /a", "/a /b"},
      {"zero bytes", std::string("User-agent: *\n\0\nDisallow: /a", 28), "/b"},
      {"a page", "<!DOCTYPE html><html><body>Disallow: /a</body>", "/a /b"},
      {"nothing", "", "/a /b"},
      {"colons", ":\n::\n: /a\nUser-agent: *\n:Disallow: /a", "/a /b"},
  };
  for (const Case& c : cases) EXPECT_EQ(allowed(c.robots, {"/a", "/b"}), c.want) << c.name;
}

TEST(Robots, TheRestOfALongLineIsNoLine) {
  const std::string junk(kRobotsLineBytesMax, 'x');
  const std::string head = "User-agent: *\nDisallow: /a\n";
  EXPECT_EQ(allowed(head + "X: " + junk + "Allow: /a", {"/a", "/b"}), "/b");
  EXPECT_EQ(allowed(head + "Disallow: /b #" + junk, {"/a", "/b"}), "");
  EXPECT_EQ(allowed(head + "Allow: /a #" + junk, {"/a", "/b"}), "/a /b");
  const std::string stars(kRobotsLineBytesMax, '*');
  EXPECT_EQ(allowed(head + "Allow: /a" + stars + "c", {"/a", "/b"}), "/b") << "a cut Allow";
  EXPECT_EQ(allowed(head + "Disallow: /b" + stars + "c", {"/b"}), "") << "a cut Disallow";
  EXPECT_EQ(sitemaps("Sitemap: http://h/" + junk), "");
}

TEST(Robots, NothingBeyondTheByteLimit) {
  const std::string head = "User-agent: *\nDisallow: /a\n";
  const std::string filler(kRobotsBytesMax - head.size() - 11, '#');
  EXPECT_EQ(allowed(head + filler + "\nAllow: /a\n", {"/a", "/b"}), "/a /b") << "just within";
  EXPECT_EQ(allowed(head + filler + "\nDisallow: /b/c", {"/b"}), "/b") << "a rule cut in two";
  EXPECT_EQ(allowed(head + filler + "#\nAllow: /a\n", {"/a", "/b"}), "/a /b") << "but its end";
  EXPECT_EQ(allowed(head + filler + "#\nAllow: /a", {"/a", "/b"}), "/b") << "perhaps cut";
  EXPECT_EQ(allowed(head + filler + "##\nAllow: /a\n", {"/a", "/b"}), "/b") << "too long";
  EXPECT_EQ(allowed(std::string(2 * kRobotsBytesMax, '/'), {"/a"}), "/a") << "one line";
}

TEST(Robots, CrawlDelay) {
  const Case cases[] = {
      {"seconds", "User-agent: *\nCrawl-delay: 10", "10000 ms"},
      {"fractions", "User-agent: *\nCrawl-delay: 0.25", "250 ms"},
      {"no leading zero", "User-agent: *\nCrawl-delay: .5", "500 ms"},
      {"nought", "User-agent: *\nCrawl-delay: 0", "0 ms"},
      {"a day at most", "User-agent: *\nCrawl-delay: 99999999999999999999", "86400000 ms"},
      {"of any length", "User-agent: *\nCrawl-delay: " + std::string(1000, '9'), "none"},
      {"a word", "User-agent: *\nCrawl-delay: ten", "none"},
      {"a unit", "User-agent: *\nCrawl-delay: 10s", "none"},
      {"a unit apart", "User-agent: *\nCrawl-delay: 10 s", "10000 ms"},
      {"negative", "User-agent: *\nCrawl-delay: -1", "none"},
      {"no number", "User-agent: *\nCrawl-delay: nan\nCrawl-delay: inf\nCrawl-delay:", "none"},
      {"markup", "User-agent: *\nCrawl-delay: 10<BR>", "10000 ms"},
      {"ours", "User-agent: *\nCrawl-delay: 9\nUser-agent: anchord\nCrawl-delay: 2", "2000 ms"},
      {"not everyone's", "User-agent: *\nCrawl-delay: 9\nUser-agent: anchord\nDisallow:", "none"},
      {"another's", "User-agent: x\nCrawl-delay: 9\nUser-agent: *\nDisallow:", "none"},
      {"above us", "User-agent: x\nCrawl-delay: 9\nUser-agent: anchord\nDisallow: /", "none"},
      {"below us", "User-agent: anchord\nUser-agent: x\nCrawl-delay: 9", "9000 ms"},
      {"after the rules", "User-agent: anchord\nDisallow: /\nCrawl-delay: 9", "9000 ms"},
      {"the longest", "User-agent: *\nCrawl-delay: 1\nCrawl-delay: 3\nCrawl-delay: 2", "3000 ms"},
  };
  for (const Case& c : cases) EXPECT_EQ(delay(c.robots), c.want) << c.name;
}

TEST(Robots, Sitemaps) {
  const Case cases[] = {
      {"of any group", "Sitemap: http://h/a\nUser-agent: x\nDisallow: /\nSitemap: http://h/b",
       "<http://h/a><http://h/b>"},
      {"once, in order", "Sitemap: b\nSitemap: a\nsite-map: b", "<b><a>"},
      {"as written", "SITEMAP:  /Sitemap.XML?A=%7e ", "</Sitemap.XML?A=%7e>"},
      {"none", "Sitemap:\nSitemap: # none", ""},
      {"a bare URL", "http://h/Sitemap.xml\nhttps://h/about\nhttp://h/ sitemap\nhttp sitemap",
       "<http://h/Sitemap.xml>"},
  };
  for (const Case& c : cases) EXPECT_EQ(sitemaps(c.robots), c.want) << c.name;
  std::string many;
  for (std::size_t i = 0; i <= kRobotsSitemapsMax; ++i)
    many += "Sitemap: " + std::to_string(i) + "\n";
  EXPECT_EQ(rules_of(many).sitemaps().size(), kRobotsSitemapsMax);
}

TEST(Robots, AllAndNothing) {
  EXPECT_TRUE(RobotsRules::allow_all().allows("/a"));
  EXPECT_FALSE(RobotsRules::disallow_all().allows("/"));
  EXPECT_TRUE(RobotsRules::disallow_all().allows("/robots.txt"));
}

// Rules of which none matches, so that all are tried: a path that costs too much is refused.
TEST(Robots, HostileRulesCostABoundedTime) {
  const std::size_t count = 10000;
  std::string body = "User-agent: *\n";
  for (std::size_t i = 0; i < count; ++i) body += "Allow: /*a*a*a*a*ab\n";
  const RobotsRules rules = rules_of(body);
  EXPECT_TRUE(rules.allows("/" + std::string(kRobotsWorkMax / count - 1, 'a')));
  EXPECT_FALSE(rules.allows("/" + std::string(kRobotsWorkMax / count, 'a')));
}

}  // namespace
}  // namespace anchord
