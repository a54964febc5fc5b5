#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "indexer/deadline.h"
#include "storage/database.h"
#include "storage/format.h"
#include "storage/link_block.h"
#include "storage/records.h"
#include "storage/target.h"

// Walks what is stored of a target's URLs, in key order, joining the families that hold it.
namespace anchord {

// What of a URL a scan is to read; the rest keeps the state that it is made with.
struct PageParts {
  bool url = true;
  bool page = true;
  bool links = true;
  LinkParts of_links{};
};

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
  PageScan(const Snapshot& snapshot, const Target& target, Over over, const Deadline& deadline = {},
           PageParts parts = {});

  // Before the first next(): passes over what comes before `key`.
  void start_at(std::string_view key);

  // The next page, valid until the next call; null at the end, and after an error.
  const StoredPage* next();
  // To be asked once next() gave null: kCorruption names the URL whose bytes do not decode, or
  // that lacks a record it should have; kLimit where the deadline is over.
  const Status& status() const { return status_; }

 private:
  // The value of `cursor` at the current key, moving it there; nullopt where it has none.
  std::optional<std::string_view> value_at(std::optional<Cursor>& cursor);
  Cursor& driver();
  // To the next key of the target.
  Status advance();
  Status decode_records();
  Status decode_links();

  const Target& target_;
  Over over_;
  Deadline deadline_;
  bool whole_range_;
  PageParts parts_;
  std::optional<Cursor> urls_;
  std::optional<Cursor> pages_;
  std::optional<Cursor> links_;
  StoredPage current_;
  bool started_ = false;
  Status status_ = Ok{};
};

}  // namespace anchord
