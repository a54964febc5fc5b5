#include "indexer/link_scan.h"

#include <algorithm>
#include <utility>

namespace anchord {
namespace {

PageParts parts_for(LinkScan::Which which, unsigned reads) {
  return {.url = (reads & kReadsDates) != 0,
          .page = (reads & kReadsPage) != 0,
          .of_links = {.targets = (reads & kReadsTarget) != 0,
                       .lost = which == LinkScan::Which::kLost}};
}

}  // namespace

LinkScan::LinkScan(const Snapshot& snapshot, const Target& target, Which which,
                   const Deadline& deadline, unsigned reads, Condition* where)
    : reads_(where == nullptr ? reads : reads | where->reads()),
      where_(where),
      pages_(snapshot, target, PageScan::Over::kLinkPages, deadline, parts_for(which, reads_)),
      which_(which) {}

void LinkScan::start_after(Place place) {
  pages_.start_at(place.page);
  after_ = std::move(place);
}

bool LinkScan::next_page() {
  page_ = pages_.next();
  if (page_ == nullptr) return false;
  const LinkBlock& block = page_->links;
  index_ = which_ == Which::kLive ? 0 : block.live;
  end_ = which_ == Which::kLive ? block.live : block.links.links.size();
  if (page_->key == after_.page) {
    index_ = std::min<std::uint64_t>(std::max<std::uint64_t>(index_, after_.index + 1), end_);
  }
  if (where_ != nullptr && !where_->may_match_pieces_of(block.links.text)) end_ = index_;
  row_.url_from = page_->href;
  row_.page = page_->page ? &*page_->page : nullptr;
  row_.links = &block.links;
  return true;
}

const LinkRow* LinkScan::next() {
  while (true) {
    while (index_ == end_) {
      if (!next_page()) return nullptr;
    }
    row_.link = &page_->links.links.links[index_];
    const LinkHistory& history = page_->links.histories[index_];
    const bool is_seen = which_ == Which::kLive && !history.unreached;
    row_.page_nofollow = is_seen ? page_->page && page_->page->nofollow : history.page_nofollow;
    if ((reads_ & kReadsDates) != 0) row_.dates = dates_of(page_->links, index_, page_->url);
    ++index_;
    if (where_ == nullptr || where_->matches(row_)) return &row_;
  }
}

}  // namespace anchord
