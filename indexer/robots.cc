#include "indexer/robots.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <unordered_set>
#include <utility>

#include "indexer/ascii.h"

namespace anchord {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr std::string_view kBlanks = " \t\v\f";
constexpr std::string_view kLineEnds = "\r\n";

enum class Field { kUserAgent, kAllow, kDisallow, kCrawlDelay, kSitemap, kUnknown };

struct Line {
  Field field = Field::kUnknown;
  std::string_view value;
};

struct FieldName {
  std::string_view text;
  Field field;
};

constexpr auto kFieldNames = std::to_array<FieldName>({
    {"user-agent", Field::kUserAgent},
    {"useragent", Field::kUserAgent},
    {"user agent", Field::kUserAgent},
    {"allow", Field::kAllow},
    {"disallow", Field::kDisallow},
    {"dissallow", Field::kDisallow},
    {"dissalow", Field::kDisallow},
    {"disalow", Field::kDisallow},
    {"diasllow", Field::kDisallow},
    {"disallaw", Field::kDisallow},
    {"crawl-delay", Field::kCrawlDelay},
    {"crawldelay", Field::kCrawlDelay},
    {"crawl delay", Field::kCrawlDelay},
    {"sitemap", Field::kSitemap},
    {"site-map", Field::kSitemap},
});

bool same_letter(char a, char b) { return ascii_lower(a) == ascii_lower(b); }

bool contains_ignore_case(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same_letter) != text.end();
}

bool is_blank(char c) { return kBlanks.find(c) != std::string_view::npos; }

bool is_token_character(char c) {
  const char lower = ascii_lower(c);
  return (lower >= 'a' && lower <= 'z') || c == '-' || c == '_';
}

bool is_word(std::string_view text) {
  return text.find_first_of(kBlanks) == std::string_view::npos;
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

std::string_view whole_lines(std::string_view body) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (body.size() >= kRobotsBytesMax) {
    body = body.substr(0, body.find_last_of(kLineEnds, kRobotsBytesMax) + 1);
  }
  const auto mark =
      std::mismatch(body.begin(), body.end(), kByteOrderMark.begin(), kByteOrderMark.end());
  return body.substr(static_cast<std::size_t>(mark.first - body.begin()));
}

std::string_view take_line(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find_first_of(kLineEnds));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  return line;
}

Line with_colon(std::string_view text, std::size_t colon) {
  const std::string_view name = without_blanks(text.substr(0, colon));
  for (const FieldName& known : kFieldNames) {
    if (name.size() != known.text.size() || !starts_with_ignore_case(name, known.text)) continue;
    return {known.field, without_blanks(text.substr(colon + 1))};
  }
  return {};
}

// A sentence is no rule: only a single word may follow, but for the names of agents.
Line without_colon(std::string_view text) {
  for (const FieldName& known : kFieldNames) {
    const std::size_t size = known.text.size();
    if (!starts_with_ignore_case(text, known.text) || text.size() <= size) continue;
    if (!is_blank(text[size])) continue;
    const std::string_view value = without_blanks(text.substr(size));
    if (is_word(value) || known.field == Field::kUserAgent) return {known.field, value};
  }
  return {};
}

bool is_bare_sitemap(std::string_view text) {
  return is_word(text) && contains_ignore_case(text, "sitemap") &&
         (starts_with_ignore_case(text, "http://") || starts_with_ignore_case(text, "https://"));
}

Line read_field(std::string_view text) {
  if (is_bare_sitemap(text)) return {Field::kSitemap, text};
  const std::size_t colon = text.find(':');
  return colon == std::string_view::npos ? without_colon(text) : with_colon(text, colon);
}

Line read_line(std::string_view text) {
  const bool cut = text.size() > kRobotsLineBytesMax;
  text = text.substr(0, kRobotsLineBytesMax);
  const std::size_t comment = text.find('#');
  const Line line = read_field(without_blanks(text.substr(0, comment)));
  const bool harmless = line.field == Field::kUserAgent || line.field == Field::kDisallow;
  return cut && comment == std::string_view::npos && !harmless ? Line{} : line;
}

bool names(std::string_view agents, std::string_view product_token) {
  if (product_token.empty() || !starts_with_ignore_case(agents, product_token)) return false;
  agents.remove_prefix(product_token.size());
  return agents.empty() || !is_token_character(agents.front());
}

bool names_everyone(std::string_view agents) { return names(agents, "*"); }

