#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/time.h"
#include "storage/url.h"

// What lists URLs for a crawler: sitemaps (https://www.sitemaps.org/protocol.html), as XML, index
// or text, and feeds (RSS 0.9x, 1.0, 2.0; Atom, RFC 4287). Where the standards are silent or the
// web does not keep to them:
// - What a body is, its content says, not its Content-Type: by its root element; a body that does
//   not begin with "<" is a text sitemap if a line of it is a URL.
// - A URL that starts with "www." lacks its scheme. In sitemaps a URL is absolute or starts with
//   "/", in feeds it is resolved against xml:base and the document, in text it is absolute.
// - In an index or urlset: several locations in one entry are entries of their own; where there is
//   no location the entry's own text is one.
// - Of an RSS item: link, else its guid where that is a URL. Of an Atom entry: its first
//   alternate link.
// - It is UTF-8 where it can be, whatever its label says (choose_list_encoding()). A URL with a
// byte
//   that is no text all the same is invalid: what U+FFFD stands for is not known.
// - Namespaces are not resolved: what has another prefix than its entry (image:loc) is an
//   extension, and not looked at.
// - XML that is not well-formed gives what is before the error, and after it where the parser finds
//   its way (indexer/xml_reader.h). A last URL that the end of the body may have cut is left out.
namespace anchord {

inline constexpr std::size_t kSitemapEntriesMax = 50'000;         // sitemaps.org
inline constexpr std::size_t kSitemapBytesMax = 52'428'800;       // sitemaps.org; inflated
inline constexpr std::size_t kSitemapHrefsBytesMax = 16U << 20U;  // of all URLs together
inline constexpr std::size_t kSitemapTextBytesMax = 16U << 10U;   // of one element that is read

enum class SitemapKind : std::uint8_t { kNone, kUrlset, kIndex, kText, kRss, kAtom };
std::string_view name_of(SitemapKind kind);  // "none", "urlset", ...

struct SitemapEntry {
  std::string href;             // http or https, in stored form, at most kUrlBytesMax bytes
  std::optional<Time> lastmod;  // as the document says; it may lie in the future
};

struct Sitemap {
  SitemapKind kind = SitemapKind::kNone;
  std::vector<SitemapEntry> entries;  // in the document's order; one may be there twice
  bool is_malformed = false;          // not well-formed, or cut off
  // Entries left out, each counted once.
  struct {
    std::uint32_t too_many = 0;  // beyond kSitemapEntriesMax or kSitemapHrefsBytesMax
    std::uint32_t too_long = 0;  // with a URL beyond kUrlBytesMax
    std::uint32_t invalid = 0;   // with none that leads to http or https, or that has U+FFFD
    std::uint32_t outside = 0;   // of SitemapScope::kDirectory
  } dropped;
};

// Which URLs a sitemap may list. sitemaps.org has only those of its own host and directory; the big
// crawlers take all, and so do we: what is fetched, the crawl's own scope decides.
enum class SitemapScope : std::uint8_t {
  kAny,
  kDirectory,  // the URLs that begin with the sitemap's own up to its last slash; any in an index
};

// Whether the path of `url` has "sitemap" in it, in whatever case.
bool has_sitemap_name(const Url& url);

// Whether the answer of a page is to be read as a sitemap or feed: any XML but XHTML, which its
// type or its root element shows; whatever else has a root element of theirs, as browsers look for
// it in HTML too (https://mimesniff.spec.whatwg.org/, 7.3); and what is no markup, where the URL
// says that it is one, or a robots.txt or an index did (`is_named`): a text or a compressed file.
// `media_type`: without parameters, in lower case.
bool is_sitemap(const Url& url, std::string_view media_type, std::string_view body,
                bool is_named = false);

// Reads the sitemap or feed that was found at `url` (http or https). `body` is any bytes, perhaps
// gzip, without its content encoding; what it inflates to beyond kSitemapBytesMax is not read.
// `content_type`: whole header value, for its charset. Total: any bytes give a Sitemap. Time is
// linear in the inflated body, memory too. Thread-safe.
Sitemap parse_sitemap(const Url& url, std::string_view content_type, std::string_view body,
                      SitemapScope scope = SitemapScope::kAny);

}  // namespace anchord
