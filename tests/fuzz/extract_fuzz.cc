#include <chrono>
#include <string>

#include "indexer/encoding.h"
#include "indexer/extractor.h"
#include "storage/format.h"
#include "tests/fuzz/fuzzing.h"

// The input: two bytes that choose a Content-Type and a URL, and a body.
namespace anchord {
namespace {

constexpr const char* kContentTypes[] = {"text/html; charset=utf-8",
                                         "text/html",
                                         "text/html; charset=euc-jp",
                                         "text/html; charset=utf-16le",
                                         "application/xhtml+xml",
                                         "text/plain",
                                         ""};
constexpr const char* kUrls[] = {"http://site.example/dir/page.html", "https://[::1]:8080/?q"};
// Far above what any input takes, so that the same input always ends the same way.
constexpr ParseLimits kLimits{.arena_bytes_max = 1U << 30U, .cpu_max = std::chrono::seconds(60)};

void check_text(const LinkSet& links, Span span, std::size_t bytes_max) {
  require(span.size <= bytes_max && std::size_t{span.begin} + span.size <= links.text.size());
  require(is_valid_utf8(links.view(span)));
}

void check_link(const LinkSet& links, const Link& link) {
  require(link.target < links.target_count());
  const std::optional<Url> target = Url::parse(links.target(link));
  require(target && target->is_http() && target->href() == links.target(link));
  require(target->stored_form() == *target && target->href().size() <= kUrlBytesMax);
  check_text(links, link.anchor, kAnchorBytesMax);
  check_text(links, link.alt, kAltBytesMax);
  for (const Span snippet : {link.text_pre, link.text_post}) {
    check_text(links, snippet, 4 * kSnippetCodePointsMax);
  }
  const LinkAttributes attributes = links.attributes(link);
  for (const Span label : {attributes.aria_label, attributes.title}) {
    check_text(links, label, kLabelBytesMax);
  }
  for (const Span token : {attributes.hreflang, attributes.media_type}) {
    check_text(links, token, kTokenBytesMax);
  }
}

void check_stored(const ExtractedPage& page) {
  LinkBlock block;
  block.links = page.links;
  block.live = page.links.links.size();
  block.histories.resize(block.live, {.first_seen = Time(std::chrono::seconds(1))});
  const auto decoded = decode_link_block(encode(block));
  require(decoded && link_set_fingerprint(decoded->links) == link_set_fingerprint(page.links));
}

}  // namespace

void check(std::string_view input) {
  static Extractor extractor(kLimits, "anchord");
  PageHeaders headers;
  headers.content_type = take_choice(input, kContentTypes);
  const Url url = *Url::parse(take_choice(input, kUrls));
  const ExtractedPage page = extractor.extract(url, 200, headers, input);
  require(!page.too_complex && page.links.links.size() <= kLinksPerPageMax);
  require(page.title.size() <= kTitleBytesMax && is_valid_utf8(page.title));
  for (const Link& link : page.links.links) check_link(page.links, link);
  check_stored(page);
}

}  // namespace anchord