// Pages that pass for robots.txt put markup behind the number.
std::optional<Milliseconds> read_delay(std::string_view text) {
  double seconds = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, seconds, std::chars_format::fixed);
  if (read.ec != std::errc() || !std::isfinite(seconds) || seconds < 0) return std::nullopt;
  if (read.ptr != end && *read.ptr != '<' && !is_blank(*read.ptr)) return std::nullopt;
  const double longest = std::chrono::duration<double>(kCrawlDelayMax).count();
  return Milliseconds(std::llround(std::min(seconds, longest) * 1000));
}

}  // namespace

// Reads line by line for two readers at once, us and everyone, since only the end of the file tells
// whether a group names us.
class RobotsRules::Parser {
 public:
  explicit Parser(std::string_view product_token) : product_token_(product_token) {}

  void read(const Line& line) {
    switch (line.field) {
      case Field::kUserAgent:
        return read_agents(line.value);
      case Field::kAllow:
        return read_rule(line.value, true);
      case Field::kDisallow:
        return read_rule(line.value, false);
      case Field::kCrawlDelay:
        return read_crawl_delay(line.value);
      case Field::kSitemap:
        return read_sitemap(line.value);
      case Field::kUnknown:
        return;
    }
  }

  RobotsRules finish() && {
    RobotsRules& result = us_.named ? us_.rules : everyone_.rules;
    std::stable_sort(result.rules_.begin(), result.rules_.end(), [](const Rule& a, const Rule& b) {
      const std::size_t x = a.pattern.priority();
      const std::size_t y = b.pattern.priority();
      return x != y ? x > y : a.allow && !b.allow;
    });
    result.sitemaps_ = std::move(sitemaps_);
    return std::move(result);
  }

 private:
  struct Reader {
    RobotsRules rules;
    bool named = false;        // by some group
    bool rules_hold = false;   // the rules being read are for it
    bool delay_holds = false;  // a delay being read is for it
  };

  void read_agents(std::string_view agents) {
    for (Reader* reader : {&us_, &everyone_}) {
      const bool named = reader == &us_ ? names(agents, product_token_) : names_everyone(agents);
      reader->named |= named;
      reader->rules_hold = named || (reader->rules_hold && !after_rule_);
      reader->delay_holds = named || (reader->delay_holds && !after_delay_);
    }
    after_rule_ = false;
    after_delay_ = false;
  }

  void read_rule(std::string_view path, bool allow) {
    after_rule_ = true;
    after_delay_ = true;
    if (!path.starts_with('/') && !path.starts_with('*')) return;
    for (Reader* reader : {&us_, &everyone_}) {
      if (!reader->rules_hold) continue;
      reader->rules.rules_.push_back({RobotsPattern(path), allow});
      const std::string_view directory = path.substr(0, path.rfind('/') + 1);
      if (!allow || !path.substr(directory.size()).starts_with("index.htm")) continue;
      reader->rules.rules_.push_back({RobotsPattern(std::string(directory) + '$'), true});
    }
  }

  void read_crawl_delay(std::string_view text) {
    after_delay_ = true;
    const std::optional<Milliseconds> delay = read_delay(text);
    for (Reader* reader : {&us_, &everyone_}) {
      if (!reader->delay_holds) continue;
      reader->rules.crawl_delay_ = std::max(reader->rules.crawl_delay_, delay);
    }
  }

  void read_sitemap(std::string_view url) {
    if (url.empty() || sitemaps_.size() == kRobotsSitemapsMax) return;
    if (sitemaps_seen_.emplace(url).second) sitemaps_.emplace_back(url);
  }

  std::string_view product_token_;
  Reader us_;
  Reader everyone_;
  bool after_rule_ = false;   // the next agent line begins a group
  bool after_delay_ = false;  // the next agent line begins a run of lines for one delay
  std::vector<std::string> sitemaps_;
  std::unordered_set<std::string_view> sitemaps_seen_;
};

RobotsRules RobotsRules::parse(std::string_view body, std::string_view product_token) {
  Parser parser(product_token);
  for (std::string_view rest = whole_lines(body); !rest.empty();) {
    parser.read(read_line(take_line(rest)));
  }
  return std::move(parser).finish();
}

RobotsRules RobotsRules::allow_all() { return {}; }

RobotsRules RobotsRules::disallow_all() {
  RobotsRules result;
  result.rules_.push_back({RobotsPattern("/"), false});
  return result;
}

RobotsRules::Decision RobotsRules::decide(std::string_view path_and_query) const {
  std::string storage;
  const std::string_view path = normal_octets(path_and_query, storage);
  if (path == "/robots.txt") return {};
  std::size_t work = 0;
  for (const Rule& rule : rules_) {
    if (rule.pattern.has_wildcard()) work += path.size();
    if (work > kRobotsWorkMax) return {.allowed = false};
    if (rule.pattern.matches(path)) return {.allowed = rule.allow, .pattern = &rule.pattern};
  }
  return {};
}

}  // namespace anchord
