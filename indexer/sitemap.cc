#include "indexer/sitemap.h"

#include <algorithm>

#include "indexer/ascii.h"
#include "indexer/encoding.h"
#include "indexer/gunzip.h"
#include "indexer/sitemap_entries.h"
#include "indexer/sitemap_xml.h"
#include "indexer/xml_reader.h"

namespace anchord {
namespace {

constexpr std::size_t kSniffedBytesMax = 4096;

class RootKind final : public XmlVisitor {
 public:
  bool open(const XmlElement& element) override {
    kind_ = kind_of_root(element);
    return false;
  }
  void close() override {}
  void text(std::string_view /*utf8*/) override {}
  SitemapKind kind() const { return kind_; }

 private:
  SitemapKind kind_ = SitemapKind::kNone;
};

void read_lines(std::string_view text, const Url& url, Sitemap& sitemap, SitemapEntries& entries) {
  for_each_piece(text, "\r\n", [&](std::string_view line) {
    line = trimmed_of_unicode(line);
    if (!starts_url(line)) return;
    sitemap.kind = SitemapKind::kText;
    if (line.size() > kSitemapTextBytesMax) {
      entries.add_too_long();
    } else {
      entries.add(line, SitemapEntries::Relative::kNo, url, std::nullopt);
    }
  });
}

}  // namespace

std::string_view name_of(SitemapKind kind) {
  switch (kind) {
    case SitemapKind::kNone:
      return "none";
    case SitemapKind::kUrlset:
      return "urlset";
    case SitemapKind::kIndex:
      return "index";
    case SitemapKind::kText:
      return "text";
    case SitemapKind::kRss:
      return "rss";
    case SitemapKind::kAtom:
      return "atom";
  }
  return "unknown";
}

bool has_sitemap_root(std::string_view body) {
  body = trimmed_of_unicode(body.substr(0, kSniffedBytesMax));
  if (!body.starts_with('<')) return false;
  RootKind root;
  read_xml(body, root);
  return root.kind() != SitemapKind::kNone;
}

Sitemap parse_sitemap(const Url& url, std::string_view content_type, std::string_view body,
                      SitemapScope scope) {
  Sitemap sitemap;
  Gunzipped inflated;
  if (is_gzip(body)) {
    inflated = gunzip(body, kSitemapBytesMax);
    sitemap.is_malformed = !inflated.is_whole;
    body = inflated.bytes;
  }
  std::string storage;
  const Encoding& encoding = *choose_encoding(body, content_type).encoding;
  const std::string_view text = trimmed_of_unicode(decode(body, encoding, storage));
  SitemapEntries entries(url, sitemap, scope);
  if (text.starts_with('<')) {
    SitemapXml visitor(url, sitemap, entries);
    const bool is_well_formed = read_xml(text, visitor);
    visitor.finish();
    if (sitemap.kind != SitemapKind::kNone && !is_well_formed) sitemap.is_malformed = true;
  } else {
    read_lines(text, url, sitemap, entries);
  }
  return sitemap;
}

}  // namespace anchord
