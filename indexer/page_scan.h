#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "indexer/deadline.h"
#include "storage/database.h"
#include "storage/link_block.h"
#include "storage/records.h"
#include "storage/target.h"

// Walks what is stored of a target's URLs, in key order, joining the families that hold it.
namespace anchord {

// One URL with all that is stored of it.
struct StoredPage {
  std::string key;   // page key
  std::string href;  // its URL
  UrlRecord url;
  std::optional<PageRecord> page;  // of every URL that was visited
  LinkBlock links;                 // empty where none are stored
};

// Holds one page in memory at a time. One thread; must not outlive its Database. The families are
// read as of one moment, that of the snapshot or, given a Database, of the scan's making.
class PageScan {
 public:
  enum class Over : std::uint8_t {
    kUrls,       // every URL ever found
    kPages,      // every URL ever visited
    kLinkPages,  // pages with links, live or lost
  };

  // `target` is borrowed, the snapshot for the call alone.
  PageScan(const Snapshot& snapshot, const Target& target, Over over,
           const Deadline& deadline = {});

  // The next page, valid until the next call; null at the end, and after an error.
  const StoredPage* next();
  // To be asked once next() gave null: kCorruption names the URL whose bytes do not decode, or
  // that lacks a record it should have; kLimit where the deadline is over.
  const Status& status() const { return status_; }

 private:
  // The value of `cursor` at `key`, moving it there; nullopt where it has none. Keys must ascend.
  std::optional<std::string_view> value_at(Cursor& cursor, std::string_view key);
  Cursor& driver();
  // To the next key of the target.
  Status advance();
  Status decode_records();

  const Target& target_;
  Over over_;
  Deadline deadline_;
  bool whole_range_;
  KeyRange range_;
  Cursor urls_;
  Cursor pages_;
  Cursor links_;
  StoredPage current_;
  bool started_ = false;
  Status status_ = Ok{};
};

}  // namespace anchord
