#include "indexer/sitemap_entries.h"

#include <array>
#include <utility>

#include "indexer/ascii.h"

namespace anchord {
namespace {

constexpr std::string_view kWithoutScheme = "www.";
constexpr std::string_view kUnreadable = "\uFFFD";  // what a decoder makes of bad bytes

constexpr std::array<std::string_view, 20> kUnicodeSpaces = {
    "\xC2\xA0",      // U+00A0
    "\xE1\x9A\x80",  // U+1680
    "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84",
    "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89",
    "\xE2\x80\x8A",  // U+2000 to U+200A
    "\xE2\x80\x8B",  // U+200B, of no width
    "\xE2\x80\xA8",  // U+2028
    "\xE2\x80\xA9",  // U+2029
    "\xE2\x80\xAF",  // U+202F
    "\xE2\x81\x9F",  // U+205F
    "\xE3\x80\x80",  // U+3000
    "\xEF\xBB\xBF",  // U+FEFF
};

std::size_t space_at_start(std::string_view text) {
  for (const std::string_view space : kUnicodeSpaces) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

std::size_t space_at_end(std::string_view text) {
  for (const std::string_view space : kUnicodeSpaces) {
    if (text.ends_with(space)) return space.size();
  }
  return 0;
}

}  // namespace

std::string_view trimmed_of_unicode(std::string_view text) {
  std::size_t size = 0;
  do {
    text = trimmed(text);
    size = text.size();
    text.remove_prefix(space_at_start(text));
    text.remove_suffix(space_at_end(text));
  } while (text.size() < size);
  return text;
}

bool starts_url(std::string_view text) {
  return starts_with_ignore_case(text, "http://") || starts_with_ignore_case(text, "https://") ||
         starts_with_ignore_case(text, kWithoutScheme);
}

SitemapEntries::SitemapEntries(const Url& url, Sitemap& sitemap, SitemapScope scope)
    : url_(url), sitemap_(sitemap) {
  if (scope == SitemapScope::kAny) return;
  const std::string_view href = url.href();
  const std::string_view without_query = href.substr(0, href.find_first_of("?#"));
  directory_ = without_query.substr(0, without_query.rfind('/') + 1);
}

std::optional<Url> SitemapEntries::resolved(std::string_view reference, Relative relative,
                                            const Url& base) const {
  if (starts_with_ignore_case(reference, kWithoutScheme)) {
    return Url::parse(std::string(url_.scheme()).append("://").append(reference));
  }
  const bool is_allowed = relative == Relative::kYes || starts_url(reference) ||
                          (relative == Relative::kFromRoot && reference.starts_with('/'));
  return is_allowed && !reference.empty() ? Url::parse(reference, &base) : std::nullopt;
}

void SitemapEntries::add(std::string_view reference, Relative relative, const Url& base,
                         std::optional<Time> lastmod) {
  auto& dropped = sitemap_.dropped;
  if (sitemap_.entries.size() >= kSitemapEntriesMax || href_bytes_ >= kSitemapHrefsBytesMax) {
    ++dropped.too_many;
    return;
  }
  const bool is_readable = reference.find(kUnreadable) == std::string_view::npos;
  std::optional<Url> url =
      is_readable ? resolved(trimmed_of_unicode(reference), relative, base) : std::nullopt;
  if (!url || !url->is_http()) {
    ++dropped.invalid;
    return;
  }
  const Url stored = url->stored_form();
  if (stored.href().size() > kUrlBytesMax) {
    ++dropped.too_long;
  } else if (sitemap_.kind != SitemapKind::kIndex && !stored.href().starts_with(directory_)) {
    ++dropped.outside;
  } else {
    href_bytes_ += stored.href().size();
    sitemap_.entries.push_back({std::string(stored.href()), lastmod});
  }
}

}  // namespace anchord
