#include "indexer/extractor.h"

#include <algorithm>
#include <array>
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
#include "indexer/media_type.h"
#include "indexer/meta_refresh.h"
#include "indexer/page_links.h"
#include "indexer/robots_meta.h"
#include "indexer/xhtml_page.h"

namespace anchord {
namespace {

enum class BodyKind { kOther, kText, kHtml, kXhtml, kList };

// `media_type`: "" where the header says nothing. XML that is no list is XHTML.
BodyKind kind_of(const Url& url, std::string_view media_type, std::string_view body,
                 bool is_named_sitemap) {
  if (is_sitemap(url, media_type, body, is_named_sitemap)) return BodyKind::kList;
  if (media_type == "text/html") return BodyKind::kHtml;
  if (is_xml_type(media_type)) return BodyKind::kXhtml;
  if (media_type.starts_with("text/")) return BodyKind::kText;
  if (!media_type.empty()) return BodyKind::kOther;
  switch (sniff_type(body)) {
    case SniffedType::kHtml:
      return BodyKind::kHtml;
    case SniffedType::kXml:
      return BodyKind::kXhtml;
    case SniffedType::kOther:
      break;
  }
  return BodyKind::kOther;
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
    for_each_token(*rel, [&](std::string_view relation) {
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

void take_encoding(const EncodingChoice& choice, ExtractedPage& page) {
  page.encoding = column_name_of(*choice.encoding);
  page.encoding_source = choice.source;
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

std::optional<Url> redirect_target(int http_status, std::string_view location, const Url* base) {
  constexpr std::array kStatuses = {300, 301, 302, 303, 307, 308};
  const bool redirects =
      std::find(kStatuses.begin(), kStatuses.end(), http_status) != kStatuses.end();
  if (!redirects || location.empty()) return std::nullopt;
  return Url::parse(header_reference(location), base);
}

Extractor::Extractor(const ParseLimits& limits, std::string product_token)
    : limits_(limits), parser_(limits), product_token_(std::move(product_token)) {}

ExtractedPage Extractor::extract(const Url& url, int http_status, const PageHeaders& headers,
                                 std::string_view body, bool is_named_sitemap) {
  ExtractedPage page;
  page.encoding = "raw";
  page.content_type = media_type_of(headers.content_type);
  PageLinks links(url, page);
  RobotsDirectives robots;
  for (const std::string& tag : headers.robots_tag) robots.add_header(tag, product_token_);
  const BodyKind kind = kind_of(url, page.content_type, body, is_named_sitemap);
  const bool is_list = kind == BodyKind::kList;
  const Encoding* encoding = nullptr;
  if (kind != BodyKind::kOther && !(is_list && is_gzip(body))) {
    const EncodingChoice choice = is_list ? choose_list_encoding(body, headers.content_type)
                                          : choose_encoding(body, headers.content_type);
    encoding = choice.encoding;
    take_encoding(choice, page);
  }
  const bool is_redirect = redirect_target(http_status, headers.location, &url).has_value();
  if (is_redirect) {
    links.add(LinkType::kRedirect, header_reference(headers.location), {},
              static_cast<std::uint16_t>(http_status));
  }
  if (!is_redirect) {
    const bool has_refresh = add_links_of_headers(url, headers, links);
    if (is_list) list_urls(url, headers, body, page);
    const Markup markup{body, headers.content_type, encoding, has_refresh};
    const bool is_read = kind == BodyKind::kXhtml && collect_xhtml(markup, page, links, robots);
    if (!is_read && (kind == BodyKind::kHtml || kind == BodyKind::kXhtml)) {
      collect_html(markup, page, links, robots);
    }
  }
  page.base = links.base().href();
  page.nofollow = robots.nofollow;
  page.noindex = robots.noindex;
  return page;
}

bool Extractor::collect_xhtml(const Markup& markup, ExtractedPage& page, PageLinks& links,
                              RobotsDirectives& robots) {
  const auto choice = choose_xml_encoding(markup.body, markup.content_type);
  if (!choice) return false;
  std::string storage;
  const std::string_view utf8 = decode(markup.body, *choice->encoding, storage);
  links.set_query_encoder(query_encoder_for(*choice->encoding));
  LinkCollector collector(page, links, robots, product_token_, MarkupSource::kTree);
  if (markup.has_refresh) collector.set_has_refresh();
  if (!parse_xhtml(utf8, limits_, collector)) return false;
  collector.finish();
  take_encoding(*choice, page);
  return true;
}

void Extractor::collect_html(const Markup& markup, ExtractedPage& page, PageLinks& links,
                             RobotsDirectives& robots) {
  links.set_query_encoder(query_encoder_for(*markup.encoding));
  std::string decoded;
  const std::string_view utf8 = decode(markup.body, *markup.encoding, decoded);
  LinkCollector collector(page, links, robots, product_token_, MarkupSource::kTree);
  if (markup.has_refresh) collector.set_has_refresh();
  std::string storage;
  const GumboInput input = prepared_for_gumbo(utf8, storage);
  page.attributes_dropped = input.attributes_dropped;
  page.too_complex = !parser_.parse(input.html, collector);
  if (!page.too_complex) return collector.finish();
  LinkCollector scanner(page, links, robots, product_token_, MarkupSource::kTagScan);
  if (markup.has_refresh) scanner.set_has_refresh();
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
