#include "indexer/link_scan.h"

namespace anchord {

const LinkRow* LinkScan::next() {
  while (index_ == end_) {
    page_ = pages_.next();
    if (page_ == nullptr) return nullptr;
    const LinkBlock& block = page_->links;
    index_ = which_ == Which::kLive ? 0 : block.live;
    end_ = which_ == Which::kLive ? block.live : block.links.links.size();
    row_.url_from = page_->href;
    row_.page = &*page_->page;
    row_.links = &block.links;
  }
  row_.link = &page_->links.links.links[index_];
  row_.dates = dates_of(page_->links, index_, page_->url);
  ++index_;
  return &row_;
}

}  // namespace anchord
