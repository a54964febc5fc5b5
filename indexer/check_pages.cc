#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "indexer/check_parts.h"
#include "storage/format.h"

namespace anchord {
namespace {

// What the three families hold under one key.
struct Entry {
  std::string key;
  std::optional<std::string> url;
  std::optional<std::string> page;
  std::optional<std::string> links;
};

// Walks urls, pages and links together, so that a key that stands in one alone is met too.
class Walk {
 public:
  explicit Walk(const Snapshot& now)
      : cursors_{now.scan(Family::kUrls, {}, {}, false), now.scan(Family::kPages, {}, {}, false),
                 now.scan(Family::kLinks, {}, {}, false)} {}

  std::optional<Entry> next() {
    const Cursor* lowest = nullptr;
    for (const Cursor& cursor : cursors_) {
      if (!cursor.valid()) continue;
      if (lowest == nullptr || cursor.key() < lowest->key()) lowest = &cursor;
    }
    if (lowest == nullptr) return std::nullopt;
    Entry entry{std::string(lowest->key()), {}, {}, {}};
    const std::array<std::optional<std::string>*, 3> values = {&entry.url, &entry.page,
                                                               &entry.links};
    for (std::size_t i = 0; i < cursors_.size(); ++i) {
      if (!cursors_[i].valid() || cursors_[i].key() != entry.key) continue;
      *values[i] = cursors_[i].value();
      cursors_[i].next();
    }
    return entry;
  }

  Status status() const {
    for (const Cursor& cursor : cursors_) {
      if (auto read = cursor.status(); !read) return read;
    }
    return Ok{};
  }

 private:
  std::array<Cursor, 3> cursors_;
};

void check_dates(const std::string& name, const UrlRecord& url, CheckReport& report) {
  const bool visited = url.first_visited != kNever;
  if (visited != (url.last_visited != kNever) || url.first_visited > url.last_visited) {
    report.add(name + ": first and last visit are out of order");
  }
  if (url.prev_visited != kNever &&
      (url.prev_visited < url.first_visited || url.prev_visited >= url.last_visited)) {
    report.add(name + ": the visit before the last is out of order");
  }
  if (url.last_visited > url.last_attempt) {
    report.add(name + ": visited after the last attempt");
  }
  if (url.state == FetchState::kWaiting && visited) {
    report.add(name + ": waits to be asked for, yet was visited");
  }
  if (url.state == FetchState::kVisited && url.last_visited != url.last_attempt) {
    report.add(name + ": visited, yet its last attempt was no visit");
  }
}

// Every URL that waits has its entry in the frontier; the others are seen from there.
Status check_waiting(const Database& db, const std::string& name, const Entry& entry,
                     const UrlRecord& url, CheckReport& report) {
  if (url.state != FetchState::kWaiting) return Ok{};
  const auto found = db.get(Family::kFrontier, frontier_key(entry.key, url));
  if (!found) return tl::unexpected(found.error());
  if (!*found) report.add(name + ": waits, but the frontier has no entry for it");
  return Ok{};
}

void check_page(const std::string& name, const Url& url, const UrlRecord& record,
                const Entry& entry, CheckReport& report) {
  const bool visited = record.first_visited != kNever;
  if (visited && !entry.page) report.add(name + ": visited, but has no page record");
  if (!visited && entry.page) report.add(name + ": never visited, but has a page record");
  if (!entry.page) {
    if (entry.links) report.add(name + ": has links, but no page record");
    return;
  }
  const auto page = decode_page_record(*entry.page);
  if (!page) return report.add(name + ": page record: " + page.error().message);
  if (encode(*page) != *entry.page) report.add(name + ": page record: not as it is written");
  if (!entry.links) return check_links(url, record, *page, LinkBlock{}, report);
  const auto block = decode_link_block(*entry.links);
  if (!block) return report.add(name + ": links: " + block.error().message);
  if (encode(*block) != *entry.links) report.add(name + ": links: not as they are written");
  if (block->links.links.empty()) report.add(name + ": an empty list of links is stored");
  check_links(url, record, *page, *block, report);
}

}  // namespace

std::optional<Url> url_of_page_key(std::string_view key) {
  auto url = Url::parse(href_of_key(key));
  if (!url || !url->is_http()) return std::nullopt;
  // Keys of hosts with a final dot were made by earlier formats alone.
  if (page_key(*url) != key && !key.starts_with(kLabelSeparator)) return std::nullopt;
  return url;
}

Status check_pages(const Database& db, CheckReport& report) {
  Walk walk(db);
  while (const auto entry = walk.next()) {
    ++report.urls;
    const std::string name = href_of_key(entry->key);
    const auto url = url_of_page_key(entry->key);
    if (!url) {
      report.add("\"" + name + "\": a key that is no canonical URL");
      continue;
    }
    if (!entry->url) {
      report.add(name + ": has a page record or links, but no URL record");
      continue;
    }
    const auto record = decode_url_record(*entry->url);
    if (!record) {
      report.add(name + ": URL record: " + record.error().message);
      continue;
    }
    if (encode(*record) != *entry->url) report.add(name + ": URL record: not as it is written");
    check_dates(name, *record, report);
    if (auto checked = check_waiting(db, name, *entry, *record, report); !checked) return checked;
    check_page(name, *url, *record, *entry, report);
  }
  return walk.status();
}

}  // namespace anchord
