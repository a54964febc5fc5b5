#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/target.h"

namespace anchord {

// Ranges of keys as one set: in ascending order, of which none overlaps another. A value.
class KeyRanges {
 public:
  KeyRanges() = default;
  // In any order; each has an end.
  explicit KeyRanges(std::vector<KeyRange> ranges) {
    std::sort(ranges.begin(), ranges.end(),
              [](const KeyRange& a, const KeyRange& b) { return a.begin < b.begin; });
    for (KeyRange& range : ranges) {
      if (ranges_.empty() || range.begin > ranges_.back().end) {
        ranges_.push_back(std::move(range));
      } else {
        ranges_.back().end = std::max(ranges_.back().end, range.end);
      }
    }
  }

  void add(const KeyRanges& others) {
    std::vector<KeyRange> all = std::move(ranges_);
    all.insert(all.end(), others.ranges_.begin(), others.ranges_.end());
    *this = KeyRanges(std::move(all));
  }

  bool contains(std::string_view key) const {
    const auto after =
        std::upper_bound(ranges_.begin(), ranges_.end(), key,
                         [](std::string_view k, const KeyRange& range) { return k < range.begin; });
    return after != ranges_.begin() && key < std::prev(after)->end;
  }

  bool empty() const { return ranges_.empty(); }
  auto begin() const { return ranges_.begin(); }
  auto end() const { return ranges_.end(); }

 private:
  std::vector<KeyRange> ranges_;
};

}  // namespace anchord
