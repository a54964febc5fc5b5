#include "crawler/seeds.h"

#include <fstream>

#include "crawler/log.h"
#include "indexer/ascii.h"
#include "storage/typed_url.h"

namespace anchord {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n\f\v";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Result<Url> parse_seed_url(std::string_view text) {
  if (auto url = parse_typed_url(text)) return *std::move(url);
  return invalid_input("\"" + escaped(text) + "\": want an http or https URL of at most " +
                       std::to_string(kUrlBytesMax) + " bytes");
}

// What is allowed instead; "": the value was taken.
using Taken = std::string;

Taken take_scope(Seed& seed, std::string_view value) {
  const auto mode = target_mode_named(value);
  if (!mode) return "want exact, prefix, domain or subdomains";
  seed.scope = *mode;
  return "";
}

Taken take_max_pages(Seed& seed, std::string_view value) {
  seed.target.max_pages = parse_number<std::uint64_t>(value).value_or(0);
  return seed.target.max_pages > 0 ? "" : "want a number of at least 1";
}

Taken take_max_depth(Seed& seed, std::string_view value) {
  const auto depth = parse_number<std::uint8_t>(value);
  if (!depth) return "want a number from 0 to 255";
  seed.target.max_depth = *depth;
  return "";
}

Taken take_recrawl(Seed& seed, std::string_view value) {
  const auto hours = parse_number<std::uint16_t>(value);
  if (!hours || *hours == 0 || std::chrono::hours(*hours) > kRecrawlMax) {
    return "want a number of hours from 1 to " + std::to_string(kRecrawlMax.count());
  }
  seed.target.recrawl = std::chrono::hours(*hours);
  return "";
}

Taken take_delay(Seed& seed, std::string_view value) {
  const auto delay = parse_number<std::uint32_t>(value);
  if (!delay || std::chrono::milliseconds(*delay) > kTargetDelayMax) {
    return "want a number of milliseconds from 0 to " + std::to_string(kTargetDelayMax.count());
  }
  seed.target.delay = std::chrono::milliseconds(*delay);
  return "";
}

Taken take_priority(Seed& seed, std::string_view value) {
  const auto priority = parse_number<std::uint8_t>(value);
  if (!priority || *priority > kPriorityMax) {
    return "want a number from 0 to " + std::to_string(kPriorityMax);
  }
  seed.target.priority = *priority;
  return "";
}

Taken take_pattern(std::vector<std::string>& patterns, std::string_view value) {
  if (patterns.size() == kTargetPatternsMax) {
    return "want at most " + std::to_string(kTargetPatternsMax) + " of them";
  }
  const bool begins_well = value.starts_with('/') || value.starts_with('*');
  if (!begins_well || value.size() > kTargetPatternBytesMax) {
    return "want a pattern that begins with / or *, of at most " +
           std::to_string(kTargetPatternBytesMax) + " bytes";
  }
  patterns.emplace_back(value);
  return "";
}

struct Key {
  std::string_view name;
  bool may_repeat;
  Taken (*take)(Seed&, std::string_view);
};

constexpr Key kKeys[] = {
    {"scope", false, take_scope},
    {"max_pages", false, take_max_pages},
    {"max_depth", false, take_max_depth},
    {"recrawl", false, take_recrawl},
    {"delay", false, take_delay},
    {"priority", false, take_priority},
    {"include", true,
     [](Seed& seed, std::string_view value) { return take_pattern(seed.target.include, value); }},
    {"exclude", true,
     [](Seed& seed, std::string_view value) { return take_pattern(seed.target.exclude, value); }},
};

const Key* key_named(std::string_view name) {
  for (const Key& key : kKeys) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

std::string key_names() {
  std::string names;
  for (const Key& key : kKeys) {
    names.append(names.empty() ? "" : ", ").append(key.name).append("=");
  }
  return names;
}

Status apply_option(Seed& seed, std::string_view option, std::vector<const Key*>& given) {
  const std::size_t equals = option.find('=');
  const Key* const key = key_named(option.substr(0, equals));
  const std::string quoted = "\"" + escaped(option) + "\": ";
  if (equals == std::string_view::npos || key == nullptr) {
    return invalid_input(quoted + "want one of " + key_names());
  }
  if (!key->may_repeat && std::find(given.begin(), given.end(), key) != given.end()) {
    return invalid_input(quoted + "given twice");
  }
  given.push_back(key);
  const Taken wrong = key->take(seed, option.substr(equals + 1));
  if (!wrong.empty()) return invalid_input(quoted + wrong);
  return Ok{};
}

}  // namespace

TargetRecord target_of(const Seed& seed, TargetMode scope) {
  TargetRecord target = seed.target;
  target.mode = seed.scope.value_or(scope);
  return target;
}

Result<Seed> parse_seed(std::string_view text) {
  std::vector<std::string_view> words;
  for_each_piece(text, kWhiteSpace, [&](std::string_view word) { words.push_back(word); });
  auto url = parse_seed_url(words.empty() ? std::string_view() : words.front());
  if (!url) return tl::unexpected(url.error());
  Seed seed(*std::move(url));
  std::vector<const Key*> given;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (auto applied = apply_option(seed, words[i], given); !applied) {
      return tl::unexpected(applied.error());
    }
  }
  return seed;
}

Result<SeedList> read_seeds(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::error_code ignored;
  if (!in || std::filesystem::is_directory(file, ignored)) {
    return invalid_input(file.string() + ": cannot be read");
  }
  SeedList list;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    std::string_view text = line;
    if (number == 1 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    text = text.substr(0, text.find('#'));
    if (text.find_first_not_of(kWhiteSpace) == std::string_view::npos) continue;
    auto seed = parse_seed(text);
    if (seed) {
      list.seeds.push_back(std::move(*seed));
    } else {
      list.refused.push_back(file.string() + ":" + std::to_string(number) + ": " +
                             seed.error().message);
    }
  }
  return list;
}

}  // namespace anchord
