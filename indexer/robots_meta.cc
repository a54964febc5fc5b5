#include "indexer/robots_meta.h"

#include <algorithm>
#include <array>

#include "indexer/ascii.h"

namespace anchord {
namespace {

// Directives that have a value behind a colon, as a robot's name has its directives.
constexpr std::array kDirectivesWithValue = std::to_array<std::string_view>(
    {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"});

bool is_directive_with_value(std::string_view name) {
  return std::any_of(kDirectivesWithValue.begin(), kDirectivesWithValue.end(),
                     [&](std::string_view known) { return equals_ignore_case(known, name); });
}

}  // namespace

void RobotsDirectives::add_directive(std::string_view directive) {
  const bool is_none = equals_ignore_case(directive, "none");
  noindex = noindex || is_none || equals_ignore_case(directive, "noindex");
  nofollow = nofollow || is_none || equals_ignore_case(directive, "nofollow");
}

void RobotsDirectives::add_meta(std::string_view content) {
  for_each_token(content, [&](std::string_view word) { add_directive(word); });
}

void RobotsDirectives::add_header(std::string_view value, std::string_view product_token) {
  bool is_for_us = true;
  for_each_piece(value, ",", [&](std::string_view piece) {
    const std::size_t colon = piece.find(':');
    if (colon != std::string_view::npos) {
      const std::string_view name = trimmed(piece.substr(0, colon));
      const bool is_date = name.find(' ') != std::string_view::npos;
      if (is_date || is_directive_with_value(name)) return;
      is_for_us = name == "*" || is_robots_meta_name(name, product_token);
      piece.remove_prefix(colon + 1);
    }
    if (is_for_us) add_meta(piece);
  });
}

bool is_robots_meta_name(std::string_view name, std::string_view product_token) {
  return equals_ignore_case(name, "robots") || equals_ignore_case(name, product_token);
}

}  // namespace anchord
