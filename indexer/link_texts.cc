#include "indexer/link_texts.h"

#include <algorithm>
#include <utility>

namespace anchord {
namespace {

std::string_view anchor_cut(std::string_view text) { return cut_text(text, kAnchorBytesMax); }

}  // namespace

void LinkTexts::open_link(std::uint32_t link) {
  Block& block = visible_or_hidden();
  if (block.open.size() >= kNestedLinksMax || is_hidden_part(link)) link = kNoLink;
  std::size_t begin = block.run.size();
  // A clone that goes on where the link was closed makes one piece with it.
  if (link != kNoLink && !block.pieces.empty() && block.pieces.back().link == link &&
      block.pieces.back().end == begin) {
    begin = block.pieces.back().begin;
    block.pieces.pop_back();
  }
  block.open.push_back({link, begin});
}

bool LinkTexts::is_hidden_part(std::uint32_t link) {
  if (link == kNoLink) return false;
  if (states_.size() <= link) states_.resize(link + 1);
  LinkState& state = states_[link];
  state.is_visible = state.is_visible || !is_hidden_;
  return is_hidden_ && state.is_visible;
}

void LinkTexts::close_link() {
  Block& block = visible_or_hidden();
  if (block.open.empty()) return;
  add_piece(block, block.open.back());
  block.open.pop_back();
}

void LinkTexts::add_piece(Block& block, const OpenLink& open) {
  if (open.link != kNoLink) block.pieces.push_back({open.link, open.begin, block.run.size()});
}

void LinkTexts::end_block() {
  Block& block = visible_or_hidden();
  const std::size_t tracked = std::min(block.open.size(), kNestedLinksMax);
  for (std::size_t i = 0; i < tracked; ++i) {
    add_piece(block, block.open[i]);
    block.open[i].begin = 0;
  }
  if (!block.pieces.empty()) {
    for (const Piece& piece : block.pieces) use_piece(block.run.text(), piece);
    keep_wanted(block.run.text());
    block.pieces.clear();
  }
  block.run.clear();
}

void LinkTexts::use_piece(std::string_view run, const Piece& piece) {
  const TextRange range = trimmed_range(run, {piece.begin, piece.end});
  const std::string_view text = run.substr(range.begin, range.end - range.begin);
  LinkState& state = states_[piece.link];
  if (state.has_piece && text.empty()) return;
  Link& link = links_.links[piece.link];
  if (state.has_text) {
    keep_wanted(run);  // so that the anchor is in its place
    join(state, link, text);
  } else {
    wanted_.push_back({{range.begin, range.begin + anchor_cut(text).size()}, &link.anchor});
    wanted_.push_back({snippet_before(run, range.begin), &link.text_pre});
  }
  wanted_.push_back({snippet_behind(run, range.end), &link.text_post});
  state.has_piece = true;
  state.has_text = !text.empty();
}

void LinkTexts::join(LinkState& state, const Link& link, std::string_view text) {
  if (state.joined.empty()) state.joined = links_.view(link.anchor);
  if (state.joined.size() >= kAnchorBytesMax) return;
  state.joined += ' ';
  state.joined += anchor_cut(text);
}

void LinkTexts::keep_wanted(std::string_view run) {
  std::sort(wanted_.begin(), wanted_.end(),
            [](const Wanted& a, const Wanted& b) { return a.range.begin < b.range.begin; });
  TextRange kept;
  const auto keep = [&] { links_.text += run.substr(kept.begin, kept.end - kept.begin); };
  for (const Wanted& wanted : wanted_) {
    if (wanted.range.begin > kept.end) {
      keep();
      kept = wanted.range;
    }
    kept.end = std::max(kept.end, wanted.range.end);
    const std::size_t place = links_.text.size() + (wanted.range.begin - kept.begin);
    *wanted.place = {static_cast<std::uint32_t>(place),
                     static_cast<std::uint32_t>(wanted.range.end - wanted.range.begin)};
  }
  keep();
  wanted_.clear();
}

void LinkTexts::hide() { is_hidden_ = true; }

void LinkTexts::show() {
  while (!hidden_.open.empty()) close_link();
  end_block();
  is_hidden_ = false;
}

void LinkTexts::finish() {
  if (is_hidden_) show();
  while (!visible_.open.empty()) close_link();
  end_block();
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (states_[i].joined.empty()) continue;
    links_.links[i].anchor = links_.add_text(anchor_cut(states_[i].joined));
  }
}

}  // namespace anchord
