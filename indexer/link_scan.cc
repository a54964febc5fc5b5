#include "indexer/link_scan.h"

namespace anchord {

PageParts LinkScan::parts_for(Which which, unsigned reads) {
  return {.url = (reads & kReadsDates) != 0,
          .page = (reads & kReadsPage) != 0,
          .of_links = {.targets = (reads & kReadsTarget) != 0, .lost = which == Which::kLost}};
}

const LinkRow* LinkScan::next() {
  while (index_ == end_) {
    page_ = pages_.next();
    if (page_ == nullptr) return nullptr;
    const LinkBlock& block = page_->links;
    index_ = which_ == Which::kLive ? 0 : block.live;
    end_ = which_ == Which::kLive ? block.live : block.links.links.size();
    row_.url_from = page_->href;
    row_.page = page_->page ? &*page_->page : nullptr;
    row_.links = &block.links;
  }
  row_.link = &page_->links.links.links[index_];
  if (reads_dates_) row_.dates = dates_of(page_->links, index_, page_->url);
  ++index_;
  return &row_;
}

}  // namespace anchord
