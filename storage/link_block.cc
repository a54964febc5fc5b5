#include "storage/link_block.h"

#include <array>
#include <utility>

namespace anchord {

std::string_view name_of(LossReason reason) {
  constexpr std::array<std::string_view, kLossReasons> kNames = {"unknown", "removed", "page_gone",
                                                                 "page_redirects"};
  return kNames[static_cast<std::size_t>(reason)];
}

const std::vector<Presence>& LinkBlock::earlier(const LinkHistory& history) const {
  static const std::vector<Presence> kNone;
  return history.earlier == 0 ? kNone : earlier_presences[history.earlier - 1];
}

std::uint32_t LinkBlock::add_earlier(std::vector<Presence> presences) {
  if (presences.empty()) return 0;
  earlier_presences.push_back(std::move(presences));
  return static_cast<std::uint32_t>(earlier_presences.size());
}

LinkSet live_links(const LinkBlock& block) {
  LinkSet links = block.links;
  links.links.resize(block.live);
  return links;
}

LinkDates dates_of(const LinkBlock& block, std::size_t index, const UrlRecord& page) {
  const LinkHistory& history = block.histories[index];
  LinkDates dates{.first_seen = history.first_seen,
                  .last_visited = history.last_seen,
                  .prev_visited = history.prev_seen,
                  .original = history.first_seen == page.first_visited};
  if (history.original_unknown) dates.original.reset();
  if (index >= block.live || history.unreached) return dates;
  Time seen_since = history.seen_since;
  if (seen_since == kNever) seen_since = history.present_since;
  if (seen_since == kNever) seen_since = history.first_seen;
  dates.last_visited = page.last_visited;
  dates.prev_visited = page.prev_visited >= seen_since ? page.prev_visited : history.last_seen;
  return dates;
}

}  // namespace anchord
