#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/text_run.h"
#include "storage/link_set.h"

namespace anchord {

// Follows the text of a page, block by block, and gives each link its anchor and the words around
// it. A block's text is kept only until the block ends; then just the parts that some link shows
// go to LinkSet::text, so neighbours share them. Linear in the size of the text, however many
// links stand in one block.
class LinkTexts {
 public:
  static constexpr std::uint32_t kNoLink = std::numeric_limits<std::uint32_t>::max();

  // `links` is borrowed. Links are named by their index in it; those that get text are told by
  // open_link().
  explicit LinkTexts(LinkSet& links) : links_(links) {}

  void text(std::string_view utf8) { visible_or_hidden().run.append(utf8); }
  void space() { visible_or_hidden().run.append_space(); }

  // From here to the matching close_link() text is part of `link`'s anchor; kNoLink for an anchor
  // element that is no link. A link may be opened again: its texts are joined.
  void open_link(std::uint32_t link);
  void close_link();
  bool has_open_link() { return !visible_or_hidden().open.empty(); }
  // The links open here that get text.
  template <class Visit>
  void for_each_open_link(Visit visit) {
    const std::vector<OpenLink>& open = visible_or_hidden().open;
    for (std::size_t i = 0; i < open.size() && i < kNestedLinksMax; ++i) {
      if (open[i].link != kNoLink) visit(open[i].link);
    }
  }

  // The line of text ends here.
  void end_block();

  // From here to show() the page's text is not rendered: no part of what stands around it. Links in
  // there have it for their text all the same, as innerText has it, unless a part of them stood
  // outside before. Not nested.
  void hide();
  void show();

  // Ends the page's text. To be called once, last.
  void finish();

 private:
  // The text of a link deeper inside other links than this goes to those alone: each open link
  // costs time at every block.
  static constexpr std::size_t kNestedLinksMax = 8;

  struct OpenLink {
    std::uint32_t link;
    std::size_t begin;  // in Block::run
  };
  struct Piece {
    std::uint32_t link;
    std::size_t begin;
    std::size_t end;
  };
  // Text wanted in LinkSet::text, and where to note its place.
  struct Wanted {
    TextRange range;
    Span* place;
  };
  struct Block {
    TextRun run;
    std::vector<OpenLink> open;
    std::vector<Piece> pieces;
  };
  struct LinkState {
    bool is_visible = false;  // a part of it is
    bool has_piece = false;
    bool has_text = false;
    std::string joined;  // the anchor, where it is of several pieces
  };

  Block& visible_or_hidden() { return is_hidden_ ? hidden_ : visible_; }
  // Whether what is opened here is the hidden part of a link that has been seen before.
  bool is_hidden_part(std::uint32_t link);
  void add_piece(Block& block, const OpenLink& open);
  void use_piece(std::string_view run, const Piece& piece);
  void join(LinkState& state, const Link& link, std::string_view text);
  void keep_wanted(std::string_view run);

  LinkSet& links_;
  Block visible_;
  Block hidden_;
  bool is_hidden_ = false;
  std::vector<LinkState> states_;  // by link
  std::vector<Wanted> wanted_;
};

}  // namespace anchord
