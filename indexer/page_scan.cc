#include "indexer/page_scan.h"

#include <utility>

#include "storage/format.h"

namespace anchord {
namespace {

// Beyond so many keys passed over one by one a seek is cheaper.
constexpr int kStepsBeforeSeek = 8;

// A scan of one page needs no reading ahead, and may stay in the cache.
bool is_short(const Target& target) { return target.mode() == TargetMode::kExact; }

Error in(const std::string& what, const Error& error) {
  return {error.code, what + ": " + error.message};
}

}  // namespace

PageScan::PageScan(const Snapshot& snapshot, const Target& target, Over over,
                   const Deadline& deadline)
    : target_(target),
      over_(over),
      deadline_(deadline),
      whole_range_(target.is_whole_range()),
      range_(target.pages()),
      urls_(snapshot.scan(Family::kUrls, range_.begin, range_.end, is_short(target))),
      pages_(snapshot.scan(Family::kPages, range_.begin, range_.end, is_short(target))),
      links_(snapshot.scan(Family::kLinks, range_.begin, range_.end, is_short(target))) {}

Cursor& PageScan::driver() {
  if (over_ == Over::kUrls) return urls_;
  return over_ == Over::kPages ? pages_ : links_;
}

std::optional<std::string_view> PageScan::value_at(Cursor& cursor, std::string_view key) {
  for (int step = 0; cursor.valid() && cursor.key() < key; ++step) {
    if (step < kStepsBeforeSeek) {
      cursor.next();
    } else {
      cursor.seek(key);
    }
  }
  if (cursor.valid() && cursor.key() == key) return cursor.value();
  return std::nullopt;
}

Status PageScan::advance() {
  if (started_) driver().next();
  started_ = true;
  while (driver().valid()) {
    if (auto in_time = deadline_.check(); !in_time) return in_time;
    if (whole_range_ || target_.covers(driver().key())) break;
    driver().next();
  }
  return Ok{};
}

const StoredPage* PageScan::next() {
  if (status_) status_ = advance();
  if (!status_) return nullptr;
  if (!driver().valid()) {
    for (const Cursor* cursor : {&urls_, &pages_, &links_}) {
      if (auto read = cursor->status(); !read) status_ = std::move(read);
    }
    return nullptr;
  }
  current_.key = driver().key();
  current_.href = href_of_key(current_.key);
  status_ = decode_records();
  return status_ ? &current_ : nullptr;
}

Status PageScan::decode_records() {
  const auto url_bytes = value_at(urls_, current_.key);
  if (!url_bytes) return corruption("URL record of " + current_.href + ": missing");
  auto url = decode_url_record(*url_bytes);
  if (!url) return tl::unexpected(in("URL record of " + current_.href, url.error()));
  current_.url = *url;

  current_.page.reset();
  if (const auto page_bytes = value_at(pages_, current_.key)) {
    auto page = decode_page_record(*page_bytes);
    if (!page) return tl::unexpected(in("page record of " + current_.href, page.error()));
    current_.page = std::move(*page);
  }

  current_.links = {};
  if (const auto link_bytes = value_at(links_, current_.key)) {
    if (!current_.page) return corruption("page record of " + current_.href + ": missing");
    auto links = decode_link_block(*link_bytes);
    if (!links) return tl::unexpected(in("links of " + current_.href, links.error()));
    current_.links = std::move(*links);
  }
  return Ok{};
}

}  // namespace anchord
