#include "indexer/landmarks.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "indexer/ascii.h"

namespace anchord {
namespace {

// What a role that an author gives says of an element.
struct Role {
  std::string_view name;
  std::optional<Position> position = {};
  bool owns_headers = false;  // the header and the footer in it are its own
};
constexpr std::array kRoles = std::to_array<Role>({
    {"banner", Position::kHeader},
    {"complementary", Position::kAside, true},
    {"contentinfo", Position::kFooter},
    {"main", Position::kMain, true},
    {"navigation", Position::kNav, true},
    {"article", std::nullopt, true},
    {"region", std::nullopt, true},
    {"none"},
    {"presentation"},
});

// The first of these roles in the list; nullopt if there is none.
std::optional<Role> role_of(std::string_view list) {
  std::optional<Role> found;
  for_each_piece(list, kHtmlSpaces, [&](std::string_view word) {
    if (found) return;
    const std::string name = ascii_lowered(word);
    for (const Role& role : kRoles) {
      if (role.name == name) found = role;
    }
  });
  return found;
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
  const std::string_view roles = element.attribute("role");
  const std::optional<Role> role = roles.empty() ? std::nullopt : role_of(roles);
  const bool owns_headers = is_section(element.tag()) || (role && role->owns_headers);
  const bool starts_section = !in_section && owns_headers;
  const std::optional<Position> found =
      role ? role->position : position_of_tag(element.tag(), in_section);
  if (!found && !starts_section) return;
  open_.push_back({depth_, found.value_or(position()), in_section || starts_section});
}

void Landmarks::close() {
  if (!open_.empty() && open_.back().depth == depth_) open_.pop_back();
  --depth_;
}

}  // namespace anchord
