#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/html_page.h"
#include "indexer/sitemap.h"
#include "storage/link_set.h"
#include "storage/records.h"
#include "storage/url.h"

// From the bytes of an answer to the links of a page.
namespace anchord {

class PageLinks;
struct Encoding;
struct RobotsDirectives;

// The answer's headers that bear on links, in order, one value an entry, as sent.
struct PageHeaders {
  std::string content_type;             // whole value, lines joined by ", "; "" if none
  std::vector<std::string> link;        // Link (RFC 8288)
  std::vector<std::string> robots_tag;  // X-Robots-Tag
  std::string refresh;                  // Refresh; "" if none
  std::string location;                 // Location, of a 3xx; "" if none
};

struct ExtractedPage {
  std::string encoding;  // as PageRecord::encoding
  EncodingSource encoding_source = EncodingSource::kNone;
  std::string content_type;  // as media_type_of() has it
  std::string title;
  std::string base;  // what its references were resolved against
  bool nofollow = false;
  bool noindex = false;
  bool too_complex = false;         // a limit ended the parsing; links are from a tag scan
  LinkSet links;                    // in document order; those of headers first
  std::uint32_t links_dropped = 0;  // beyond kLinksPerPageMax, or with a URL beyond kUrlBytesMax
  bool links_cut = false;           // a limit on the links of a page left out the last ones
  std::uint32_t attributes_dropped = 0;  // beyond kAttributesPerTagMax of their tag
  // What a sitemap or feed lists for the crawler: no links. What is left out of it counts as
  // dropped.
  std::vector<SitemapEntry> listed;
  bool lists_sitemaps = false;  // it is an index
  // References that are no links because of their scheme, e.g. {"mailto", 3}. At most 32 schemes a
  // page, the others under "other".
  std::map<std::string, std::uint32_t, std::less<>> other_schemes;
};

// Where an answer sends its asker on to: its Location (null `base`: an absolute one), where the
// status gives that field this meaning and it parses (RFC 9110 15.4). 304, 305 and 306 do not.
// An answer that is no redirect is a page, of whatever status.
std::optional<Url> redirect_target(int http_status, std::string_view location, const Url* base);

// Turns answers into links. Keeps its parser's memory between pages. One a thread.
class Extractor {
 public:
  // `product_token`: the name robots rules may address us by, e.g. "anchord".
  Extractor(const ParseLimits& limits, std::string product_token);

  // The links of the page at `url` (http or https, in stored form) that answered `http_status`
  // with these headers and this body (decoded from its content encoding, possibly truncated).
  // Total: any bytes give a page. HTML and XHTML bodies are parsed, XHTML as XML if it is
  // well-formed; others yield the links of their headers only, and sitemaps and feeds what they
  // list. If no Content-Type says what a body is, its first bytes do. A redirect gives the one link
  // of its Location, and no others. `is_named_sitemap`: as is_sitemap() has it.
  ExtractedPage extract(const Url& url, int http_status, const PageHeaders& headers,
                        std::string_view body, bool is_named_sitemap = false);

 private:
  struct Markup {
    std::string_view body;
    std::string_view content_type;
    const Encoding* encoding;  // as HTML
    bool has_refresh;          // a Refresh header speaks, which silences the page's own
  };
  void collect_html(const Markup& markup, ExtractedPage& page, PageLinks& links,
                    RobotsDirectives& robots);
  // False where it is not XHTML that XML's rules can read: nothing was collected.
  bool collect_xhtml(const Markup& markup, ExtractedPage& page, PageLinks& links,
                     RobotsDirectives& robots);

  const ParseLimits limits_;
  HtmlParser parser_;
  std::string product_token_;
};

// The fingerprint of a page's links and their attributes: equal where nothing would be rewritten.
Fingerprint link_set_fingerprint(const LinkSet& links);

}  // namespace anchord
