#include "indexer/retention.h"

#include <algorithm>

#include "indexer/link_merge.h"
#include "indexer/record_reader.h"
#include "storage/format.h"

namespace anchord {
namespace {

bool is_dead(const UrlRecord& url, const RetentionLimits& limits) {
  return url.state == FetchState::kGone && url.first_visited != kNever &&
         url.last_visited < limits.dead_pages_before;
}

// The value that a cursor has at `key`, which is not before the one asked for last; "": none.
std::string_view value_at(Cursor& cursor, std::string_view key) {
  if (cursor.valid() && cursor.key() < key) cursor.next();
  if (cursor.valid() && cursor.key() < key) cursor.seek(key);
  return cursor.valid() && cursor.key() == key ? cursor.value() : std::string_view();
}

Result<bool> has_old_links(std::string_view bytes, Time before, LinkBlock& block) {
  if (bytes.empty() || before == kNever) return false;
  if (auto read = decode_link_parts(bytes, {.targets = false}, block); !read) {
    return tl::unexpected(read.error());
  }
  return std::any_of(block.histories.begin() + static_cast<std::ptrdiff_t>(block.live),
                     block.histories.end(),
                     [before](const LinkHistory& lost) { return lost.last_seen < before; });
}

// A URL that was visited becomes one that never was.
UrlRecord never_visited(UrlRecord url) {
  url.first_visited = kNever;
  url.last_visited = kNever;
  url.prev_visited = kNever;
  return url;
}

}  // namespace

Result<RetentionPiece> find_outdated(const Database& db, std::string_view from,
                                     const RetentionLimits& limits) {
  const Snapshot now(db);
  Cursor pages = now.scan(Family::kPages, from, {}, false);
  Cursor urls = now.scan(Family::kUrls, from, {}, false);
  Cursor links = now.scan(Family::kLinks, from, {}, false);
  RetentionPiece piece;
  LinkBlock block;
  std::size_t bytes = 0;
  for (; pages.valid(); pages.next(), ++piece.looked_at) {
    const bool is_full =
        piece.looked_at == kRetentionPagesPerPiece || bytes >= kRetentionBytesPerPiece;
    if (is_full) {
      piece.next = pages.key();
      return piece;
    }
    const auto url = decode_url_record(value_at(urls, pages.key()));
    if (!url) return tl::unexpected(url.error());
    const std::string_view stored = value_at(links, pages.key());
    bytes += stored.size();
    const auto is_old = has_old_links(stored, limits.lost_links_before, block);
    if (!is_old) return tl::unexpected(is_old.error());
    if (*is_old || is_dead(*url, limits)) piece.pages.emplace_back(pages.key());
  }
  for (const Cursor* cursor : {&pages, &urls, &links}) {
    if (auto read = cursor->status(); !read) return tl::unexpected(read.error());
  }
  return piece;
}

Result<Removed> stage_removal(const Database& db, Batch& batch,
                              const std::vector<std::string>& pages, const RetentionLimits& limits,
                              const MayChange& may_change) {
  Removed removed;
  for (const std::string& page : pages) {
    const auto url = read_record(db, Family::kUrls, page, decode_url_record);
    if (!url) return tl::unexpected(url.error());
    const auto before = read_record(db, Family::kLinks, page, decode_link_block);
    if (!before) return tl::unexpected(before.error());
    const bool is_to_go = *url && is_dead(**url, limits) && may_change(page, **url);
    if (is_to_go) {
      batch.put(Family::kUrls, page, encode(never_visited(**url)));
      batch.remove(Family::kPages, page);
      ++removed.dead_pages;
    }
    if (!*before || !*url) continue;
    const LinkBlock after =
        is_to_go ? LinkBlock{} : without_lost(**before, limits.lost_links_before);
    const std::size_t fewer = (*before)->links.links.size() - after.links.links.size();
    if (fewer == 0) continue;
    removed.lost_links += fewer;
    if (after.links.links.empty()) {
      batch.remove(Family::kLinks, page);
    } else {
      batch.put(Family::kLinks, page, encode(after));
    }
  }
  return removed;
}

}  // namespace anchord
