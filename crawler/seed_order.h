#pragma once

#include <optional>
#include <string_view>

#include "crawler/seeds.h"
#include "storage/result.h"

namespace anchord {

// A line longer than this is refused unread: it is more than a seed with every pattern it may have.
inline constexpr std::size_t kOrderBytesMax = 256U << 10U;

// What a line of a dropped file asks for.
struct SeedOrder {
  enum class Kind : std::uint8_t { kAdd, kRemove, kPause, kResume };

  Kind kind = Kind::kAdd;
  Seed seed;                  // but for kAdd its URL alone
  bool names_scheme = false;  // else either scheme is meant by what is no kAdd
};

// Reads a line without its line feed:
//   URL [key=value]...                        as parse_seed()
//   remove URL | pause URL | resume URL
// `#` starts a comment. Nullopt for a line of white space and comment alone. Fails with
// kInvalidInput, naming what is wrong and what is allowed.
Result<std::optional<SeedOrder>> parse_seed_order(std::string_view line);

}  // namespace anchord
