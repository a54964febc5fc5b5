#include "indexer/ctl/seed_import.h"

#include <iterator>

#include "indexer/sitemap.h"

namespace anchord {
namespace {

constexpr std::size_t kBlockBytes = 64U << 10U;
constexpr char kGzipMagic = '\x1f';

Status import_sitemap(std::istream& in, std::string body, const std::string& options,
                      const std::function<void(std::string_view)>& write) {
  std::string block(kBlockBytes, '\0');
  while (body.size() <= kSitemapBytesMax && in.read(block.data(), kBlockBytes).gcount() > 0) {
    body.append(block, 0, static_cast<std::size_t>(in.gcount()));
  }
  // Its URLs are absolute; those that are not have nothing to be relative to.
  const auto base = Url::parse("http://localhost/sitemap.xml");
  const Sitemap sitemap = parse_sitemap(*base, "", body);
  if (sitemap.entries.empty()) return invalid_input("standard input: a sitemap without URLs");
  if (sitemap.dropped.too_many > 0 || body.size() > kSitemapBytesMax) {
    return invalid_input("standard input: want a sitemap of at most " +
                         std::to_string(kSitemapEntriesMax) + " URLs and " +
                         std::to_string(kSitemapBytesMax) + " bytes");
  }
  for (const SitemapEntry& entry : sitemap.entries) {
    write(entry.href);
    if (!options.empty()) write(" " + options);
    write("\n");
  }
  return Ok{};
}

}  // namespace

Status import_seeds(std::istream& in, const std::string& options,
                    const std::function<void(std::string_view)>& write) {
  std::string block(kBlockBytes, '\0');
  in.read(block.data(), kBlockBytes);
  block.resize(static_cast<std::size_t>(in.gcount()));
  const std::size_t first = block.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  if (first != std::string::npos && (block[first] == '<' || block[first] == kGzipMagic)) {
    return import_sitemap(in, std::move(block), options, write);
  }
  while (!block.empty()) {
    write(block);
    block.resize(kBlockBytes);
    in.read(block.data(), kBlockBytes);
    block.resize(static_cast<std::size_t>(in.gcount()));
  }
  return Ok{};
}

}  // namespace anchord
