#include "indexer/sitemap.h"

#include "indexer/ascii.h"
#include "indexer/encoding.h"
#include "indexer/gunzip.h"
#include "indexer/media_type.h"
#include "indexer/sitemap_entries.h"
#include "indexer/sitemap_xml.h"
#include "indexer/xhtml_page.h"
#include "indexer/xml_input.h"
#include "indexer/xml_reader.h"

namespace anchord {
namespace {

constexpr std::size_t kSniffedBytesMax = 4096;

// The start tag of the root element, and perhaps more after it; "" where there is none.
std::string_view root_of(std::string_view text) {
  XmlInput input(text.substr(0, kSniffedBytesMax));
  return input.next();
}

XmlElement root_element(std::string_view root) {
  return {root.substr(1, root.find_first_of(" \t\n\f\r/>") - 1), nullptr};
}

// `text` begins with a "<".
bool has_sitemap_root(std::string_view text) {
  const std::string_view root = root_of(text);
  return !root.empty() && kind_of_root(root_element(root)) != SitemapKind::kNone;
}

bool has_xhtml_root(std::string_view text) {
  const std::string_view root = root_of(text);
  return !root.empty() && root_element(root).name() == "html" &&
         root.substr(0, root.find('>')).find(kXhtmlNamespace) != std::string_view::npos;
}

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

bool has_sitemap_name(const Url& url) {
  return ascii_lowered(url.path()).find("sitemap") != std::string::npos;
}

bool is_sitemap(const Url& url, std::string_view media_type, std::string_view body, bool is_named) {
  if (media_type == "application/xhtml+xml") return false;
  const std::string_view start = trimmed_of_unicode(body.substr(0, kSniffedBytesMax));
  if (is_xml_type(media_type)) return !has_xhtml_root(start);
  if (start.starts_with('<')) return has_sitemap_root(start);
  return media_type != "text/html" && (is_named || has_sitemap_name(url));
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
  const Encoding& encoding = *choose_list_encoding(body, content_type).encoding;
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
