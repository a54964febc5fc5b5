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
  std::size_t index_ = 0;
  std::size_t end_ = 0;
  LinkRow row_;
};

}  // namespace anchord
