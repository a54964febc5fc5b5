#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/extractor.h"

// What tests of extraction share: pages in, one string of links out.
namespace anchord {

inline constexpr std::string_view kPageUrl = "http://site.example/dir/page.html";

inline PageHeaders html_headers() {
  PageHeaders headers;
  headers.content_type = "text/html; charset=utf-8";
  return headers;
}

// From a block of just the body's size, so that a sanitizer sees a read beyond it.
inline ExtractedPage extract_page(std::string_view body, const PageHeaders& headers,
                                  int status = 200, std::string_view url = kPageUrl) {
  const std::vector<char> block(body.begin(), body.end());
  Extractor extractor(ParseLimits{}, "anchord");
  return extractor.extract(*Url::parse(url), status, headers, {block.data(), block.size()});
}

inline ExtractedPage extract_html(std::string_view body) {
  return extract_page(body, html_headers());
}

// "href http://a/ 'bee' alt='..' pre='..' post='..' nofollow internal; ...": what is empty is left
// out, but the anchor of an href.
inline std::string described(const LinkSet& links) {
  std::string text;
  for (const Link& link : links.links) {
    if (!text.empty()) text += "; ";
    text += name_of(link.type);
    if (link.redirect != 0) text += " " + std::to_string(link.redirect);
    text += " " + std::string(links.target(link));
    const auto add = [&](std::string_view name, Span span) {
      if (span.size == 0) return;
      text += " " + std::string(name) + "'" + std::string(links.view(span)) + "'";
    };
    if (link.type == LinkType::kHref && link.anchor.size == 0) text += " ''";
    add("", link.anchor);
    add("alt=", link.alt);
    add("pre=", link.text_pre);
    add("post=", link.text_post);
    if ((link.rel & kRelNofollow) != 0) text += " nofollow";
    if ((link.rel & kRelUgc) != 0) text += " ugc";
    if ((link.rel & kRelSponsored) != 0) text += " sponsored";
    if (link.internal) text += " internal";
  }
  return text;
}

inline std::string links_of(std::string_view body) { return described(extract_html(body).links); }

}  // namespace anchord
