#include "storage/link_set.h"

#include <algorithm>

namespace anchord {
namespace {

constexpr std::array<std::string_view, kLinkTypes> kLinkTypeNames = {
    "href", "redirect", "frame", "form", "canonical", "rss", "alternate"};
constexpr std::array<std::string_view, kPositions> kPositionNames = {"content", "main",   "nav",
                                                                     "header",  "footer", "aside"};

}  // namespace

std::string_view name_of(LinkType type) { return kLinkTypeNames[static_cast<std::size_t>(type)]; }

std::optional<LinkType> link_type_named(std::string_view name) {
  const auto it = std::find(kLinkTypeNames.begin(), kLinkTypeNames.end(), name);
  if (it == kLinkTypeNames.end()) return std::nullopt;
  return static_cast<LinkType>(it - kLinkTypeNames.begin());
}

std::string_view name_of(Position position) {
  return kPositionNames[static_cast<std::size_t>(position)];
}

std::string first_redirect(const LinkSet& links) {
  for (const Link& link : links.links) {
    if (link.type == LinkType::kRedirect) return std::string(links.target(link));
  }
  return {};
}

void LinkSet::clear() {
  text.clear();
  links.clear();
  target_bytes_.clear();
  targets_.clear();
  attributes_.clear();
}

std::uint32_t LinkSet::add_target(std::string_view href) {
  targets_.push_back(
      {static_cast<std::uint32_t>(target_bytes_.size()), static_cast<std::uint32_t>(href.size())});
  target_bytes_ += href;
  return target_count() - 1;
}

Span LinkSet::add_text(std::string_view piece) {
  const Span span{static_cast<std::uint32_t>(text.size()),
                  static_cast<std::uint32_t>(piece.size())};
  text += piece;
  return span;
}

std::uint32_t LinkSet::add_attributes(const LinkAttributes& attributes) {
  attributes_.push_back(attributes);
  return static_cast<std::uint32_t>(attributes_.size());
}

}  // namespace anchord
