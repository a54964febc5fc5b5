#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "indexer/sitemap.h"

namespace anchord {

// Makes entries of the references of one sitemap: resolves them, and counts what is left out.
class SitemapEntries {
 public:
  // What a reference may be relative to.
  enum class Relative : std::uint8_t { kNo, kFromRoot, kYes };

  // Both are borrowed. `url`: of the sitemap.
  SitemapEntries(const Url& url, Sitemap& sitemap, SitemapScope scope);

  // Adds where `reference` (UTF-8, white space around it ignored) leads, seen from `base`.
  void add(std::string_view reference, Relative relative, const Url& base,
           std::optional<Time> lastmod);
  // Counts an entry whose reference is longer than what is kept of a text.
  void add_too_long() { ++sitemap_.dropped.too_long; }

 private:
  std::optional<Url> resolved(std::string_view reference, Relative relative, const Url& base) const;

  const Url& url_;
  Sitemap& sitemap_;
  std::string directory_;  // what an entry's URL must begin with; "" for any
  std::size_t href_bytes_ = 0;
};

// `text` (UTF-8) without the white space around it, that of Unicode and the marks of byte order
// among it.
std::string_view trimmed_of_unicode(std::string_view text);

// Whether `text` begins as a URL that is absolute, or lacks nothing but its scheme.
bool starts_url(std::string_view text);

}  // namespace anchord
