#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "storage/result.h"

namespace anchord {

// What the index says of the one site that was crawled into it.
struct CrawledSite {
  std::uint64_t pages = 0;     // visited
  std::uint64_t links = 0;     // live
  std::uint64_t revisits = 0;  // pages visited more than once
  std::vector<std::string> html_urls;
};

Result<CrawledSite> read_crawled_site(const std::filesystem::path& data);

// What the files below `directory` take up on disk, in bytes.
std::uint64_t disk_bytes(const std::filesystem::path& directory);

}  // namespace anchord
