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
                   const Deadline& deadline, PageParts parts)
    : target_(target),
      over_(over),
      deadline_(deadline),
      whole_range_(target.is_whole_range()),
      parts_(parts) {
  const KeyRange range = target.pages();
  const auto open = [&](std::optional<Cursor>& cursor, Family family, bool is_wanted) {
    if (is_wanted) cursor.emplace(snapshot.scan(family, range.begin, range.end, is_short(target)));
  };
  open(urls_, Family::kUrls, parts.url || over == Over::kUrls);
  open(pages_, Family::kPages, parts.page || over == Over::kPages);
  open(links_, Family::kLinks, parts.links || over == Over::kLinkPages);
}

Cursor& PageScan::driver() {
  if (over_ == Over::kUrls) return *urls_;
  return over_ == Over::kPages ? *pages_ : *links_;
}

void PageScan::start_at(std::string_view key) {
  if (driver().valid() && driver().key() < key) driver().seek(key);
}

std::optional<std::string_view> PageScan::value_at(std::optional<Cursor>& cursor) {
  for (int step = 0; cursor->valid() && cursor->key() < current_.key; ++step) {
    if (step < kStepsBeforeSeek) {
      cursor->next();
    } else {
      cursor->seek(current_.key);
    }
  }
  if (cursor->valid() && cursor->key() == current_.key) return cursor->value();
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
    for (const std::optional<Cursor>* cursor : {&urls_, &pages_, &links_}) {
      if (!*cursor) continue;
      if (auto read = (*cursor)->status(); !read) status_ = std::move(read);
    }
    return nullptr;
  }
  current_.key = driver().key();
  current_.href = href_of_key(current_.key);
  status_ = decode_records();
  return status_ ? &current_ : nullptr;
}

Status PageScan::decode_records() {
  if (parts_.url) {
    const auto bytes = value_at(urls_);
    if (!bytes) return corruption("URL record of " + current_.href + ": missing");
    auto url = decode_url_record(*bytes);
    if (!url) return tl::unexpected(in("URL record of " + current_.href, url.error()));
    current_.url = *url;
  }
  if (parts_.page) {
    current_.page.reset();
    if (const auto bytes = value_at(pages_)) {
      auto page = decode_page_record(*bytes);
      if (!page) return tl::unexpected(in("page record of " + current_.href, page.error()));
      current_.page = std::move(*page);
    }
  }
  return parts_.links ? decode_links() : Ok{};
}

Status PageScan::decode_links() {
  const auto bytes = value_at(links_);
  if (!bytes) {
    current_.links = {};
    return Ok{};
  }
  if (parts_.page && !current_.page) {
    return corruption("page record of " + current_.href + ": missing");
  }
  auto decoded = decode_link_parts(*bytes, parts_.of_links, current_.links);
  if (!decoded) return tl::unexpected(in("links of " + current_.href, decoded.error()));
  return Ok{};
}

}  // namespace anchord
