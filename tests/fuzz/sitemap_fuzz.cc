#include <string>
#include <string_view>

#include "indexer/lastmod.h"
#include "indexer/sitemap.h"
#include "indexer/xml_input.h"
#include "tests/fuzz/fuzzing.h"

namespace anchord {
namespace {

void check_entries(const Sitemap& sitemap) {
  require(sitemap.entries.size() <= kSitemapEntriesMax);
  require(sitemap.kind != SitemapKind::kNone || sitemap.entries.empty());
  for (const SitemapEntry& entry : sitemap.entries) {
    const auto url = Url::parse(entry.href);
    require(url && url->is_http() && url->stored_form().href() == entry.href);
    require(entry.href.size() <= kUrlBytesMax);
    require(!entry.lastmod || *entry.lastmod > kNever);
  }
}

// What has been mended needs no more mending.
void check_mending(std::string_view document) {
  const auto mended = [](std::string_view text) {
    XmlInput input(text);
    std::string whole;
    for (auto piece = input.next(); !piece.empty(); piece = input.next()) whole += piece;
    return whole;
  };
  const std::string once = mended(document);
  require(once.size() <= 5 * document.size());
  require(once.starts_with(mended(once)));
}

}  // namespace

void check(std::string_view body) {
  const Url url = *Url::parse("http://a.example/dir/sitemap.xml?x");
  const Sitemap sitemap = parse_sitemap(url, "", body);
  check_entries(sitemap);
  const Sitemap strict = parse_sitemap(url, "", body, SitemapScope::kDirectory);
  check_entries(strict);
  require(strict.kind == sitemap.kind && strict.entries.size() <= sitemap.entries.size());
  is_sitemap(url, "text/html", body);
  check_mending(body);
  parse_lastmod(body);
}

}  // namespace anchord
