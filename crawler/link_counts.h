#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "storage/records.h"

namespace anchord {

// How many pages link to a URL, counted in constant memory: one URL in a slot, the newest wins. So
// a count may be too low, and only that. Not thread-safe.
class LinkCounts {
 public:
  explicit LinkCounts(std::size_t slots) : slots_(slots) {}

  // The links counted from here on stand on another page.
  void next_page() { ++page_; }

  // Counts a link to the URL of this hash, once a page. Returns the class of its count
  // (kLinksClassMax) where that has just risen.
  std::optional<std::uint8_t> add(std::uint64_t hash) {
    Slot& slot = slots_[hash % slots_.size()];
    if (slot.hash != hash) {
      slot = {hash, 1, page_};
      return std::nullopt;
    }
    if (slot.page == page_ || slot.count == UINT32_MAX) return std::nullopt;
    slot.page = page_;
    ++slot.count;
    return class_begun_by(slot.count);
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t count = 0;
    std::uint32_t page = 0;  // the last that linked to it
  };

  static std::optional<std::uint8_t> class_begun_by(std::uint32_t count) {
    std::uint8_t links_class = 0;
    for (; count > 1; count /= 4) {
      if (count % 4 != 0) return std::nullopt;
      ++links_class;
    }
    return links_class;
  }

  std::vector<Slot> slots_;
  std::uint32_t page_ = 0;
};

}  // namespace anchord
