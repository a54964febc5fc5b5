#pragma once

#include <cstddef>
#include <vector>

#include "indexer/html_page.h"
#include "storage/link_set.h"

namespace anchord {

// Follows the landmarks of a page (HTML-AAM 1.0, 3.4; WAI-ARIA 1.2, 5.3.4) and tells in which of
// them the walk stands. The first landmark role of a role attribute goes before the element's own
// meaning, and none or presentation takes that away; the header and footer of an article, aside,
// main, nav or section, or of what has such a role, are that part's, and no landmarks.
class Landmarks {
 public:
  // To be told of every element that is opened and closed, each closed in turn.
  void open(const HtmlElement& element);
  void close();

  // Of the nearest landmark around; an element counts as its own surroundings.
  Position position() const { return open_.empty() ? Position::kContent : open_.back().position; }

 private:
  struct Open {
    std::size_t depth;
    Position position;
    bool in_section;  // inside of an element that has headers and footers of its own
  };

  std::vector<Open> open_;  // elements that changed something
  std::size_t depth_ = 0;
};

}  // namespace anchord
