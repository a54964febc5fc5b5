#include "tests/bench/crawled_site.h"

#include <sys/stat.h>

#include "storage/database.h"
#include "storage/format.h"

namespace anchord {

Result<CrawledSite> read_crawled_site(const std::filesystem::path& data) {
  const auto db = Database::open_to_read(data, {});
  if (!db) return tl::unexpected(db.error());
  CrawledSite site;
  Cursor urls = (*db)->scan(Family::kUrls, {}, {}, false);
  for (; urls.valid(); urls.next()) {
    const auto url = decode_url_record(urls.value());
    if (!url) return tl::unexpected(url.error());
    site.pages += url->state == FetchState::kVisited ? 1 : 0;
    site.revisits += url->prev_visited != kNever ? 1 : 0;
  }
  Cursor pages = (*db)->scan(Family::kPages, {}, {}, false);
  for (; pages.valid(); pages.next()) {
    const auto page = decode_page_record(pages.value());
    if (!page) return tl::unexpected(page.error());
    if (page->content_type == "text/html") site.html_urls.push_back(href_of_key(pages.key()));
  }
  Cursor links = (*db)->scan(Family::kLinks, {}, {}, false);
  for (; links.valid(); links.next()) {
    const auto block = decode_link_block(links.value());
    if (!block) return tl::unexpected(block.error());
    site.links += block->live;
  }
  for (const Cursor* cursor : {&urls, &pages, &links}) {
    if (auto read = cursor->status(); !read) return tl::unexpected(read.error());
  }
  return site;
}

std::uint64_t disk_bytes(const std::filesystem::path& directory) {
  constexpr std::uint64_t kBlockBytes = 512;  // whatever the file system's own are
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    struct stat file {};
    if (stat(entry.path().c_str(), &file) != 0) continue;
    bytes += static_cast<std::uint64_t>(file.st_blocks) * kBlockBytes;
  }
  return bytes;
}

}  // namespace anchord
