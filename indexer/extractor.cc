#include "indexer/extractor.h"

#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "indexer/ascii.h"
#include "indexer/encoding.h"
#include "indexer/gumbo_input.h"
#include "indexer/gunzip.h"
#include "indexer/link_collector.h"
#include "indexer/link_header.h"
#include "indexer/meta_refresh.h"
#include "indexer/page_links.h"
#include "indexer/robots_meta.h"

namespace anchord {
namespace {

std::string media_type_of(std::string_view content_type) {
  return ascii_lowered(trimmed(content_type.substr(0, content_type.find(';'))));
}

bool looks_like_markup(std::string_view body) {
  // The marks of UTF-8 and UTF-16, and the zero bytes of the latter, may stand before the text.
  constexpr std::string_view kBefore("\xEF\xBB\xBF\xFE\xFF\0 \t\n\f\r", 11);
  const std::size_t first = body.find_first_not_of(kBefore);
  return first != std::string_view::npos && body[first] == '<';
}

bool is_markup(std::string_view media_type, std::string_view body) {
  if (media_type.empty()) return looks_like_markup(body);
  return media_type == "text/html" || media_type == "application/xhtml+xml";
}

// The bytes of a URL in a header that are not ASCII go on the wire as they are: in a URL that is
// what percent-encoding them says, whatever their encoding.
std::string header_reference(std::string_view value) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string reference;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      reference += c;
    } else {
      reference += {'%', kHex[byte >> 4U], kHex[byte & 0xFU]};
    }
  }
  return reference;
}

// RFC 8288, 3.2: an anchor parameter makes it a link of something else than this page.
bool is_about(const HeaderLink& link, const Url& page_url) {
  const std::string* const anchor = link.parameter("anchor");
  if (anchor == nullptr) return true;
  const std::optional<Url> context = Url::parse(*anchor, &page_url);
  return context && !context->has_fragment() && context->stored_form() == page_url;
}

std::string_view value_of(const HeaderLink& link, std::string_view parameter) {
  const std::string* const value = link.parameter(parameter);
  return value == nullptr ? std::string_view() : *value;
}

void add_header_links(std::string_view value, const Url& page_url, PageLinks& links) {
  for (const HeaderLink& link : parse_link_header(value)) {
    const std::string* const rel = link.parameter("rel");
    if (rel == nullptr || trimmed(link.target).empty() || !is_about(link, page_url)) continue;
    const LinkTag tag{
        .rel = *rel, .hreflang = value_of(link, "hreflang"), .media_type = value_of(link, "type")};
    for_each_piece(*rel, kHtmlSpaces, [&](std::string_view relation) {
      const std::string reference = header_reference(link.target);
      if (equals_ignore_case(relation, "canonical")) {
        links.add(LinkType::kCanonical, reference, tag);
      } else if (equals_ignore_case(relation, "alternate")) {
        links.add(alternate_type(tag.media_type), reference, tag);
      }
    });
  }
}

// Returns whether a Refresh header speaks, which silences the page's own.
bool add_links_of_headers(const Url& url, const PageHeaders& headers, PageLinks& links) {
  for (const std::string& value : headers.link) add_header_links(value, url, links);
  const std::optional<Refresh> refresh = parse_refresh(headers.refresh);
  if (refresh && refresh->has_reference) {
    links.add(LinkType::kRedirect, header_reference(refresh->reference));
  }
  return refresh.has_value();
}

void list_urls(const Url& url, const PageHeaders& headers, std::string_view body,
               ExtractedPage& page) {
  Sitemap sitemap = parse_sitemap(url, headers.content_type, body);
  page.listed = std::move(sitemap.entries);
  page.lists_sitemaps = sitemap.kind == SitemapKind::kIndex;
  page.links_dropped += sitemap.dropped.too_many + sitemap.dropped.too_long;
}

void append_number(std::uint64_t number, std::string& out) {
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  out.append(bytes, sizeof number);
}

void append_text(std::string_view text, std::string& out) {
  append_number(text.size(), out);
  out += text;
}

}  // namespace

Extractor::Extractor(const ParseLimits& limits, std::string product_token)
    : parser_(limits), product_token_(std::move(product_token)) {}

ExtractedPage Extractor::extract(const Url& url, int http_status, const PageHeaders& headers,
                                 std::string_view body, bool is_named_sitemap) {
  ExtractedPage page;
  page.encoding = "raw";
  page.content_type = media_type_of(headers.content_type);
  PageLinks links(url, page);
  RobotsDirectives robots;
  for (const std::string& tag : headers.robots_tag) robots.add_header(tag, product_token_);
  const bool is_list = is_sitemap(url, page.content_type, body, is_named_sitemap);
  const bool has_markup = !is_list && is_markup(page.content_type, body);
  const Encoding* encoding = nullptr;
  const bool is_text = page.content_type.starts_with("text/") || (is_list && !is_gzip(body));
  if (has_markup || is_text) {
    const EncodingChoice choice = choose_encoding(body, headers.content_type);
    encoding = choice.encoding;
    page.encoding = column_name_of(*encoding);
    page.encoding_source = choice.source;
  }
  const bool is_redirect = http_status >= 300 && http_status < 400;
  if (is_redirect && !headers.location.empty()) {
    links.add(LinkType::kRedirect, header_reference(headers.location), {},
              static_cast<std::uint16_t>(http_status));
  }
  if (!is_redirect) {
    const bool has_refresh = add_links_of_headers(url, headers, links);
    if (is_list) list_urls(url, headers, body, page);
    if (has_markup) {
      links.set_query_encoder(query_encoder_for(*encoding));
      std::string storage;
      collect(decode(body, *encoding, storage), has_refresh, page, links, robots);
    }
  }
  page.base = links.base().href();
  page.nofollow = robots.nofollow;
  page.noindex = robots.noindex;
  return page;
}

void Extractor::collect(std::string_view utf8, bool has_refresh, ExtractedPage& page,
                        PageLinks& links, RobotsDirectives& robots) {
  LinkCollector collector(page, links, robots, product_token_, MarkupSource::kTree);
  if (has_refresh) collector.set_has_refresh();
  std::string storage;
  const GumboInput input = prepared_for_gumbo(utf8, storage);
  page.attributes_dropped = input.attributes_dropped;
  page.too_complex = !parser_.parse(input.html, collector);
  if (!page.too_complex) return collector.finish();
  LinkCollector scanner(page, links, robots, product_token_, MarkupSource::kTagScan);
  if (has_refresh) scanner.set_has_refresh();
  scan_tags(utf8, scanner);
  scanner.finish();
}

Fingerprint link_set_fingerprint(const LinkSet& links) {
  std::string bytes;
  for (const Link& link : links.links) {
    append_number(static_cast<std::uint64_t>(link.type) |
                      static_cast<std::uint64_t>(link.rel) << 8U |
                      static_cast<std::uint64_t>(link.internal ? 1 : 0) << 16U |
                      static_cast<std::uint64_t>(link.position) << 24U |
                      static_cast<std::uint64_t>(link.redirect) << 32U |
                      static_cast<std::uint64_t>(link.image == HoldsImage::kYes ? 1 : 0) << 48U,
                  bytes);
    append_text(links.target(link), bytes);
    for (const Span span : {link.anchor, link.alt, link.text_pre, link.text_post}) {
      append_text(links.view(span), bytes);
    }
    const LinkAttributes attributes = links.attributes(link);
    for (const Span LinkAttributes::*which : kLinkAttributes) {
      append_text(links.view(attributes.*which), bytes);
    }
  }
  return fingerprint_of(bytes);
}

}  // namespace anchord
