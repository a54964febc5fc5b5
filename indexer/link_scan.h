#pragma once

#include <cstddef>
#include <cstdint>

#include "indexer/columns.h"
#include "indexer/condition.h"
#include "indexer/page_scan.h"

// The links of a target, one row a link.
namespace anchord {

// Pages in key order, the links of a page in document order. Holds one page in memory at a time.
// One thread; must not outlive its Database.
class LinkScan {
 public:
  enum class Which : std::uint8_t { kLive, kLost };

  // `target` is borrowed, the snapshot for the call alone. `reads`: kReads... bits, what the
  // columns read that will be asked for. `where` is borrowed, and may be null: links that do not
  // match it are passed over.
  LinkScan(const Snapshot& snapshot, const Target& target, Which which,
           const Deadline& deadline = {}, unsigned reads = kReadsAll, Condition* where = nullptr);
  LinkScan(const LinkScan&) = delete;
  LinkScan& operator=(const LinkScan&) = delete;

  // Where a link stands: the key of its page, its number in the page's block.
  struct Place {
    std::string page;
    std::uint64_t index = 0;
  };
  // Of the link that next() gave last.
  Place place() const { return {page_->key, index_ - 1}; }
  // Before the first next(): begins with the link after `place`. Where that page was visited
  // meanwhile, it begins with what now has that number.
  void start_after(Place place);

  // The next link, valid until the next call; null at the end, and after an error.
  const LinkRow* next();
  // To be asked once next() gave null.
  const Status& status() const { return pages_.status(); }

 private:
  bool next_page();

  unsigned reads_;
  Condition* where_;
  PageScan pages_;
  Which which_;
  const StoredPage* page_ = nullptr;
  Place after_;
  std::size_t index_ = 0;
  std::size_t end_ = 0;
  LinkRow row_;
};

}  // namespace anchord
