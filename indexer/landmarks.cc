#include "indexer/landmarks.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "indexer/ascii.h"

namespace anchord {
namespace {

struct Role {
  std::string_view name;
  Position position;
};
constexpr std::array kRoles = std::to_array<Role>({{"banner", Position::kHeader},
                                                   {"complementary", Position::kAside},
                                                   {"contentinfo", Position::kFooter},
                                                   {"main", Position::kMain},
                                                   {"navigation", Position::kNav}});

std::optional<Position> position_of_role(std::string_view role) {
  std::optional<Position> position;
  for_each_piece(role, kHtmlSpaces, [&](std::string_view word) {
    for (const Role& known : kRoles) {
      if (!position && equals_ignore_case(word, known.name)) position = known.position;
    }
  });
  return position;
}

std::optional<Position> position_of_tag(Tag tag, bool in_section) {
  switch (tag) {
    case Tag::kMain:
      return Position::kMain;
    case Tag::kNav:
      return Position::kNav;
    case Tag::kAside:
      return Position::kAside;
    case Tag::kHeader:
      if (in_section) return std::nullopt;
      return Position::kHeader;
    case Tag::kFooter:
      if (in_section) return std::nullopt;
      return Position::kFooter;
    default:
      return std::nullopt;
  }
}

bool is_section(Tag tag) {
  return tag == Tag::kSection || tag == Tag::kMain || tag == Tag::kNav || tag == Tag::kAside;
}

}  // namespace

void Landmarks::open(const HtmlElement& element) {
  ++depth_;
  const bool in_section = !open_.empty() && open_.back().in_section;
  const bool starts_section = !in_section && is_section(element.tag());
  std::optional<Position> found = position_of_role(element.attribute("role"));
  if (!found) found = position_of_tag(element.tag(), in_section);
  if (!found && !starts_section) return;
  open_.push_back({depth_, found.value_or(position()), in_section || starts_section});
}

void Landmarks::close() {
  if (!open_.empty() && open_.back().depth == depth_) open_.pop_back();
  --depth_;
}

}  // namespace anchord
