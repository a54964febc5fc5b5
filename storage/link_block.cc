#include "storage/link_block.h"

namespace anchord {

LinkDates dates_of(const LinkBlock& block, std::size_t index, const UrlRecord& page) {
  const LinkHistory& history = block.histories[index];
  LinkDates dates{.first_seen = history.first_seen,
                  .last_visited = history.last_seen,
                  .prev_visited = history.prev_seen,
                  .original = history.first_seen == page.first_visited};
  if (index >= block.live) return dates;
  const bool was_lost = history.returned != kNever;
  const Time live_since = was_lost ? history.returned : history.first_seen;
  dates.last_visited = page.last_visited;
  dates.prev_visited = page.prev_visited >= live_since ? page.prev_visited : history.last_seen;
  return dates;
}

}  // namespace anchord
