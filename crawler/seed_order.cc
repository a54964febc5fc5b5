#include "crawler/seed_order.h"

#include <array>
#include <string>

#include "crawler/log.h"
#include "indexer/ascii.h"
#include "storage/typed_url.h"

namespace anchord {
namespace {

struct Verb {
  std::string_view word;
  SeedOrder::Kind kind;
};

constexpr std::array<Verb, 3> kVerbs = {{{"remove", SeedOrder::Kind::kRemove},
                                         {"pause", SeedOrder::Kind::kPause},
                                         {"resume", SeedOrder::Kind::kResume}}};

// A host may have the name of a verb, but then nothing that is no key=value follows it.
const Verb* verb_of(std::string_view first, std::string_view rest) {
  if (rest.empty()) return nullptr;
  for (const Verb& verb : kVerbs) {
    if (verb.word == first) return &verb;
  }
  return nullptr;
}

}  // namespace

Result<std::optional<SeedOrder>> parse_seed_order(std::string_view line) {
  const std::string_view text = trimmed(line.substr(0, line.find('#')));
  if (text.empty()) return std::optional<SeedOrder>();
  const std::string_view first = text.substr(0, text.find_first_of(kHtmlSpaces));
  const std::string_view rest = trimmed(text.substr(first.size()));
  const Verb* const verb = verb_of(first, rest);
  if (verb != nullptr && rest.find_first_of(kHtmlSpaces) != std::string_view::npos) {
    return invalid_input("\"" + escaped(text) + "\": want one URL after " + std::string(first));
  }
  auto seed = parse_seed(verb != nullptr ? rest : text);
  if (!seed) return tl::unexpected(seed.error());
  return std::optional<SeedOrder>({verb != nullptr ? verb->kind : SeedOrder::Kind::kAdd,
                                   *std::move(seed),
                                   !scheme_prefix(verb != nullptr ? rest : first).empty()});
}

}  // namespace anchord
